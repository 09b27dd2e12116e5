import { removePerson, removePersonInput } from "@/lib/staff/remove-person";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(removePersonInput, (ctx, firmId, input) =>
  removePerson(ctx, { firmId, ...input }),
);
