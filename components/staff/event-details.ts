import { roleNames } from "@/components/staff/role-names";
import { routeNames } from "@/components/staff/route-names";
import { formatDay, formatInstant } from "@/components/ui/format-time";
import type { EventView } from "@/lib/events/queries";
import { stepWords } from "@/lib/onboarding/rules";
import { PLAN_NOT_SURE, regionNames, resourceNames, type EventKind } from "@/lib/vocabulary";
import {
  accessWords,
  answerWords,
  attemptWords,
  bulkNames,
  developerStages,
  discardReasons,
  helpWords,
  linkWords,
  liveWords,
  mailWords,
  notLiveReasons,
  outageCauses,
  planChanges,
  problemWords,
  proofWords,
  reasonWords,
  refreshWords,
  reminderLevelWords,
  scopeWords,
  settingWords,
  doorRefusals,
  scopeAccessNames,
  settledWords,
  statusNames,
  troubleWords,
  webhookChanges,
  webhookEnds,
} from "./event-details-words";

const LONGEST = 160;

/** Reads the facts of an event one by one: what is not asked for by name is never shown. */
class Facts {
  readonly #event: Pick<EventView, "data" | "named">;
  readonly #timeZone: string;

  constructor(event: Pick<EventView, "data" | "named">, timeZone: string) {
    this.#event = event;
    this.#timeZone = timeZone;
  }

  get named(): EventView["named"] {
    return this.#event.named;
  }
  /** Text that people or Clio chose: names, addresses, reasons. */
  text(key: string): string | null {
    const value = this.#event.data[key];
    if (typeof value !== "string" || value === "") return null;
    return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  }
  quoted(key: string): string | null {
    const value = this.text(key);
    return value && `“${value}”`;
  }
  count(key: string): number | null {
    const value = this.#event.data[key];
    return typeof value === "number" ? value : null;
  }
  /** Taken away: told apart from what an event says nothing about. */
  isNone(key: string): boolean {
    return this.#event.data[key] === null;
  }
  isTrue(key: string): boolean {
    return this.#event.data[key] === true;
  }
  /** A value of one of our lists, in its words; any other is not shown. */
  word(key: string, words: Readonly<Record<string, string>>): string | null {
    const value = this.#event.data[key];
    return typeof value === "string" && Object.hasOwn(words, value) ? (words[value] ?? null) : null;
  }
  step(): string | null {
    const value = this.#event.data.step;
    if (typeof value !== "string" || !Object.hasOwn(stepWords, value)) return null;
    return `“${stepWords[value as keyof typeof stepWords].title}”`;
  }
  day(key: string): string | null {
    const value = this.text(key);
    return value && /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDay(value) : null;
  }
  instant(key: string): string | null {
    const at = new Date(this.text(key) ?? "");
    return Number.isNaN(at.getTime()) ? null : formatInstant(at, this.#timeZone);
  }
}

type Shown = Pick<EventView, "kind" | "data" | "named">;
type Part = string | null | false;
const list = (...parts: Part[]) => parts.filter(Boolean).join(", ");
/** `before` and the value in one sentence, or nothing without a value. */
const say = (before: string, value: Part) => value && `${before}${value}.`;
const nothing = () => [];

const byLink = ({ named, step }: { named: EventView["named"]; step: Part }): Part[] => [
  named.link &&
    `${list(linkWords[named.link.purpose], step, named.link.personName && `for ${named.link.personName}`)}.`,
];
const aboutLink = (facts: Facts) => byLink({ named: facts.named, step: facts.step() });
const account = (facts: Facts) => [
  say("", list(facts.text("account"), facts.text("user") && `by ${facts.text("user")}`)),
];
const keys = (facts: Facts) => [
  say(
    "",
    list(
      facts.text("clientIdEnd") && `Client ID ending in ${facts.text("clientIdEnd")}`,
      facts.word("region", regionNames),
    ),
  ),
];
const mail = (facts: Facts) => [
  say("", list(facts.word("kind", mailWords), facts.text("to") && `to ${facts.text("to")}`)),
  facts.count("count") !== null && `Mails: ${facts.count("count")}.`,
];
const fromTo = (facts: Facts, words: Readonly<Record<string, string>>): Part => {
  const [from, to] = [facts.word("from", words), facts.word("to", words)];
  return to && (from ? `Before: ${from}. Now: ${to}.` : `Now: ${to}.`);
};
const integration = (facts: Facts) => [
  say("", facts.quoted("name")),
  facts.count("version") !== null && `Version ${facts.count("version")}.`,
];
const problem = (facts: Facts) => [facts.word("kind", problemWords)];
const outage = (facts: Facts) => [
  facts.word("cause", outageCauses),
  say("Region: ", facts.word("subject", regionNames)),
  facts.count("affected") !== null && `Connections: ${facts.count("affected")}.`,
];
const reauthorization = (facts: Facts) => [
  facts.count("version") !== null && `Version ${facts.count("version")} of the permissions.`,
];
const accessChange = (facts: Facts): Part => {
  const [from, to] = [facts.word("from", accessWords), facts.word("to", accessWords)];
  return from ? `${to}, before: ${from}` : to;
};
const proof = (facts: Facts) => [facts.word("outcome", proofWords)];
const region = (facts: Facts) => [say("", facts.word("region", regionNames))];

const tag = (facts: Facts) => [
  say("Added: ", facts.quoted("added")),
  say("Removed: ", facts.quoted("removed")),
];
const reason = (facts: Facts) => [say("Reason: ", facts.quoted("reason"))];
const colleague = (facts: Facts) => [say("", facts.named.person)];
const firmsCount = (facts: Facts) => [
  say("", facts.word("what", bulkNames)),
  facts.count("count") !== null && `Firms: ${facts.count("count")}.`,
];

const client = (facts: Facts) => [say("", facts.quoted("name"))];
const webhook = (facts: Facts) => [
  say("", facts.quoted("webhook")),
  facts.word("change", webhookChanges),
  facts.word("reason", webhookEnds),
];

const details: Record<EventKind, (facts: Facts) => Part[]> = {
  "firm.created": (facts) => [say("", facts.quoted("name"))],
  "firm.route_changed": (facts) => [fromTo(facts, routeNames)],
  "firm.live": (facts) => [
    facts.word("cause", liveWords),
    say("Reason: ", facts.quoted("reason")),
    say("Until ", facts.instant("until")),
  ],
  "firm.not_live": (facts) => [facts.word("reason", notLiveReasons)],
  "firm.person_added": (facts) => [say("", list(facts.named.person, facts.text("email")))],
  "firm.person_removed": (facts) => [say("", facts.named.person)],
  "firm.owner_changed": (facts) => [
    say("Now: ", facts.named.person) ?? (facts.isNone("person") && "Nobody looks after it now."),
  ],
  "firm.tags_changed": tag,
  "firm.main_contact_changed": colleague,
  "firm.second_contact_changed": colleague,
  "firm.integration_changed": (facts) => [say("", facts.quoted("name"))],
  "firm.reminders_paused": (facts) => [
    say("Until ", facts.day("until")) ?? (facts.isNone("until") && "Reminders go on."),
  ],
  "firm.note_added": nothing,
  "firm.note_removed": nothing,
  "firm.exported": nothing,
  "firm.closed": reason,
  "firm.erased": nothing,
  "link.created": aboutLink,
  "link.sent": aboutLink,
  "link.opened": aboutLink,
  "link.revoked": aboutLink,
  "link.copied": aboutLink,
  "link.extended": aboutLink,
  "link.not_me": aboutLink,
  "session.started": (facts) => [
    say("", facts.named.person),
    facts.named.link && `Through: ${linkWords[facts.named.link.purpose].toLowerCase()}.`,
    facts.text("method") === "oidc" && "By the organisation’s sign-in.",
  ],
  "session.ended": nothing,
  "sessions.ended_everywhere": nothing,
  "session.code_sent": nothing,
  "session.code_confirmed": nothing,
  "plan.answered": (facts) => [
    facts.word("plan", { [PLAN_NOT_SURE]: "The firm does not know its plan." }) ??
      say("", facts.named.plan && `“${facts.named.plan}”`),
  ],
  "plan.confirmed": nothing,
  "region.chosen": region,
  "developer_account.answered": (facts) => [facts.word("stage", developerStages)],
  "developer_account.asked_clio": (facts) => [say("On ", facts.day("day"))],
  "application.registered": nothing,
  "application.not_registered": nothing,
  "keys.stored": keys,
  "keys.checked": (facts) => [
    facts.word("answer", answerWords),
    facts.isTrue("wereSwapped") && "The two had been pasted the wrong way round.",
    ...keys(facts),
  ],
  "keys.withdrawn": nothing,
  "keys.client_id_elsewhere": keys,
  "keys.reviewed": nothing,
  "agency_application.created": region,
  "agency_application.stored": keys,
  "agency_application.proof_started": nothing,
  "agency_application.proof_ended": proof,
  "agency_application.verified": nothing,
  "connection.attempt_started": region,
  "connection.attempt_ended": (facts) => [facts.word("outcome", attemptWords)],
  "connection.account_confirmed": (facts) => [
    ...account(facts),
    say("Before: ", facts.text("before")),
  ],
  "connection.account_rejected": account,
  "connection.contact_confirmed": account,
  "connection.staff_confirmed": account,
  "connection.account_change_allowed": (facts) => [
    say(
      "",
      list(
        facts.text("account") && `Account ${facts.text("account")}`,
        facts.word("region", regionNames),
      ),
    ),
    say("Reason: ", facts.quoted("reason")),
  ],
  "connection.connected": (facts) => [
    ...account(facts),
    facts.isTrue("replaced") && "It took the place of the authorization before.",
  ],
  "connection.refreshed": nothing,
  "connection.refresh_failed": (facts) => [facts.word("outcome", refreshWords)],
  "connection.checked": (facts) => [
    facts.count("asked") !== null &&
      `${facts.count("worked") ?? 0} of ${facts.count("asked")} work.`,
    facts.word("trouble", troubleWords),
  ],
  "connection.scope_changed": (facts) => [
    say("", facts.word("resource", resourceNames)),
    fromTo(facts, scopeWords),
  ],
  "connection.status_changed": (facts) => [
    fromTo(facts, statusNames),
    say("Reason: ", facts.word("reason", reasonWords)),
  ],
  "connection.discarded": (facts) => [...account(facts), facts.word("reason", discardReasons)],
  "connection.renamed": account,
  "connection.disconnected": nothing,
  "mail.sent": mail,
  "mail.failed": (facts) => [...mail(facts), say("The mail server: ", facts.text("error"))],
  "mail.retried": mail,
  "mail.held": mail,
  "mail.released": mail,
  "problem.opened": problem,
  "problem.closed": problem,
  "outage.opened": outage,
  "outage.ended": outage,
  "reauthorization.started": reauthorization,
  "reauthorization.probed": reauthorization,
  "reauthorization.mailed": reauthorization,
  "reauthorization.declined": reauthorization,
  "reauthorization.done": (facts) => [...reauthorization(facts), facts.word("how", settledWords)],
  "help.asked": (facts) => [say("", facts.word("kind", helpWords)), say("At ", facts.step())],
  "help.done": nothing,
  "reminder.set": (facts) => [say("", list(facts.step(), facts.day("day")))],
  "reminder.escalated": (facts) => [
    say("", list(facts.step(), facts.named.person ?? facts.word("level", reminderLevelWords))),
  ],
  "reminder.rules_changed": (facts) => [
    say("", list(facts.word("route", routeNames), facts.step())),
  ],
  "plans.changed": (facts) => [
    say("", list(facts.named.plan && `“${facts.named.plan}”`, facts.word("change", planChanges))),
    say("Before: ", facts.quoted("before")),
    facts.text("to") && say("Access for integrations: ", accessChange(facts)),
  ],
  "bulk.started": firmsCount,
  "bulk.ended": (facts) => [
    ...firmsCount(facts),
    (facts.count("failed") ?? 0) > 0 && `Failed: ${facts.count("failed")}.`,
  ],
  "queue.exported": (facts) => [say("Filter: ", facts.quoted("filter"))],
  "import.done": firmsCount,
  "history.exported": (facts) => [say("Filter: ", facts.quoted("filter"))],
  "history.verified": (facts) => [
    facts.count("events") !== null && `Events: ${facts.count("events")}.`,
    facts.count("wrong") === 0 && "All is as it was written.",
    facts.count("wrong") ? `Wrong: ${facts.count("wrong")}.` : null,
    facts.text("first"),
  ],
  "settings.changed": (facts) => [
    facts.word("what", settingWords),
    say("Now: ", facts.text("colour")),
  ],
  "integration.created": integration,
  "integration.scopes_drafted": integration,
  "integration.scopes_discarded": integration,
  "integration.scopes_published": integration,
  "key_ring.rotated": nothing,
  "key_ring.retired": nothing,
  "house.quarantined": (facts) => [say("Reason: ", facts.quoted("reason"))],
  "house.released": nothing,
  "staff.added": (facts) => [say("", list(facts.named.person, facts.text("email")))],
  "staff.role_changed": (facts) => [
    say("", facts.named.person),
    say("Now: ", facts.word("to", roleNames)),
    say("Before: ", facts.word("from", roleNames)),
  ],
  "staff.disabled": colleague,
  "staff.enabled": colleague,
  "staff.sessions_ended": colleague,
  "staff.factor_set": (facts) => [
    say("", facts.named.person),
    facts.isTrue("codes") && "New recovery codes.",
  ],
  "staff.factor_reset": colleague,
  "staff.factor_refused": colleague,
  "staff.recovery_used": colleague,
  "staff.stepped_up": nothing,
  "secret.tampered": nothing,
  "token_client.created": client,
  "token_client.changed": client,
  "token_client.revoked": client,
  "token_client.key_made": client,
  "token_client.key_revoked": client,
  "token_client.refused": (facts) => [...client(facts), facts.word("reason", doorRefusals)],
  "tokens.taken": (facts) => [
    say("", facts.quoted("service")),
    facts.count("count") !== null && `${facts.count("count")} times.`,
    say("In the hour from ", facts.instant("hour")),
  ],
  "connection.reported": (facts) => [
    facts.count("answered") !== null && `Clio answered ${facts.count("answered")}.`,
    say("", list(facts.word("resource", resourceNames), facts.word("access", scopeAccessNames))),
  ],
  "webhook.created": webhook,
  "webhook.changed": webhook,
  "webhook.removed": webhook,
  "webhook.secret_made": webhook,
  "webhook.disabled": webhook,
  "webhook.resent": webhook,
};

/**
 * What is worth knowing of one event beyond its kind, in a sentence or three; null when that says it
 * all. Shows only facts that it asks for by name, so a new one in an event stays unseen until it gets
 * its words here.
 */
export function eventDetails(
  { kind, data, named, isErased = false }: Shown & { isErased?: boolean },
  timeZone: string,
): string | null {
  const parts = details[kind](new Facts({ data, named }, timeZone));
  if (isErased) parts.push("What was personal here is erased.");
  return parts.filter(Boolean).join(" ") || null;
}
