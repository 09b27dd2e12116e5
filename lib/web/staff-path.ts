export const SECOND_FACTOR_PAGE = "/staff/second-factor";
const STEP_UP_PAGE = "/staff/step-up";

const OWN_PATH = /^\/staff(?:\/[\w-]+)*(?:\?[\w=&.,%+-]*)?$/;
const LONGEST = 500;

/** A page of staff's that a form or an address names; `/staff` for anything else (OC-10). */
export function staffPath(text: string | null | undefined): string {
  return text && text.length <= LONGEST && OWN_PATH.test(text) ? text : "/staff";
}

/** The page that asks for the second factor again, and then leads back. */
export function stepUpPath(next: string): string {
  return `${STEP_UP_PAGE}?next=${encodeURIComponent(staffPath(next))}`;
}
