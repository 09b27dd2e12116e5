import type { Context } from "@/lib/context";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import type { Failure, Provider } from "@/lib/providers/provider";
import type { Region } from "@/lib/vocabulary";
import { noteCall } from "./provider-gate";

type Answer = { ok: true } | Failure | { ok: false; kind: string; failure?: Failure };

/** Clio for what goes on with connections: how each call ended is noted for the region's gate. */
export function watchedClio(ctx: Context): Provider {
  const clio = clioProvider(ctx.env);
  const watched =
    <Input extends { region: Region }, Given extends Answer>(
      call: (input: Input) => Promise<Given>,
    ) =>
    async (input: Input): Promise<Given> => {
      const answer = await call(input);
      await noteCall(ctx, input.region, failureOf(answer));
      return answer;
    };
  return {
    ...clio,
    exchangeCode: watched(clio.exchangeCode.bind(clio)),
    refresh: watched(clio.refresh.bind(clio)),
    revoke: watched(clio.revoke.bind(clio)),
    whoAmI: watched(clio.whoAmI.bind(clio)),
    probe: watched(clio.probe.bind(clio)),
  };
}

function failureOf(answer: Answer): Failure | null {
  if (answer.ok) return null;
  return "kind" in answer ? (answer.failure ?? null) : answer;
}
