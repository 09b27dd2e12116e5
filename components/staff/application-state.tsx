import { Check, CircleDashed, CircleX, Clock } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";
import type { AgencyApplicationView } from "@/lib/applications/agency-queries";

const looks = {
  proven: { word: "Proven", icon: Check, colour: "text-ok" },
  missing: { word: "A box is missing", icon: CircleX, colour: "font-semibold text-bad" },
  failed: { word: "The last try failed", icon: CircleX, colour: "font-semibold text-bad" },
  stored: { word: "Keys stored, not proven", icon: Clock, colour: "font-semibold text-wait" },
  draft: { word: "No keys yet", icon: CircleDashed, colour: "text-muted" },
} as const;

function stateOf({ verifiedAt, keysStoredAt, lastProof }: AgencyApplicationView) {
  if (verifiedAt) return looks.proven;
  if (!keysStoredAt) return looks.draft;
  if (lastProof?.outcome === "missing") return looks.missing;
  return lastProof?.outcome ? looks.failed : looks.stored;
}

/** How far an application of the agency's is, in words and with a picture. */
export function ApplicationState({ application }: { application: AgencyApplicationView }) {
  const { word, icon, colour } = stateOf(application);
  return (
    <IconWord icon={icon} className={colour}>
      {word}
    </IconWord>
  );
}
