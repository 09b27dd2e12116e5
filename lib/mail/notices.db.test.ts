import { count, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import type { Queryable } from "@/lib/db/client";
import { events, mails, people } from "@/lib/db/schema";
import { createTestDatabase } from "@/lib/db/testing";
import { loadHeldMails } from "@/lib/staff/load-held-mails";
import { releaseMails } from "@/lib/staff/release-mails";
import { codeOf } from "@/lib/testing/house";
import type { MailKind, StaffRole } from "@/lib/vocabulary";
import { invented, inventedLetters } from "./invented-letters";
import { queueMail } from "./queue-mail";
import { sendMail } from "./send-mail";
import { tellOfHeldMails } from "./tell-of-held-mails";

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let ctx: Context;
beforeAll(async () => {
  test = await createTestDatabase();
  ctx = testContext(test.db);
  const operator = { id: "person_operator", kind: "staff", staffRole: "operator" } as const;
  await ctx.db.query((db) =>
    db.insert(people).values({ ...operator, email: "op@acucoders.test", name: "The operator" }),
  );
});
beforeEach(() =>
  ctx.db.query(async (db) => {
    await db.delete(mails);
    await db.execute(sql`delete from pgboss.job`);
  }),
);
afterAll(() => test.close());

const staff = (role: StaffRole) =>
  testContext(test.db, { kind: "staff", personId: "person_operator", role, sessionId: "ses_1" });

type Notice = { kind?: MailKind; person: string; cause?: string; releasedBy?: string };
const notice = (tx: Queryable, { kind = "problem", person, cause, releasedBy }: Notice) => {
  const [letter] = inventedLetters[kind](invented);
  if (!letter) throw new Error(`no letter of ${kind}`);
  return queueMail(tx, ctx, {
    kind,
    firmId: `firm_${person}`,
    person: { id: person, email: `${person}@hartleymoss.test` },
    causeKey: cause ?? `${kind}:${person}`,
    letter,
    releasedBy,
  });
};
const queue = (...all: Notice[]) =>
  ctx.db.transaction(async (tx) => {
    for (const one of all) await notice(tx, one);
  });
const states = async () => {
  const rows = await ctx.db.query((db) =>
    db.select({ state: mails.state, number: count() }).from(mails).groupBy(mails.state),
  );
  return Object.fromEntries(rows.map(({ state, number }) => [state, number]));
};
/** How many jobs there are, and of how many of them the time has come. */
const jobs = async () => {
  const [row] = await ctx.db.query((db) =>
    db.execute<{ all: number; due: number }>(sql`
      select count(*)::int as all, count(*) filter (where start_after <= now())::int as due
      from pgboss.job where name = 'mail'`),
  );
  return row;
};
const told = async () =>
  ctx.db.query((db) => db.select().from(mails).where(eq(mails.kind, "staff_notice")));

describe("R-24 the storm guard", () => {
  it("lets 200 of 5,000 notices go, holds the rest, and staff release it", async () => {
    await queue(...Array.from({ length: 800 }, (_, index) => ({ person: `p${index}` })));
    expect(await states()).toEqual({ queued: 200, held: 600 });
    expect(await jobs()).toEqual({ all: 200, due: 200 });
    // The other 4,200 would be as the last one is.
    await ctx.db.query((db) =>
      db.execute(sql`
        insert into mails (id, firm_id, person_id, kind, to_address, subject, body_sealed, is_notice,
          held_at, cause_key, message_id, state)
        select id || n, firm_id || n, person_id || n, kind, to_address, subject, body_sealed, is_notice,
          held_at, cause_key || n, message_id || n, state
        from (select * from mails where state = 'held' limit 1) as last, generate_series(1, 4200) as n`),
    );
    await queue({ person: "one more" });
    expect(await states()).toEqual({ queued: 200, held: 4801 });
    const [held] = await ctx.db.query((db) =>
      db.select().from(mails).where(eq(mails.state, "held")).limit(1),
    );
    expect(await sendMail(ctx, held?.id ?? "")).toBe("not_waiting");
    for (let time = 0; time < 3; time += 1) await tellOfHeldMails(ctx);
    expect((await told()).map(({ toAddress }) => toAddress)).toEqual(["op@acucoders.test"]);
    // What somebody asked for goes on.
    await queue({ kind: "sign_in", person: "p1" });
    expect(await states()).toEqual({ queued: 202, held: 4801 });

    expect(await codeOf(releaseMails(staff("viewer")))).toBe("forbidden");
    expect((await loadHeldMails(staff("viewer")))?.number).toBe(4801);
    const both = await Promise.all([releaseMails(staff("operator")), releaseMails(staff("admin"))]);
    expect(both.reduce((sum, { released }) => sum + released, 0)).toBe(4801);
    expect(await states()).toEqual({ queued: 5003 });
    expect(await jobs()).toEqual({ all: 5003, due: 5003 });
    expect(await loadHeldMails(staff("viewer"))).toBeNull();
    const history = await ctx.db.query((db) =>
      db.select({ kind: events.kind, number: count() }).from(events).groupBy(events.kind),
    );
    const counts = Object.fromEntries(history.map(({ kind, number }) => [kind, number]));
    expect(counts["mail.held"]).toBe(601);
    expect(counts["mail.released"]).toBeGreaterThanOrEqual(5);
  });

  it("counts the last hour alone, and nothing that staff have confirmed", async () => {
    const confirmed = Array.from({ length: 201 }, (_, index) => ({
      person: `c${index}`,
      releasedBy: "person_operator",
    }));
    await queue(...confirmed);
    await queue(...Array.from({ length: 200 }, (_, index) => ({ person: `p${index}` })));
    expect(await states()).toEqual({ queued: 401 });
    await queue({ person: "one more" });
    expect(await states()).toEqual({ queued: 401, held: 1 });
    await queue({ person: "confirmed", releasedBy: "person_operator" });
    expect(await states()).toEqual({ queued: 402, held: 1 });
    await ctx.db.query((db) =>
      db.update(mails).set({ queuedAt: sql`queued_at - interval '1 hour'` }),
    );
    await queue({ person: "an hour later" });
    expect(await states()).toEqual({ queued: 403, held: 1 });
  });
});

describe("a person hears of a firm once a day", () => {
  it("however many notices are due at once: each waits a day for the one before", async () => {
    const kinds: MailKind[] = ["problem", "reminder", "recovered"];
    await Promise.all(kinds.map((kind) => queue({ kind, person: "ada" })));
    const rows = await ctx.db.query((db) =>
      db
        .select({ days: sql<number>`round(extract(epoch from queued_at - now()) / 86400)::int` })
        .from(mails)
        .orderBy(mails.queuedAt),
    );
    expect(rows.map(({ days }) => days)).toEqual([0, 1, 2]);
    expect(await jobs()).toEqual({ all: 3, due: 1 });
  });

  it("and at once of another firm, of what was asked for, and of the firm's security", async () => {
    const asked: MailKind[] = ["sign_in", "invite", "code", "keys_received", "disconnected"];
    await queue({ person: "ada" }, { person: "ben" });
    await queue(...asked.map((kind) => ({ kind, person: "ada" })));
    expect(await jobs()).toEqual({ all: 7, due: 7 });
  });

  it("and again when the day is over", async () => {
    await queue({ person: "ada", cause: "first" });
    await ctx.db.query((db) =>
      db.update(mails).set({ queuedAt: sql`queued_at - interval '24 hours'` }),
    );
    await queue({ person: "ada", cause: "second" });
    expect(await jobs()).toEqual({ all: 2, due: 2 });
  });
});
