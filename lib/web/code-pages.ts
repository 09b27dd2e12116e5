import "server-only";
import { handOverSteps } from "@/lib/vocabulary";

/** The pages that ask for a mailed code; a form names one of them, never an address. */
const pages: Record<string, string> = {
  people: "/onboarding/people",
  credentials: "/onboarding/credentials",
  status: "/onboarding/status",
  ...Object.fromEntries(
    handOverSteps.map((step) => [`people_${step}`, `/onboarding/people?step=${step}`]),
  ),
};

/**
 * Where a form for the code came from; the people's page for any other name. `query` is added: what
 * just happened, such as `code=sent`.
 */
export function codePage(name: string | undefined, query = ""): string {
  const known = name !== undefined && Object.hasOwn(pages, name) ? pages[name] : undefined;
  const page = known ?? "/onboarding/people";
  if (query === "") return page;
  return `${page}${page.includes("?") ? "&" : "?"}${query}`;
}
