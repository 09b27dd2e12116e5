/** The numbers of the house: a closed table, so that a board cannot ask for one that there is not. */
export const numbers = {
  anteroom_requests_total: {
    type: "counter",
    labels: ["door", "status"],
    help: "Requests answered, by door (web, machine) and class of status.",
  },
  anteroom_token_requests_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Access tokens asked for at the machine's door, by how that ended.",
  },
  anteroom_refreshes_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Renewals of a connection's tokens, by how they ended.",
  },
  anteroom_probes_total: {
    type: "counter",
    labels: ["result"],
    help: "Permissions tried at Clio, by what was answered.",
  },
  anteroom_mails_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Tries to send a mail, by how they ended.",
  },
  anteroom_webhook_deliveries_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Tries to deliver a webhook, by how they ended.",
  },
  anteroom_jobs_total: {
    type: "counter",
    labels: ["kind", "outcome"],
    help: "Jobs of the worker, by kind and by how they ended.",
  },
  anteroom_clio_call_seconds: {
    type: "histogram",
    labels: ["region", "call", "outcome"],
    help: "How long calls to Clio took.",
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
  },
  anteroom_clio_limit_left: {
    type: "lowest",
    labels: ["region"],
    help: "The fewest requests that Clio had left for a token, in the last minute with calls.",
  },
  anteroom_connections: {
    type: "gauge",
    labels: ["status"],
    help: "Connections, by status.",
  },
  anteroom_queue_jobs: {
    type: "gauge",
    labels: [],
    help: "Jobs that could run now and wait for a worker.",
  },
  anteroom_queue_oldest_seconds: {
    type: "gauge",
    labels: [],
    help: "How long the oldest of them has waited.",
  },
  anteroom_workers: {
    type: "gauge",
    labels: [],
    help: "Workers that gave a sign of life in the last half minute.",
  },
  anteroom_mails_waiting: {
    type: "gauge",
    labels: ["state"],
    help: "Mails that are not sent: queued, being sent, held or failed.",
  },
  anteroom_webhook_deliveries_waiting: {
    type: "gauge",
    labels: [],
    help: "Webhooks that are not delivered and will be tried again.",
  },
  anteroom_paused_regions: {
    type: "gauge",
    labels: [],
    help: "Regions of Clio's that are left alone for a while.",
  },
  anteroom_outages: { type: "gauge", labels: [], help: "Outages that are open." },
  anteroom_quarantine: { type: "gauge", labels: [], help: "1 while the portal is in quarantine." },
  anteroom_measured_at_seconds: {
    type: "gauge",
    labels: [],
    help: "When a worker last measured the gauges, as a Unix time.",
  },
} as const satisfies Record<string, NumberKind>;

export type NumberKind =
  | { type: "counter" | "gauge" | "lowest"; labels: readonly string[]; help: string }
  | { type: "histogram"; labels: readonly string[]; help: string; buckets: readonly number[] };

export type NumberName = keyof typeof numbers;
type Of<Type> = {
  [Name in NumberName]: (typeof numbers)[Name]["type"] extends Type ? Name : never;
}[NumberName];
export type CounterName = Of<"counter">;
export type GaugeName = Of<"gauge">;
type Labels<Name extends NumberName> = Record<(typeof numbers)[Name]["labels"][number], string>;

/** One value on its way to the database. `part` is empty, or a histogram's `sum`, `count` or bucket. */
export type Pending = { name: NumberName; labels: string[]; part: string; value: number };

// One for the front and for Next's pages, which are bundled apart.
const shared = globalThis as typeof globalThis & { anteroomPending?: Map<string, Pending> };
shared.anteroomPending ??= new Map();

function slot(name: NumberName, labels: Record<string, string>, part: string): Pending {
  const values = numbers[name].labels.map((label) => labels[label] ?? "");
  const key = [name, part, ...values].join(" ");
  const pending = (shared.anteroomPending ??= new Map<string, Pending>());
  const known = pending.get(key);
  if (known) return known;
  const made = { name, labels: values, part, value: numbers[name].type === "lowest" ? NaN : 0 };
  pending.set(key, made);
  return made;
}

/** Counts something that happened in this process. Labels are closed words: never an id or a name. */
export function count<Name extends CounterName>(name: Name, labels: Labels<Name>, by = 1): void {
  slot(name, labels, "").value += by;
}

/** Notes how long something took, in seconds. */
export function observe<Name extends Of<"histogram">>(
  name: Name,
  labels: Labels<Name>,
  seconds: number,
): void {
  const bucket = numbers[name].buckets.find((most) => seconds <= most);
  if (bucket !== undefined) slot(name, labels, String(bucket)).value += 1;
  slot(name, labels, "count").value += 1;
  slot(name, labels, "sum").value += seconds;
}

/** Notes a value of which the lowest is of interest. */
export function noteLowest<Name extends Of<"lowest">>(
  name: Name,
  labels: Labels<Name>,
  value: number,
): void {
  const one = slot(name, labels, "");
  one.value = Number.isNaN(one.value) ? value : Math.min(one.value, value);
}

/** What was counted since the last time; the caller writes it, or gives it back. */
export function takePending(): Pending[] {
  const taken = [...(shared.anteroomPending ?? new Map<string, Pending>()).values()];
  shared.anteroomPending = new Map();
  return taken;
}

/** Counted again: it could not be written. */
export function giveBack(taken: Pending[]): void {
  for (const { name, labels, part, value } of taken) {
    const named = Object.fromEntries(
      numbers[name].labels.map((label, at) => [label, labels[at] ?? ""]),
    );
    const one = slot(name, named, part);
    if (numbers[name].type !== "lowest") one.value += value;
    else one.value = Number.isNaN(one.value) ? value : Math.min(one.value, value);
  }
}
