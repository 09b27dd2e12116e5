import { after } from "next/server";
import { z } from "zod";
import { confirmAccount } from "@/lib/connection/confirm-account";
import { keepAnyway } from "@/lib/connection/keep-anyway";
import { runProbes } from "@/lib/connection/run-probes";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: z.strictObject({ decision: z.enum(["account", "keep_anyway"]) }),
  page: "/onboarding/status",
  run: async (ctx, { decision }) => {
    const { runId } = decision === "account" ? await confirmAccount(ctx) : await keepAnyway(ctx);
    if (runId) after(() => runProbes(ctx, runId));
    return "/onboarding/status";
  },
});
