import { addNote, noteInput } from "@/lib/staff/firm-notes";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(noteInput, (ctx, firmId, input) =>
  addNote(ctx, { firmId, ...input }),
);
