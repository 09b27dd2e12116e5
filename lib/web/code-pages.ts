import "server-only";

/** The pages that ask for a mailed code; a form names one of them, never an address. */
const pages = {
  people: "/onboarding/people",
  credentials: "/onboarding/credentials",
  status: "/onboarding/status",
} as const;
export type CodePage = keyof typeof pages;

/** Where a form for the code came from; the people's page for any other name. */
export function codePage(name: string | undefined): string {
  return name !== undefined && Object.hasOwn(pages, name) ? pages[name as CodePage] : pages.people;
}
