import type { ChecklistView } from "@/lib/onboarding/rules";
import { regionHosts, type Region, type StepKey } from "@/lib/vocabulary";

/** The step that a call is about, and the sentence that moves it on. */
export type SaidNext = { step: StepKey | null; sentence: string };

/** What to say to a firm on the phone, in the checklist's own words. */
export function sayNext(
  view: Pick<ChecklistView, "steps" | "next" | "isLive">,
  { agencyName, region }: { agencyName: string; region: Region | null },
): SaidNext {
  const { steps, next, isLive } = view;
  if (next) {
    const { key, title, hint, state } = next;
    if (key === "permissions" && state === "in_progress") {
      return { step: key, sentence: `There is nothing for you to do. ${hint}` };
    }
    const where =
      region && (key === "connect" || key === "application") ? regionHosts[region] : null;
    const place = where ? ` Sign in at ${where} as an administrator first.` : "";
    return { step: key, sentence: `Please open “${title}”. ${hint}${place}` };
  }
  const waiting = steps.find(({ state }) => state === "waiting_us" || state === "waiting_clio");
  if (waiting) {
    const who = waiting.state === "waiting_us" ? agencyName : "Clio";
    return {
      step: waiting.key,
      sentence: `You have done your part; “${waiting.title}” waits for ${who}. ${waiting.hint}`,
    };
  }
  const sentence = isLive
    ? "Everything is done, and your integration is switched on."
    : "Everything is done. There is nothing more for you to do.";
  return { step: null, sentence };
}
