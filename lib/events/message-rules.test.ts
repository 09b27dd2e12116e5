import { describe, expect, it } from "vitest";
import { connectionStatuses, eventKinds } from "@/lib/vocabulary";
import {
  isToldEvent,
  messageOf,
  toldEvents,
  type MessageFacts,
  type Told,
  type ToldEvent,
} from "./message-rules";

const since = new Date("2026-11-28T09:00:00.000Z");
const earlier = new Date("2026-11-01T09:00:00.000Z");
const facts: MessageFacts = {
  firmId: "firm_1",
  connectionId: "conn_1",
  integrationId: "intg_1",
  status: "working",
  reason: "all_proven",
  since,
  workedAt: earlier,
  disconnectedAt: null,
  liveCause: null,
  liveAt: null,
  liveUntil: null,
};
const ids = { firm_id: "firm_1", connection_id: "conn_1", integration_id: "intg_1" };
const tell = (
  kind: ToldEvent,
  more: Partial<MessageFacts> = {},
  last: Told | null = null,
  data = {},
) => messageOf({ kind, data }, { ...facts, ...more }, last);
const status = (more: Partial<MessageFacts>, last: Told | null) =>
  tell("connection.status_changed", more, last)?.kind ?? null;

const attention: Told = { kind: "connection.needs_attention", reason: "permission_missing" };
const ended: Told = { kind: "connection.access_ended", reason: "revoked" };
const working: Told = { kind: "connection.working", reason: "all_proven" };
const recovered: Told = { kind: "connection.recovered", reason: "all_proven" };
const disconnected: Told = { kind: "connection.disconnected", reason: "disconnected" };
const lasts = [null, attention, ended, working, recovered, disconnected];

describe("which event tells what", () => {
  it("every other event tells nothing", () => {
    expect(eventKinds.filter(isToldEvent).toSorted()).toEqual(toldEvents.toSorted());
  });

  it("checking is told to nobody, whatever was told before", () => {
    for (const last of lasts) expect(status({ status: "checking" }, last)).toBeNull();
  });

  it.each<[Told | null, string | null]>([
    [null, "connection.working"],
    [attention, "connection.recovered"],
    [ended, "connection.recovered"],
    [working, null],
    [recovered, null],
    [disconnected, "connection.working"],
  ])("working again after %j: %s", (last, told) => {
    expect(status({ status: "working" }, last)).toBe(told);
  });

  it.each<[Told | null, string | null]>([
    [null, "connection.working"],
    [attention, "connection.working"],
    [ended, "connection.working"],
    [disconnected, "connection.working"],
  ])("working for the first time after %j: %s", (last, told) => {
    expect(status({ status: "working", workedAt: since }, last)).toBe(told);
  });

  it.each<[Partial<MessageFacts>, Told | null, string | null]>([
    [{ status: "needs_attention", reason: "permission_missing" }, null, attention.kind],
    [{ status: "needs_attention", reason: "permission_missing" }, working, attention.kind],
    [{ status: "needs_attention", reason: "permission_missing" }, attention, null],
    [{ status: "needs_attention", reason: "keys_refused" }, attention, attention.kind],
    [{ status: "needs_attention", reason: "permission_missing" }, ended, attention.kind],
    [{ status: "needs_attention", reason: "keys_refused" }, disconnected, attention.kind],
    [{ status: "access_ended", reason: "revoked" }, null, ended.kind],
    [{ status: "access_ended", reason: "revoked" }, ended, null],
    [{ status: "access_ended", reason: "user_disabled" }, ended, ended.kind],
    [{ status: "access_ended", reason: "revoked" }, attention, ended.kind],
    [{ status: "access_ended", reason: "revoked" }, recovered, ended.kind],
    [{ status: "not_connected", reason: "disconnected" }, disconnected, null],
    [{ status: "not_connected", reason: "never_connected" }, null, null],
    [{ status: "not_connected", reason: "never_connected" }, attention, disconnected.kind],
  ])("%j after %j: %s", (now, last, told) => {
    expect(status(now, last)).toBe(told);
  });

  it("a status says itself, why and since when, and nothing else", () => {
    const told = connectionStatuses.flatMap(
      (one) => tell("connection.status_changed", { status: one }, recovered) ?? [],
    );
    expect(told.map(({ kind }) => kind)).toEqual([
      "connection.disconnected",
      "connection.access_ended",
      "connection.needs_attention",
    ]);
    const fields = [...Object.keys(ids), "status", "reason", "since"];
    for (const { data } of told) expect(Object.keys(data)).toEqual(fields);
    expect(tell("connection.status_changed", {}, attention)).toEqual({
      kind: "connection.recovered",
      data: { ...ids, status: "working", reason: "all_proven", since: since.toISOString() },
    });
  });

  it("a grant in place of another is told, the first one is not", () => {
    expect(tell("connection.connected", {}, null, { replaced: false })).toBeNull();
    expect(tell("connection.connected", {}, null, { replaced: true, account: "X" })).toEqual({
      kind: "connection.reauthorized",
      data: ids,
    });
  });

  it("an end on purpose is told as one, whatever its status says by then", () => {
    const more = { status: "working", disconnectedAt: since } as const;
    expect(tell("connection.disconnected", more, working)).toEqual({
      kind: "connection.disconnected",
      data: {
        ...ids,
        status: "not_connected",
        reason: "disconnected",
        since: since.toISOString(),
      },
    });
  });

  it("live says why, since when and until when, and not the reason that somebody wrote", () => {
    const more = { liveCause: "override", liveAt: earlier, liveUntil: since } as const;
    expect(tell("firm.live", more, null, { reason: "The court needs it" })).toEqual({
      kind: "firm.live",
      data: {
        ...ids,
        cause: "override",
        since: earlier.toISOString(),
        until: since.toISOString(),
      },
    });
  });
});
