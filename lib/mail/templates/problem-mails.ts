import { resourceNames, type Access, type ProblemKind, type Resource } from "@/lib/vocabulary";
import { composeLetter, type Letter } from "../letter";
import type { Letterhead } from "../letterhead";

/** A permission that does not hold, in which layer, and what stops for want of it. */
export type MissingPermission = {
  resource: Resource;
  access: Access;
  /** One sentence of the agency's: what does not happen without it. */
  impact: string;
  layer: "application" | "user" | "unknown" | "connect_again";
};

/** Which mail about a problem this is. */
type Round = {
  /** Whole days since the first mail; null when this is the first. */
  daysSinceFirst: number | null;
  /** Nobody is reminded after this one: staff look after it. */
  isLast: boolean;
};

/** Something that the firm has to mend before everything works again. */
export function problemMail(
  input: Letterhead &
    Round & {
      kind: Exclude<ProblemKind, "access_ended">;
      integrationName: string;
      missing: readonly MissingPermission[];
    },
): Letter {
  return composeLetter({
    from: input,
    title: titles[input.kind],
    paragraphs: [...roundWords(input), ...causes[input.kind](input)],
    button: { label: "See what to do", url: `${input.portalUrl}/onboarding` },
    ending: lastWords(input),
  });
}

/** Clio has ended the access for good: only a person of the firm can give it again. */
export function accessEndedMail(
  input: Letterhead &
    Round & {
      integrationName: string;
      reason: "revoked" | "user_disabled";
      link: string;
    },
): Letter {
  const { integrationName, firmName, reason } = input;
  const cause =
    reason === "user_disabled"
      ? "The Clio user who connected is disabled in Clio. Another user of your firm has to connect."
      : "Clio no longer accepts our access: somebody ended it in Clio, or the user who connected has left.";
  return composeLetter({
    from: input,
    title: "Clio has ended our access",
    paragraphs: [
      ...roundWords(input),
      `“${integrationName}” of ${firmName} stands still until Clio is connected again. Your data in Clio and what was already passed on are untouched.`,
      cause,
      "Connecting takes two minutes. You need to be able to sign in to your firm’s live Clio account.",
    ],
    button: { label: "Connect Clio again", url: input.link },
    ending: [
      ...lastWords(input),
      "The link works for 7 days and is for you alone. Please do not forward it.",
    ],
  });
}

/** What we wrote about is mended; sent only to whom we had written. */
export function recoveredMail(input: Letterhead & { integrationName: string }): Letter {
  return composeLetter({
    from: input,
    title: "Clio works again",
    paragraphs: [
      `The problem that we wrote to you about is mended. “${input.integrationName}” of ${input.firmName} works again, and every permission that it needs was tried.`,
      "There is nothing left for you to do.",
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
  });
}

const titles = {
  permission_missing: "Clio refuses a permission",
  keys_refused: "Clio no longer accepts your keys",
  plan_suspected: "Clio refuses everything that we ask",
} as const;

type Facts = Parameters<typeof problemMail>[0];

const causes: Record<Exclude<ProblemKind, "access_ended">, (facts: Facts) => string[]> = {
  permission_missing: ({ missing, integrationName, agencyName }) => [
    `“${integrationName}” needs a permission that Clio refuses us. We tried it twice, a quarter of an hour apart.`,
    ...missing.map((one) => `${permissionName(one)}: ${one.impact} ${layers[one.layer]}`),
    `The page shows each permission and where to mend it. ${agencyName} cannot do it for you.`,
  ],
  keys_refused: ({ integrationName, firmName }) => [
    `Clio no longer accepts the keys of your firm’s application, the client ID and the client secret. “${integrationName}” of ${firmName} goes on until the present access runs out, and then stands still.`,
    "The usual cause is a new secret made in Clio’s developer portal. Please send us the current pair, then connect once more.",
  ],
  plan_suspected: ({ integrationName, firmName }) => [
    `Clio refuses every permission of “${integrationName}”, so nothing of ${firmName} is passed on at the moment.`,
    "The likeliest cause is your Clio plan: some plans have no access for integrations. The primary subscriber or an administrator sees it in Clio under Settings, then Subscription.",
  ],
};

const layers: Record<MissingPermission["layer"], string> = {
  application: "Tick its box in your application in Clio’s developer portal, then connect again.",
  user: "The Clio user who connected lacks the right to it: give the right in Clio, or connect with an administrator.",
  unknown:
    "Either its box is missing in the application, or the Clio user who connected lacks the right. When an administrator of your Clio account connects, we can tell.",
  connect_again: "Its box was ticked after you connected: connect once more, so that it counts.",
};

function permissionName({ resource, access }: MissingPermission): string {
  return access === "write" ? `${resourceNames[resource]} (writing)` : resourceNames[resource];
}

function roundWords({ daysSinceFirst }: Round): string[] {
  if (daysSinceFirst === null) return [];
  const days = daysSinceFirst === 1 ? "yesterday" : `${daysSinceFirst} days ago`;
  return [`We first wrote to you about this ${days}, and it is still so.`];
}

function lastWords({ isLast, agencyName }: Letterhead & Round): string[] {
  if (!isLast) return [];
  return [`This is our last mail about it. Somebody of ${agencyName} will get in touch with you.`];
}
