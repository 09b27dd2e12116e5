import { removeNote, removeNoteInput } from "@/lib/staff/firm-notes";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(removeNoteInput, (ctx, firmId, input) =>
  removeNote(ctx, { firmId, ...input }),
);
