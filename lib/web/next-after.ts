import "server-only";
import { requireFirm, type Context } from "@/lib/context";
import { loadChecklist } from "@/lib/onboarding/queries";
import { stepWords } from "@/lib/onboarding/rules";
import type { HandOverStep } from "@/lib/vocabulary";

/** Where somebody to whom a step was handed over is thanked: their link has ended. */
export const HANDED_BACK = "/l/done";

/**
 * Where a step that was just done leads: on to the next one that can be done, so that nobody has to
 * look for it and with a word on what was done; to the checklist when nothing can be done or something is wrong.
 */
export async function nextAfter(ctx: Context, step: HandOverStep): Promise<string> {
  const { firmId } = requireFirm(ctx);
  const { checklist } = await loadChecklist(ctx, firmId);
  if (ctx.actor.kind === "firm" && ctx.actor.handOver) {
    const mine = checklist.steps.find(({ key }) => key === step);
    const isDone = mine?.state === "completed" || mine?.state === "not_confirmed";
    return isDone ? HANDED_BACK : (stepWords[step].href ?? HANDED_BACK);
  }
  const { next } = checklist;
  const isOn = next !== null && next.state !== "problem" && next.key !== step;
  return isOn && next.href ? `${next.href}?after=${step}` : "/onboarding";
}
