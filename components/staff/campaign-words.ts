import type { CampaignState, FirmEffect } from "@/lib/connection/reauthorization-rules";
import type { Route } from "@/lib/vocabulary";

/** Where a firm stands in a campaign, in staff’s words. */
export const campaignWords: Record<CampaignState, string> = {
  trying: "Being tried with the present access",
  mailed: "Mailed",
  opened: "Mail opened",
  declined: "Declined",
  not_connected: "No longer connected",
  reauthorized: "Done, authorized again",
  existing_grant: "Done without a mail",
};

const effects: Record<FirmEffect, string> = {
  asked: "Tried with its present access first. If Clio refuses, it gets a mail.",
  has_it: "Has it already; it is tried once more, and no mail is sent.",
  nothing: "Nothing changes.",
  not_connected: "Not connected. Sees the new version when it connects.",
};

/** What publishing would mean for a firm. */
export function effectWords(effect: FirmEffect, route: Route): string {
  if (effect !== "asked" || route === "agency") return effects[effect];
  return `${effects[effect]} It then ticks boxes in its own application.`;
}
