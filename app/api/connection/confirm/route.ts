import { after } from "next/server";
import { z } from "zod";
import { confirmAccount } from "@/lib/connection/confirm-account";
import { keepAnyway } from "@/lib/connection/keep-anyway";
import { runProbes } from "@/lib/connection/run-probes";
import { grantField } from "@/lib/connection/staged-of";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: z.strictObject({ decision: z.enum(["account", "keep_anyway"]), grant: grantField }),
  page: "/onboarding/status",
  run: async (ctx, { decision, grant: grantId }) => {
    const decide = decision === "account" ? confirmAccount : keepAnyway;
    const { runId } = await decide(ctx, { grantId });
    if (runId) after(() => runProbes(ctx, runId));
    return "/onboarding/status";
  },
});
