import type { BulkKind } from "@/lib/vocabulary";

/** So many firms at once: what a run holds is looked through by people. */
export const MOST_BULK_FIRMS = 5000;

export const bulkStates = ["waiting", "done", "nothing", "failed"] as const;
export type BulkState = (typeof bulkStates)[number];
export type BulkCounts = Record<BulkState, number>;

/** What a run does, in the words of its heading; `params` are its own, such as a tag. */
export function bulkTitle(kind: BulkKind, params: Readonly<Record<string, string>>): string {
  const titles: Record<BulkKind, string> = {
    remind: "Remind of the step that waits",
    send_reauthorization: "Send a link to connect again",
    assign: params.owner ? `Give to ${params.name ?? "a colleague"}` : "Take the owner away",
    tag: `Tag with “${params.tag ?? ""}”`,
    untag: `Remove the tag “${params.tag ?? ""}”`,
    pause_reminders: params.until
      ? `Pause reminders until ${params.day ?? params.until}`
      : "Take reminders up again",
  };
  return titles[kind];
}

/** How a run stands, in a sentence that is read out while it goes on. */
export function bulkSummary(counts: BulkCounts): string {
  const { waiting, done, nothing, failed } = counts;
  const parts = [
    `${done} done`,
    nothing > 0 && `${nothing} without a change`,
    failed > 0 && `${failed} failed`,
    waiting > 0 && `${waiting} to go`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}
