import { z } from "zod";
import { revokeLink } from "@/lib/staff/revoke-link";
import { handleFirm } from "@/lib/web/firm-handler";

const input = z.strictObject({ link: z.string().max(100) });

export const POST = handleFirm(input, (ctx, firmId, { link }) =>
  revokeLink(ctx, { firmId, linkId: link }),
);
