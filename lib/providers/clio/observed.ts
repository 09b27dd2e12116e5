import type { Failure, Provider } from "@/lib/providers/provider";
import { noteLowest, observe } from "@/lib/telemetry/numbers";
import { codeOf, currentTrail, traced } from "@/lib/telemetry/trail";
import type { Region } from "@/lib/vocabulary";

type Answer = { ok: true } | Failure | { ok: false; kind: string; failure?: Failure };

/**
 * Makes every call to Clio be seen: its span, how long it took, and a line in the log of the request or
 * job that it belongs to. Neither the request's id nor the trace is sent to Clio.
 */
export function observedProvider(clio: Provider): Provider {
  const seen =
    <Input extends { region: Region }, T>(
      call: string,
      work: (input: Input) => Promise<T>,
      outcomeOf: (answer: T) => string,
    ) =>
    (input: Input) =>
      observed({ call, region: input.region, outcomeOf }, () => work(input));
  return {
    ...clio,
    exchangeCode: seen("code", (input) => clio.exchangeCode(input), outcomeOf),
    refresh: seen("refresh", (input) => clio.refresh(input), outcomeOf),
    revoke: seen("revoke", (input) => clio.revoke(input), outcomeOf),
    checkKeys: seen("keys", (input) => clio.checkKeys(input), String),
    whoAmI: seen("who_am_i", (input) => clio.whoAmI(input), outcomeOf),
    hasSingleUser: seen(
      "users",
      (input) => clio.hasSingleUser(input),
      () => "ok",
    ),
    probe: seen("probe", (input) => clio.probe(input), outcomeOf),
  };
}

async function observed<T>(
  { call, region, outcomeOf }: { call: string; region: Region; outcomeOf: (answer: T) => string },
  work: () => Promise<T>,
): Promise<T> {
  const attributes = { "anteroom.call": call, "anteroom.region": region };
  return traced(`Clio ${call}`, { kind: "client", attributes }, async (span) => {
    const begun = performance.now();
    const note = (outcome: string) => {
      const ms = performance.now() - begun;
      observe("anteroom_clio_call_seconds", { region, call, outcome }, ms / 1000);
      currentTrail()?.log.info({ call, region, outcome, ms: Math.round(ms) }, "Clio was called");
      span?.set({ "anteroom.outcome": outcome });
    };
    try {
      const answer = await work();
      note(outcomeOf(answer));
      return answer;
    } catch (thrown) {
      note(codeOf(thrown));
      throw thrown;
    }
  });
}

/** `ok`, or the stable word for why not. */
function outcomeOf(answer: Answer): string {
  if (answer.ok) return "ok";
  return "kind" in answer ? (answer.failure?.code ?? answer.kind) : answer.code;
}

/** What Clio says to be left for the token of a call. */
export function noteLimit(region: Region, headers: Headers): void {
  const left = headers.get("x-ratelimit-remaining");
  if (left === null || !/^\d{1,6}$/.test(left)) return;
  noteLowest("anteroom_clio_limit_left", { region }, Number(left));
}
