import { dayOf } from "@/lib/settings/rules";

/** What is known of writing to a resource: Clio has no safe question for it, so integrations tell. */
export type WriteEvidence = {
  writeResult: "works" | "refused" | null;
  writeReportedAt: Date | null;
  writeRefusedAt: Date | null;
};

/**
 * What one report makes of it. A write that worked settles it; a refusal is kept, and believed with
 * another one on another day of the agency's: one alone may be a matter that the user may not touch.
 */
export function withReport(
  known: WriteEvidence | undefined,
  report: { isRefused: boolean; at: Date; timeZone: string },
): WriteEvidence {
  const { isRefused, at, timeZone } = report;
  if (!isRefused) return { writeResult: "works", writeReportedAt: at, writeRefusedAt: null };
  const first = known?.writeRefusedAt ?? at;
  const isAnotherDay = dayOf(first, timeZone) !== dayOf(at, timeZone);
  return {
    writeResult: isAnotherDay ? "refused" : (known?.writeResult ?? null),
    writeReportedAt: at,
    writeRefusedAt: first,
  };
}
