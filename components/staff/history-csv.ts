import type { EventView } from "@/lib/events/queries";
import { eventDetails } from "./event-details";
import { eventWords } from "./event-words";

export const historyCsvTitles = [
  "Number",
  "At",
  "Kind",
  "What",
  "Details",
  "Firm",
  "Firm id",
  "Who",
  "Through a link copied by",
];

/** A line of the history as the cells of a file. */
export function historyCsvCells(event: EventView, timeZone: string): string[] {
  return [
    String(event.seq),
    event.at.toISOString(),
    event.kind,
    eventWords[event.kind],
    eventDetails(event, timeZone) ?? "",
    event.firm?.name ?? "",
    event.firm?.id ?? "",
    event.actorName,
    event.copiedByName ?? "",
  ];
}
