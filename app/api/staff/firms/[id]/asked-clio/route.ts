import { askedClioInput, noteAskedClio } from "@/lib/staff/note-asked-clio";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  askedClioInput,
  (ctx, firmId, input) => noteAskedClio(ctx, { firmId, ...input }),
  "It is noted that we asked Clio.",
);
