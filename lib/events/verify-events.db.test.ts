import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { anchorEvents } from "./anchor-events";
import { ageAnchor, keepHistory, tamper, writeFor } from "./chains.testing";
import { verifyEvents } from "./verify-events";

let test: TestDatabase;
let ctx: Context;
let restore: () => Promise<void>;

/** Three events in each chain, an anchor, one event more in each of the firms', an anchor. */
beforeAll(async () => {
  test = await createTestDatabase();
  // Who owns the database may do what these tests find out.
  ctx = { ...testContext(test.db), db: test.owner };
  for (let round = 0; round < 3; round += 1) await writeFor(ctx, ["firm_a", "firm_b", null]);
  await anchorEvents(ctx);
  await ageAnchor(ctx);
  await writeFor(ctx, ["firm_a"]);
  await anchorEvents(ctx);
  await writeFor(ctx, ["firm_b"]);
  restore = await keepHistory(ctx);
});
afterEach(() => restore());
afterAll(() => test.close());

it("I5 finds nothing wrong with what nobody touched, and counts it", async () => {
  expect(await verifyEvents(ctx)).toMatchObject({
    events: 11,
    links: 11,
    chains: 3,
    anchors: 2,
    newestAnchor: { seq: 2, throughSeq: 10 },
    wrong: 0,
    sentences: [],
  });
});

/** Sentences that match these, one after the other. */
const like = (...patterns: RegExp[]) =>
  patterns.map((pattern) => expect.stringMatching(pattern) as unknown);

/** An event, by its chain and position. */
const at = (chain: string, position: number) =>
  `(select event_id from event_chain where chain = '${chain}' and position = ${position})`;
const event = (set: string) => `update events set ${set} where id = ${at("firm_a", 2)}`;
const CHANGED =
  /^Chain firm_a, position 2: the event evt_\w+ \(.+\) or its place in the chain was changed\.$/;

describe("I5 a change of one field of an event is found:", () => {
  it.each([
    "seq = 1000",
    "kind = 'plan.confirmed'",
    "actor_kind = 'person'",
    "actor_id = 'person_somebody'",
    "via_copied_link = 'link_1'",
    "at = at + interval '1 microsecond'",
    "at = 'infinity'",
    "request_id = null",
    "data = '{}'",
    `data = data || '{"more": null}'`,
  ])("%s", async (set) => {
    await tamper(ctx, event(set));
    const { wrong, sentences } = await verifyEvents(ctx);
    expect(wrong).toBe(1);
    expect(sentences[0]).toMatch(CHANGED);
  });

  it("firm_id", async () => {
    await tamper(ctx, event("firm_id = 'firm_b'"));
    const { sentences } = await verifyEvents(ctx);
    expect(sentences).toEqual(
      like(/position 2: the event evt_\w+ says that it belongs to firm_b\.$/, CHANGED),
    );
  });

  it("firm_id, when it becomes the house’s", async () => {
    await tamper(ctx, event("firm_id = null"));
    const { sentences } = await verifyEvents(ctx);
    expect(sentences[0]).toMatch(/says that it belongs to house\.$/);
  });

  it("id", async () => {
    await tamper(ctx, event("id = 'evt_other'"));
    const { sentences } = await verifyEvents(ctx);
    expect(sentences).toEqual(
      like(
        /^Chain firm_a, position 2: the event evt_\w+ was removed\.$/,
        /^The event evt_other \(plan\.answered\) is in no chain\.$/,
      ),
    );
  });
});

const copy = (id: string) =>
  `insert into events select '${id}', 5000, firm_id, kind, actor_kind, actor_id, via_copied_link, at, request_id, data
   from events where id = ${at("firm_a", 1)}`;
const last = "(select max(seq) from event_chain)";
const unhinge = "drop index event_chain_position_key, event_chain_event_key";

describe("I5 an event that was taken away, put in or moved is found:", () => {
  it.each([
    [
      "removed",
      [`delete from events where id = ${at("firm_a", 2)}`],
      [/position 2: the event evt_\w+ was removed/],
    ],
    [
      "removed with its link",
      [
        `delete from events where id = ${at("firm_a", 2)}`,
        "delete from event_chain where chain = 'firm_a' and position = 2",
      ],
      [/position 3: it follows position 1, so a link is missing/, /position 3: .+ changed/],
    ],
    [
      "the newest, removed with its link and the head moved back",
      [
        `delete from events where id = ${at("firm_a", 4)}`,
        "delete from event_chain where chain = 'firm_a' and position = 4",
        "update event_heads h set position = 3, hash = c.hash from event_chain c where h.chain = 'firm_a' and c.chain = 'firm_a' and c.position = 3",
      ],
      [/^Anchor 2 of .+: it was changed, or what it covers was rewritten/],
    ],
    ["put in", [copy("evt_new")], [/^The event evt_new \(plan\.answered\) is in no chain\.$/]],
    [
      "put in with a link",
      [
        copy("evt_new"),
        `insert into event_chain (seq, chain, position, event_id, hash) select ${last} + 1, 'firm_a', 5, 'evt_new', hash from event_heads where chain = 'firm_a'`,
      ],
      [/position 5: the event evt_new .+ was changed/, /^Chain firm_a: its head is at position 4/],
    ],
    [
      "linked twice",
      [
        unhinge,
        `insert into event_chain (seq, chain, position, event_id, hash) select ${last} + 1, chain, position, event_id, hash from event_chain where chain = 'house' and position = 3`,
      ],
      [
        /^Chain house, position 3: it follows position 3/,
        /^Chain house, position 3: .+ changed/,
        /^The event evt_\w+ \(plan\.answered\) is in the chains 2 times\.$/,
      ],
    ],
    [
      "two that changed places",
      [
        unhinge,
        `update event_chain set event_id = case position when 2 then ${at("firm_a", 3)} else ${at("firm_a", 2)} end where chain = 'firm_a' and position in (2, 3)`,
      ],
      [/position 2: .+ changed/, /position 3: .+ changed/],
    ],
    [
      "all of a firm’s",
      [
        "delete from events where firm_id = 'firm_b'",
        "delete from event_chain where chain = 'firm_b'",
        "delete from event_heads where chain = 'firm_b'",
      ],
      [/^Anchor 1 of/, /^Anchor 2 of/],
    ],
  ])("%s", async (_, statements, expected) => {
    const isUnhinged = statements.includes(unhinge);
    await tamper(ctx, ...statements);
    const { sentences } = await verifyEvents(ctx);
    expect(sentences).toEqual(like(...expected));
    if (!isUnhinged) return;
    await restore();
    await tamper(
      ctx,
      "create unique index event_chain_position_key on event_chain (chain, position)",
      "create unique index event_chain_event_key on event_chain (event_id)",
    );
  });
});

describe("I5 a link, head or anchor that was changed is found:", () => {
  const anchor =
    /^Anchor 1 of .+: it was changed, or what it covers was rewritten since it was made\.$/;
  it.each([
    [
      "update event_chain set hash = repeat('0', 64) where chain = 'firm_a' and position = 2",
      [/firm_a, position 2: .+ changed/, /firm_a, position 3: .+ changed/],
    ],
    [
      "update event_chain set position = 9 where chain = 'firm_a' and position = 2",
      [/position 9: it follows position 1/, /position 3: it follows position 9/],
    ],
    ["update event_heads set position = 9 where chain = 'firm_a'", [/^Chain firm_a: its head/]],
    ["update event_heads set hash = '0' where chain = 'house'", [/^Chain house: its head/]],
    ["delete from event_heads where chain = 'house'", [/^Chain house: its head is at position 0/]],
    ["insert into event_heads values ('firm_c', 1, '0')", [/^Chain firm_c: its head/]],
    ["update event_anchors set hash = '0' where seq = 1", [anchor, /^Anchor 2 of/]],
    ["update event_anchors set at = at + interval '1 microsecond' where seq = 1", [anchor]],
    [
      "update event_anchors set at = '-infinity' where seq = 1",
      [/^Anchor 1 of an impossible time: it was changed/],
    ],
    ["update event_anchors set chains = 4 where seq = 1", [anchor]],
    ["update event_anchors set through_seq = 8 where seq = 1", [anchor]],
    [
      "delete from event_anchors where seq = 1",
      [/^Anchor 2 of .+: it follows anchor 0, so an anchor was removed/, /^Anchor 2 of/],
    ],
    ["update event_anchors set seq = 3 where seq = 2", [/follows anchor 1/, /^Anchor 3 of/]],
  ])("%s", async (statement, expected) => {
    await tamper(ctx, statement);
    const { sentences } = await verifyEvents(ctx);
    expect(sentences).toEqual(like(...expected));
  });
});

it("I5 a chain that was rewritten to its end, head and all, does not fit its anchors", async () => {
  await tamper(
    ctx,
    "create temp table rewritten as select * from events where firm_id = 'firm_a'",
    "update rewritten set data = '{}' where seq = (select min(seq) from rewritten)",
    "delete from event_heads where chain = 'firm_a'",
    // The database's own function hashes anew what somebody changed.
    `create temp table numbers as select position, seq from event_chain where chain = 'firm_a'`,
    "delete from event_chain where chain = 'firm_a'",
    "delete from events where firm_id = 'firm_a'",
    "insert into events select * from rewritten",
    "select chain_event(events) from events where firm_id = 'firm_a' order by seq",
    "update event_chain c set seq = n.seq from numbers n where c.chain = 'firm_a' and c.position = n.position",
    "drop table rewritten, numbers",
  );
  const { sentences } = await verifyEvents(ctx);
  expect(sentences).toEqual(like(/^Anchor 1 of/, /^Anchor 2 of/));
});

it("I5 names fifty of many changes, and counts all", async () => {
  await writeFor(
    ctx,
    Array.from({ length: 60 }, () => "firm_c"),
  );
  await tamper(ctx, "update events set data = '{}' where firm_id = 'firm_c'");
  const { wrong, sentences } = await verifyEvents(ctx);
  expect([wrong, sentences.length]).toEqual([60, 50]);
});

it("I5 finds nothing wrong while others write", async () => {
  const writers = Array.from({ length: 4 }, async () => {
    for (let round = 0; round < 15; round += 1) await writeFor(ctx, ["firm_a", null]);
  });
  const reports = [];
  const open = new Set(writers);
  for (const writer of writers) void writer.finally(() => open.delete(writer));
  while (open.size > 0) reports.push(await verifyEvents(ctx));
  await Promise.all(writers);
  reports.push(await verifyEvents(ctx));
  expect(reports.flatMap(({ sentences }) => sentences)).toEqual([]);
  expect(reports.at(-1)?.events).toBe(11 + 120);
});

it("I5 is for the system and administrators", async () => {
  const as = (role: "admin" | "operator") =>
    testContext(test.db, { kind: "staff", personId: "person_1", role, sessionId: "ses_1" });
  await expect(verifyEvents(as("operator"))).rejects.toMatchObject({ code: "forbidden" });
  expect((await verifyEvents(as("admin"))).wrong).toBe(0);
});
