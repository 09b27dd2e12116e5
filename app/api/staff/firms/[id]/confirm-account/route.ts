import { after } from "next/server";
import { z } from "zod";
import { confirmForFirm } from "@/lib/connection/confirm-account";
import { runProbes } from "@/lib/connection/run-probes";
import { grantField } from "@/lib/connection/staged-of";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  z.strictObject({ grant: grantField }),
  async (ctx, firmId, { grant: grantId }) => {
    const { runId } = await confirmForFirm(ctx, { firmId, grantId });
    after(() => runProbes(ctx, runId));
  },
  "The account is confirmed.",
);
