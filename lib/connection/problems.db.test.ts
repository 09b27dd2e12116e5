import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { grants, mails, outages, problems } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { openHouse, type House } from "@/lib/testing/house";
import type { MailKind, Resource } from "@/lib/vocabulary";
import { checkPermissions } from "./check-permissions";
import { disconnect } from "./disconnect";
import { mailProblem } from "./mail-problem";
import { loadConnection } from "./queries";
import { recomputeStatus } from "./recompute-status";
import { sweepProblems } from "./sweep-problems";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.heal());
afterAll(() => house.close());

const ALL: readonly Resource[] = ["users", "contacts", "matters"];
type Firm = Awaited<ReturnType<typeof connected>>;

/** A firm whose connection works, on an account of its own. */
async function connected() {
  const { user } = await house.account("Hartley & Moss LLP");
  const integration = await house.integration(ALL);
  const firm = await house.firm({ integration });
  await house.connect(firm, await house.register(ALL), { user });
  return { ...firm, user };
}
/** What the Clio user may do from now on. */
const allow = ({ user }: Firm, rights: readonly Resource[]) =>
  house.control(`users/${user}`, { rights }, "PUT");
const grantOf = async (firm: Firm) => {
  const [grant] = await house.system.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firm.id), eq(grants.state, "active"))),
  );
  if (!grant) throw new Error("nothing is connected");
  return grant;
};
const check = async (firm: Firm) =>
  checkPermissions(house.system, { grantId: (await grantOf(firm)).id, trigger: "daily" });
const problemsOf = (firm: Firm) =>
  house.system.db.query((db) => db.select().from(problems).where(eq(problems.firmId, firm.id)));

/** As if so much time had gone by since what is stored. */
async function pass(firm: Firm, hours: number): Promise<void> {
  const ago = sql`make_interval(secs => ${hours * 3600})`;
  await house.system.db.transaction(async (tx) => {
    await tx
      .update(problems)
      .set({
        openedAt: sql`opened_at - ${ago}`,
        confirmedAt: sql`confirmed_at - ${ago}`,
        nextMailAt: sql`next_mail_at - ${ago}`,
      })
      .where(eq(problems.firmId, firm.id));
    await tx
      .update(mails)
      .set({ queuedAt: sql`queued_at - ${ago}` })
      .where(eq(mails.firmId, firm.id));
  });
}
const notices: MailKind[] = ["problem", "access_ended", "recovered"];
/** Sweeps, and says which mails the firm has got of it by now, the oldest first. */
async function swept(firm: Firm): Promise<string[]> {
  await sweepProblems(house.system);
  const all = await house.mailsOf(firm.id);
  return all
    .map(({ kind }) => kind)
    .filter((kind) => notices.includes(kind))
    .toReversed();
}

it("a missing permission is mailed with a second failing check, by its rhythm, and then its recovery", async () => {
  const firm = await connected();
  await allow(firm, ["users", "contacts"]);
  await check(firm);
  expect((await loadConnection(firm.contact, firm.id)).reason).toBe("permission_missing");
  expect(await swept(firm)).toEqual([]);
  await pass(firm, 0.2);
  await check(firm);
  expect(await swept(firm)).toEqual([]);
  await pass(firm, 0.1);
  expect(await swept(firm)).toEqual([]);
  await check(firm);
  expect(await swept(firm)).toEqual(["problem"]);
  const [mail] = await house.mailsOf(firm.id, "problem");
  expect(mail?.to).toBe(`ada@${firm.domain}`);
  expect(mail?.text).toContain("Matters: People differ. Tick its box in your application");
  expect(mail?.text).not.toContain("Contacts:");

  // Day 1, 3, 7, 14, and nothing between them.
  const counts: number[] = [];
  for (const hours of [23, 1, 47, 1, 95, 1, 167, 1, 800]) {
    await pass(firm, hours);
    counts.push((await swept(firm)).length);
  }
  expect(counts).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5]);
  const [last, ...before] = await house.mailsOf(firm.id, "problem");
  expect(last?.text).toMatch(/first wrote to you about this 14 days ago.*our last mail/s);
  expect(before.filter(({ text }) => text.includes("our last mail"))).toEqual([]);
  const told = await house.mailsOf(firm.id, "staff_notice");
  expect(told.map(({ subject }) => subject)).toEqual(
    Array.from({ length: 2 }, () => "Hartley & Moss LLP: a problem goes on"),
  );

  await allow(firm, ALL);
  await check(firm);
  expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
  expect((await swept(firm)).at(-1)).toBe("recovered");
  expect((await swept(firm)).length).toBe(6);
  const history = (await house.historyOf(firm.id)).map(({ kind }) => kind);
  expect(history.filter((kind) => kind.startsWith("problem."))).toEqual([
    "problem.opened",
    "problem.closed",
  ]);
});

it("what is mended before the second check is nobody's mail, and has no recovery", async () => {
  const firm = await connected();
  await allow(firm, ["users", "contacts"]);
  await check(firm);
  await pass(firm, 0.1);
  await allow(firm, ALL);
  await check(firm);
  expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
  await pass(firm, 48);
  expect(await swept(firm)).toEqual([]);
  expect((await problemsOf(firm)).map(({ closedAt }) => closedAt !== null)).toEqual([true]);
});

/** Clio has ended the access, and was believed. */
async function end(firm: Firm): Promise<void> {
  await house.system.db.transaction(async (tx) => {
    const at = new Date();
    await tx
      .update(grants)
      .set({ endedAt: at, endedReason: "revoked" })
      .where(and(eq(grants.firmId, firm.id), eq(grants.state, "active")));
    await recomputeStatus(tx, house.system, firm.id, at);
  });
}

it("an end of the access is mailed at once and once, with a link to connect again", async () => {
  const firm = await connected();
  await end(firm);
  const [problem] = await problemsOf(firm);
  if (!problem) throw new Error("no problem was opened");
  await Promise.all(
    Array.from({ length: 20 }, () => mailProblem(house.system, problem, new Date(Date.now() + 9))),
  );
  expect(await swept(firm)).toEqual(["access_ended"]);
  const { ctx } = await house.follow(await house.tokenOf(firm.id, "access_ended"));
  await house.trip(ctx, { user: firm.user });
  expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
  // It would be the second notice of the day.
  expect(await swept(firm)).toEqual(["access_ended"]);
  await pass(firm, 24);
  expect(await swept(firm)).toEqual(["access_ended", "recovered"]);
  await pass(firm, 24);
  expect(await swept(firm)).toEqual(["access_ended", "recovered"]);
});

it("within a day of another notice a problem waits, and the firm that disconnects hears no more", async () => {
  const firm = await connected();
  await allow(firm, ["users", "contacts"]);
  await check(firm);
  await pass(firm, 0.3);
  await check(firm);
  expect(await swept(firm)).toEqual(["problem"]);
  await end(firm);
  expect(await swept(firm)).toEqual(["problem"]);
  await pass(firm, 23.9);
  expect(await swept(firm)).toEqual(["problem"]);
  await pass(firm, 0.2);
  expect(await swept(firm)).toEqual(["problem", "access_ended"]);
  await disconnect(firm.contact);
  await pass(firm, 100);
  expect(await swept(firm)).toEqual(["problem", "access_ended"]);
  const events = await house.historyOf(firm.id, "problem.closed");
  expect(events.map(({ data }) => data.how)).toEqual(["given_up", "given_up"]);
});

it("while many fail together nobody is mailed, but for what was so before", async () => {
  const [together, before] = [await connected(), await connected()];
  await end(before);
  await pass(before, 0.3);
  await end(together);
  const outage = newId("outage");
  await house.system.db.query((db) =>
    db.insert(outages).values({
      id: outage,
      scope: "region",
      subject: "us",
      cause: "clio_unavailable",
      lastFailureAt: sql`now()`,
      affected: 3,
    }),
  );
  expect(await swept(together)).toEqual([]);
  expect(await swept(before)).toEqual(["access_ended"]);
  await house.system.db.query((db) =>
    db
      .update(outages)
      .set({ endedAt: sql`now()` })
      .where(eq(outages.id, outage)),
  );
  expect(await swept(together)).toEqual(["access_ended"]);
});

it("one row that cannot be mailed keeps no other waiting", async () => {
  const [broken, other] = [await connected(), await connected()];
  await end(broken);
  await end(other);
  const noted = vi.spyOn(house.system.log, "error");
  const send = house.system.jobs.send.bind(house.system.jobs);
  let isFirst = true;
  const jobs: typeof house.system.jobs = {
    ...house.system.jobs,
    send: async (...given) => {
      if (!isFirst) return send(...given);
      isFirst = false;
      throw new Error("no queue");
    },
  };
  await sweepProblems({ ...house.system, jobs });
  expect(noted).toHaveBeenCalledOnce();
  const kinds = async () => [...(await kindsOf(broken)), ...(await kindsOf(other))];
  const kindsOf = async ({ id }: Firm) =>
    (await house.mailsOf(id, "access_ended")).map(({ kind }) => kind);
  expect(await kinds()).toHaveLength(1);
  await sweepProblems(house.system);
  expect(await kinds()).toHaveLength(2);
});
