import { Check, CircleX, Clock, Pause, Unplug, type LucideIcon } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";
import type { DeliveryState, EndpointState } from "@/lib/webhooks/rules";

type Look = { word: string; icon: LucideIcon; look: string };

const endpointLooks: Record<EndpointState, Look> = {
  on: { word: "On", icon: Check, look: "text-ok" },
  paused: { word: "Paused", icon: Pause, look: "text-muted" },
  gone: {
    word: "Switched off: the receiver is gone",
    icon: CircleX,
    look: "font-semibold text-bad",
  },
  unreachable: {
    word: "Switched off: nothing arrives",
    icon: CircleX,
    look: "font-semibold text-bad",
  },
  removed: { word: "Removed", icon: Unplug, look: "text-muted" },
};

/** Whether a webhook’s messages are sent. */
export function EndpointStateWord({ state }: { state: EndpointState }) {
  return <StateWord {...endpointLooks[state]} />;
}

const deliveryLooks: Record<DeliveryState, Look> = {
  waiting: { word: "Waiting", icon: Clock, look: "text-wait" },
  delivered: { word: "Delivered", icon: Check, look: "text-ok" },
  failed: { word: "Not delivered", icon: CircleX, look: "font-semibold text-bad" },
};

export const deliveryWords = (state: DeliveryState): string => deliveryLooks[state].word;

/** What became of a message to one receiver. */
export function DeliveryStateWord({ state }: { state: DeliveryState }) {
  return <StateWord {...deliveryLooks[state]} />;
}

function StateWord({ word, icon, look }: Look) {
  return (
    <IconWord icon={icon} className={look}>
      {word}
    </IconWord>
  );
}
