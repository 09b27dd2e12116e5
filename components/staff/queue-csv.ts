import { regionNames, resourceNames } from "@/lib/vocabulary";
import type { FoundRow } from "@/lib/staff/list-queue";
import { stepWords } from "@/lib/onboarding/rules";
import { statusNames } from "./event-details-words";
import { actionLooks, reasonWords, stageNames, tabNames } from "./queue-words";
import { routeNames } from "./route-names";

type Column = { title: string; cell: (row: FoundRow) => string };

const columns: Column[] = [
  { title: "Firm", cell: (row) => row.firmName },
  { title: "Waits for", cell: (row) => tabNames[row.tab] },
  { title: "Stage", cell: (row) => stageNames[row.stage] },
  { title: "Step", cell: (row) => (row.step ? stepWords[row.step].title : "") },
  { title: "Connection", cell: (row) => statusNames[row.status] },
  { title: "Reason", cell: (row) => reasonWords[row.reason] },
  { title: "Since", cell: (row) => row.since },
  { title: "Last proof", cell: (row) => row.lastProofAt ?? "" },
  {
    title: "Missing permissions",
    cell: (row) => row.missing.map((one) => resourceNames[one]).join("; "),
  },
  { title: "Owner", cell: (row) => row.owner?.name ?? "" },
  { title: "Tags", cell: (row) => row.tags.join("; ") },
  { title: "Who registers", cell: (row) => routeNames[row.route] },
  { title: "Region", cell: (row) => (row.region ? regionNames[row.region] : "") },
  { title: "Integration", cell: (row) => row.integrationName },
  { title: "Next", cell: ({ action }) => (action === "none" ? "" : actionLooks[action].label) },
];

/** The first line of an exported queue. */
export const queueCsvTitles = columns.map(({ title }) => title);

/** A firm as one line of an exported queue; instants in ISO 8601, so that they sort. */
export function queueCsvCells(row: FoundRow): string[] {
  return columns.map(({ cell }) => cell(row));
}
