import { z } from "zod";
import { invalidInput } from "@/lib/errors";
import { bulkFirms } from "@/lib/staff/bulk-firms";
import { bulkInput, startBulk } from "@/lib/staff/start-bulk";
import { handle } from "@/lib/web/handler";

const input = z.strictObject({
  ...bulkInput.shape,
  choice: z.enum(["ticked", "matching"]),
  /** Ids with commas between them. */
  firms: z.string().max(60_000, "These are too many."),
  query: z.string().max(2000, "This is too long."),
});

/** One thing for many firms: those that are ticked, or all that the page's query matches. */
export const POST = handle({
  who: "staff",
  schema: input,
  page: "/staff",
  run: async (ctx, { choice, firms, query, ...what }) => {
    const chosen = bulkFirms(ctx, choice === "ticked" ? { ids: firms.split(",") } : { query });
    if (!chosen) throw invalidInput({}, "This list cannot be read. Please open it again.");
    const { runId } = await startBulk(ctx, { ...what, firms: chosen });
    return `/staff/bulk/${runId}`;
  },
});
