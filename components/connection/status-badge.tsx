import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";
import type { ConnectionStatus } from "@/lib/vocabulary";

const looks = {
  not_connected: { word: "Not connected", icon: CircleDashed, colour: "text-muted" },
  access_ended: { word: "Access ended", icon: CircleX, colour: "text-bad" },
  needs_attention: { word: "Needs attention", icon: TriangleAlert, colour: "text-warn" },
  working: { word: "Working", icon: CircleCheck, colour: "text-ok" },
  checking: { word: "Checking", icon: LoaderCircle, colour: "text-wait" },
} satisfies Record<ConnectionStatus, unknown>;

/** The connection's status: always a picture and its word. */
export function StatusBadge({ status }: { status: ConnectionStatus }) {
  const { word, icon, colour } = looks[status];
  return (
    <IconWord icon={icon} className={`font-semibold ${colour}`}>
      {word}
    </IconWord>
  );
}
