import { z } from "zod";
import { reviewKeys } from "@/lib/applications/review-keys";
import { stepWords } from "@/lib/onboarding/rules";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  z.strictObject({}),
  (ctx, firmId) => reviewKeys(ctx, { firmId, nextStepTitle: stepWords.connect.title }),
  "The keys can be used.",
);
