import { expect, it } from "vitest";
import type { EventKind } from "@/lib/vocabulary";
import { splitPersonal, type EventData } from "./personal-data";

it.each<[EventKind, EventData, string[]]>([
  ["firm.created", { name: "Hartley & Moss LLP" }, ["name"]],
  ["firm.person_added", { person: "person_1", email: "ada@firm.test" }, ["email"]],
  [
    "connection.connected",
    { account: "Hartley", user: "Ada", replaced: true },
    ["account", "user"],
  ],
  ["connection.attempt_ended", { attempt: "att_1", outcome: "declined", detail: null }, []],
  ["connection.attempt_ended", { attempt: "att_1", detail: "said no" }, ["detail"]],
  ["firm.tags_changed", { added: "vip", removed: null }, []],
  ["mail.sent", { mail: "mail_1", kind: "invite", to: "ada@firm.test" }, ["to"]],
  ["firm.route_changed", { from: "agency", to: "firm_private" }, []],
  ["connection.status_changed", { from: "working", to: "checking", reason: "stale" }, []],
  ["firm.live", { cause: "override", reason: "They asked", until: null }, ["reason"]],
  ["firm.not_live", { reason: "by staff" }, []],
  ["firm.closed", { reason: "They left", eraseOn: "2026-12-01" }, ["reason"]],
  ["plan.answered", { plan: "complete" }, []],
])("%s %j seals %j", (kind, data, sealed) => {
  const { open, personal } = splitPersonal(kind, data);
  expect(Object.keys(personal)).toEqual(sealed);
  expect({ ...open, ...personal }).toEqual(data);
});
