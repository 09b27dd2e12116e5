import { after } from "next/server";
import { z } from "zod";
import { confirmForFirm } from "@/lib/connection/confirm-account";
import { runProbes } from "@/lib/connection/run-probes";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(z.strictObject({}), async (ctx, firmId) => {
  const { runId } = await confirmForFirm(ctx, { firmId });
  after(() => runProbes(ctx, runId));
});
