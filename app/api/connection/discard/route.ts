import { after } from "next/server";
import { z } from "zod";
import { discardStaged } from "@/lib/connection/discard-staged";
import { revokeRetired } from "@/lib/connection/revoke-retired";
import { grantField } from "@/lib/connection/staged-of";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: z.strictObject({
    decision: z.enum(["discard", "developer", "another_person"]).default("discard"),
    grant: grantField,
  }),
  page: "/onboarding/status",
  run: async (ctx, { decision, grant: grantId }) => {
    await discardStaged(ctx, { grantId, isDeveloperAccount: decision === "developer" });
    after(async () => {
      await revokeRetired(ctx, { grantId });
    });
    return decision === "another_person"
      ? "/onboarding/people?step=connect#hand-over"
      : "/onboarding/connect";
  },
});
