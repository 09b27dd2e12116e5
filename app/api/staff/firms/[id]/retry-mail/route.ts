import { z } from "zod";
import { retryMail } from "@/lib/staff/retry-mail";
import { handleFirm } from "@/lib/web/firm-handler";

const input = z.strictObject({ mail: z.string().max(100) });

export const POST = handleFirm(
  input,
  (ctx, firmId, { mail }) => retryMail(ctx, { firmId, mailId: mail }),
  "The mail is tried again.",
);
