import { addPerson, addPersonInput } from "@/lib/staff/add-person";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(addPersonInput, (ctx, firmId, input) =>
  addPerson(ctx, { firmId, ...input }),
);
