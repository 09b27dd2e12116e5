import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { events, mails } from "@/lib/db/schema";
import { createTestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/ids";
import { invented, inventedLetters } from "./invented-letters";
import { queueMail } from "./queue-mail";
import { requeueMails } from "./requeue-mails";
import { sendMail } from "./send-mail";

/** How the server treats the next mails, one after the other; then it takes them. */
type Fault =
  | "refuse_recipient"
  | "refuse_text"
  | "later_recipient"
  | "later_text"
  | "drop_before"
  | "drop_after"
  | "hang";

let faults: Fault[] = [];
/** What the server has taken, by its Message-ID. */
let taken: string[] = [];
let test: Awaited<ReturnType<typeof createTestDatabase>>;
let ctx: Context;

const refusal = (responseCode: number) => Object.assign(new Error("no"), { responseCode });
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onRcptTo: (_address, _session, done) => {
    const [fault] = faults;
    if (fault !== "refuse_recipient" && fault !== "later_recipient") return done();
    faults.shift();
    return done(refusal(fault === "refuse_recipient" ? 550 : 450));
  },
  onData: (stream, session, done) => {
    const fault = faults.shift();
    const drop = () => {
      type Connection = { session: { id: string }; _socket: { destroy: () => void } };
      for (const one of server.connections as unknown as Set<Connection>)
        if (one.session.id === session.id) one._socket.destroy();
    };
    if (fault === "drop_before") return drop();
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    return stream.on("end", () => {
      if (fault === "refuse_text") return done(refusal(554));
      if (fault === "later_text") return done(refusal(451));
      // Takes nothing, and says nothing.
      if (fault === "hang") return undefined;
      taken.push(/^Message-ID: (.*)$/im.exec(Buffer.concat(chunks).toString())?.[1]?.trim() ?? "");
      return fault === "drop_after" ? drop() : done();
    });
  },
});

beforeAll(async () => {
  server.on("error", () => {});
  test = await createTestDatabase();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.server.address() as AddressInfo;
  ctx = testContext(test.db, undefined, {
    SMTP_URL: `smtp://127.0.0.1:${port}?socketTimeout=400`,
  });
});
beforeEach(() => {
  faults = [];
  taken = [];
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await test.close();
});

/** A mail in the outbox; the same cause again adds none. */
async function queue(causeKey: string = newId("request")): Promise<typeof mails.$inferSelect> {
  const [letter] = inventedLetters.live(invented);
  if (!letter) throw new Error("no letter was invented");
  const person = { id: "person_1", email: "ada@hartleymoss.test" };
  await ctx.db.transaction((tx) =>
    queueMail(tx, ctx, { kind: "live", firmId: "firm_1", person, causeKey, letter }),
  );
  const [row] = await ctx.db.query((db) =>
    db.select().from(mails).where(eq(mails.causeKey, causeKey)),
  );
  if (!row) throw new Error("the mail was not queued");
  return row;
}
const rowOf = async ({ id }: { id: string }) => {
  const [row] = await ctx.db.query((db) => db.select().from(mails).where(eq(mails.id, id)));
  return row;
};
const jobsOf = async ({ id }: { id: string }) => {
  const [row] = await ctx.db.query((db) =>
    db.execute<{ number: number }>(
      sql`select count(*)::int as number from pgboss.job where singleton_key = ${id}`,
    ),
  );
  return row?.number;
};

describe("R-23 a mail", () => {
  it("is one mail with one Message-ID, however often its cause triggers and its job runs", async () => {
    // With the first mail of a process its sender learns of the queues, on a connection of its own.
    await queue();
    const all = await Promise.all(Array.from({ length: 50 }, () => queue("cause_1")));
    const [mail] = all;
    if (!mail) throw new Error("no mail was queued");
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await jobsOf(mail)).toBe(1);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => sendMail(ctx, mail.id)));
    expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(1);
    expect(taken).toEqual([mail.messageId]);
    expect(await rowOf(mail)).toMatchObject({ state: "sent", bodySealed: null, error: null });
    // The same in every process: made of the cause, without a clock or a random number.
    expect(mail.messageId).toMatch(/^<[\w-]{32}@127\.0\.0\.1>$/);
  });

  it.each([
    ["before the server took it", "drop_before", 1],
    ["after the server took it, its 250 lost", "drop_after", 2],
    ["with no answer at all", "hang", 1],
  ] as const)("broken off %s is tried again, with the same Message-ID", async (_name, fault, n) => {
    const mail = await queue();
    faults = [fault];
    expect(await sendMail(ctx, mail.id)).toBe("again");
    expect(await rowOf(mail)).toMatchObject({ state: "queued", tries: 1 });
    expect(await sendMail(ctx, mail.id)).toBe("sent");
    expect(await sendMail(ctx, mail.id)).toBe("not_waiting");
    expect(taken).toEqual(Array.from({ length: n }, () => mail.messageId));
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)(
    "whose process died %s the server's 250 is sent by another, not sooner than a minute later",
    async (_name, before) => {
      const mail = await queue();
      // What a process leaves behind that is killed between its claim and its note of the answer.
      await ctx.db.query((db) =>
        db
          .update(mails)
          .set({ state: "sending", claimedAt: sql`now()`, tries: 1 })
          .where(eq(mails.id, mail.id)),
      );
      taken = Array.from({ length: before }, () => mail.messageId);
      expect(await sendMail(ctx, mail.id)).toBe("busy");
      expect(taken).toHaveLength(before);
      await ctx.db.query((db) =>
        db
          .update(mails)
          .set({ claimedAt: sql`now() - interval '61 seconds'` })
          .where(eq(mails.id, mail.id)),
      );
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => sendMail(ctx, mail.id)));
      expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(1);
      // One copy too many at most, and only when the server had taken the first.
      expect(taken).toEqual(Array.from({ length: before + 1 }, () => mail.messageId));
    },
  );

  it.each([
    ["the recipient", "later_recipient", "EENVELOPE 450"],
    ["the text", "later_text", "EMESSAGE 451"],
  ] as const)(
    "of which the server refuses %s for now is tried five times",
    async (_n, fault, error) => {
      const mail = await queue();
      faults = Array.from({ length: 5 }, () => fault);
      const outcomes: string[] = [];
      for (let time = 0; time < 6; time += 1) outcomes.push(await sendMail(ctx, mail.id));
      expect(outcomes).toEqual(["again", "again", "again", "again", "failed", "not_waiting"]);
      expect(await rowOf(mail)).toMatchObject({ state: "failed", error });
      expect(taken).toEqual([]);
    },
  );

  it.each([
    ["the recipient", "refuse_recipient", "EENVELOPE 550"],
    ["the text", "refuse_text", "EMESSAGE 554"],
  ] as const)("of which the server refuses %s for good fails at once", async (_n, fault, error) => {
    const mail = await queue();
    faults = [fault];
    expect(await sendMail(ctx, mail.id)).toBe("failed");
    expect(await rowOf(mail)).toMatchObject({ state: "failed", error, tries: 1 });
    const lines = await ctx.db.query((db) =>
      db.select().from(events).where(eq(events.kind, "mail.failed")),
    );
    const line = lines.find(({ data }) => data.mail === mail.id);
    expect(line?.data).toMatchObject({ kind: "live", error });
    expect(await sendMail(ctx, mail.id)).toBe("not_waiting");
  });

  it("whose job is lost gets another one after two minutes, and no second one before", async () => {
    const mail = await queue();
    await ctx.db.query((db) => db.execute(sql`delete from pgboss.job`));
    await requeueMails(ctx);
    expect(await jobsOf(mail)).toBe(0);
    await ctx.db.query((db) =>
      db
        .update(mails)
        .set({ queuedAt: sql`now() - interval '121 seconds'` })
        .where(eq(mails.id, mail.id)),
    );
    for (let time = 0; time < 2; time += 1) await requeueMails(ctx);
    expect(await jobsOf(mail)).toBe(1);
  });
});
