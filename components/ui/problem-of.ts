import type { FormProblem } from "./form-problem";

/** What a form that was sent without JavaScript has to show when its page comes back. */
export function problemOf(flash: {
  message?: string;
  fields?: Record<string, string>;
}): FormProblem | null {
  return flash.message ? { message: flash.message, fields: flash.fields } : null;
}
