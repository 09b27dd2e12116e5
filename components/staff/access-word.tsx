import { Check, CircleHelp, CircleX } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";
import type { ApiAccess } from "@/lib/vocabulary";

export const accessNames: Record<ApiAccess, string> = {
  yes: "Yes",
  no: "No",
  unknown: "Not known",
};

const looks = {
  yes: { icon: Check, colour: "text-ok" },
  no: { icon: CircleX, colour: "text-bad" },
  unknown: { icon: CircleHelp, colour: "text-muted" },
};

/** Whether a plan lets integrations in. */
export function AccessWord({ access }: { access: ApiAccess }) {
  const { icon, colour } = looks[access];
  return (
    <IconWord icon={icon} className={colour}>
      {accessNames[access]}
    </IconWord>
  );
}
