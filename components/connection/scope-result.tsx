import { Check, CircleDashed, CircleHelp, CirclePlus, X } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";
import type { ScopeResult } from "@/lib/vocabulary";

const looks = {
  works: { word: "Works", icon: Check, colour: "text-ok" },
  read_works: { word: "Reading works, writing not yet seen", icon: Check, colour: "text-ok" },
  missing_in_application: {
    word: "Missing in the application",
    icon: X,
    colour: "font-semibold text-bad",
  },
  user_lacks_it: { word: "Your Clio user lacks it", icon: X, colour: "font-semibold text-bad" },
  refused: {
    word: "Refused, we are finding out why",
    icon: CircleHelp,
    colour: "font-semibold text-bad",
  },
  not_tested: { word: "Not tested yet", icon: CircleDashed, colour: "text-muted" },
} satisfies Record<ScopeResult, unknown>;

const TO_ALLOW = { word: "New, not allowed yet", icon: CirclePlus, colour: "text-wait" };

type ScopeResultProps = {
  result: ScopeResult;
  /** It was added after the connection was authorized: a refusal is nobody’s fault. */
  isToAllow?: boolean;
};

/** What is known of one permission: a picture and its words. */
export function ScopeResultText({ result, isToAllow = false }: ScopeResultProps) {
  const { word, icon, colour } = isToAllow && result !== "works" ? TO_ALLOW : looks[result];
  return (
    <IconWord icon={icon} className={colour}>
      {word}
    </IconWord>
  );
}
