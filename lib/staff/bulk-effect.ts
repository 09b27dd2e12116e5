import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import type { bulkRuns } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { consumeReauthorization } from "@/lib/identity/rate-limit";
import { loadChecklists } from "@/lib/onboarding/queries";
import { loadSettings } from "@/lib/settings/queries";
import { endOfDay } from "@/lib/settings/rules";
import type { BulkKind } from "@/lib/vocabulary";
import { assignOwnerIn } from "./assign-owner";
import type { Outcome } from "./change-firm";
import { pauseRemindersIn } from "./pause-reminders";
import { remindFirmIn } from "./remind-firm";
import { sendReauthorizationIn } from "./send-reauthorization";
import { tagFirmIn } from "./tag-firm";

export type BulkRun = typeof bulkRuns.$inferSelect;

type Effect = {
  /** What is asked before the firm's transaction: it may be asked again. */
  before: (firmId: string) => Promise<void>;
  /** What is done to one firm, in the transaction that notes it as done. */
  apply: (tx: Queryable, firmId: string) => Promise<Outcome>;
};

/** What a run does to each of these firms, by its kind. */
export async function bulkEffect(ctx: Context, run: BulkRun, firmIds: string[]): Promise<Effect> {
  const { params } = run;
  const { owner = "", tag = "", until = "" } = params;
  const plain = (apply: Effect["apply"]): Effect => ({ before: async () => {}, apply });
  const byKind: Record<BulkKind, () => Effect | Promise<Effect>> = {
    remind: async () => plain(await reminding(ctx, run, firmIds)),
    send_reauthorization: async () => {
      const at = await now(ctx);
      return {
        before: (firmId) => consumeReauthorization(ctx, firmId),
        async apply(tx, firmId) {
          const contact = await sendReauthorizationIn(tx, ctx, { firmId, at });
          return { state: "done", outcome: `${contact.name} gets a link to connect again.` };
        },
      };
    },
    assign: () => plain((tx, firmId) => assignOwnerIn(tx, ctx, { firmId, owner })),
    tag: () => plain((tx, firmId) => tagFirmIn(tx, ctx, { firmId, tag, decision: "add" })),
    untag: () => plain((tx, firmId) => tagFirmIn(tx, ctx, { firmId, tag, decision: "remove" })),
    pause_reminders: async () => {
      const { timeZone } = await loadSettings(ctx);
      const pause = until === "" ? null : { day: until, until: endOfDay(until, timeZone) };
      return plain((tx, firmId) => pauseRemindersIn(tx, ctx, { firmId, pause }));
    },
  };
  return byKind[run.kind]();
}

/** Staff confirmed the run, so the storm guard holds none of its mails; one a day for a person stays. */
async function reminding(ctx: Context, run: BulkRun, firmIds: string[]): Promise<Effect["apply"]> {
  const [checklists, { timeZone }, at] = await Promise.all([
    loadChecklists(ctx, firmIds),
    loadSettings(ctx),
    now(ctx),
  ]);
  return async (tx, firmId) => {
    const firm = checklists.get(firmId);
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    const causeKey = `step_reminder:${run.id}:${firmId}`;
    return remindFirmIn(tx, ctx, { firm, at, timeZone, causeKey, releasedBy: run.createdBy });
  };
}
