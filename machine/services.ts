import type { Door } from "@/lib/tokens/door";
import { Gate } from "@/lib/tokens/gate";
import { RefusedRequests } from "@/lib/tokens/note-refused";
import { UseCounter } from "@/lib/tokens/use-counter";

/** What the door's process has once, and what it remembers between requests. */
export type Services = {
  door: Door;
  gate: Gate;
  uses: UseCounter;
  refused: RefusedRequests;
};

export function servicesOf(door: Door): Services {
  return {
    door,
    gate: new Gate(),
    uses: new UseCounter(door),
    refused: new RefusedRequests(door),
  };
}
