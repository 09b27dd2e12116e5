import { contactInput, setContact } from "@/lib/staff/set-contact";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(contactInput, (ctx, firmId, input) =>
  setContact(ctx, { firmId, ...input }),
);
