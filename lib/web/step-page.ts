import "server-only";
import { stepWords } from "@/lib/onboarding/rules";
import { stepKeys } from "@/lib/vocabulary";

/** The page of the step that a form names; the checklist for any other name. */
export function stepPage(step: string | undefined): string {
  const key = stepKeys.find((one) => one === step);
  return (key && stepWords[key].href) ?? "/onboarding";
}
