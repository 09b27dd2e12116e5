import { endingOf, NOT_YOURS } from "@/components/connection/outcomes";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ConnectionView } from "@/lib/connection/views";
import type { AttemptOutcome } from "@/lib/vocabulary";
import { connection, pending } from "./invented";
import { Piece } from "./piece";

/** What stands at the firm when a trip ends so: most endings come with their question. */
const trips: Record<AttemptOutcome, Partial<ConnectionView>> = {
  connected: {},
  confirm_account: { pending: pending({ reason: "confirm_account" }) },
  different_account: {
    pending: pending({ reason: "different_account", verdict: "different" }),
  },
  account_unreadable: { pending: pending({ reason: "account_unreadable" }) },
  fewer_permissions: { pending: pending({ reason: "fewer_permissions" }) },
  declined: {},
  expired: {},
  keys_refused: {},
  clio_unavailable: {},
  answer_refused: {},
};

/** Endings that one outcome has besides, as things stand by then. */
const more: [string, AttemptOutcome, Partial<ConnectionView>][] = [
  ["connected, a permission is refused", "connected", { reason: "permission_missing" }],
  ["connected, everything is refused", "connected", { reason: "plan_suspected" }],
  [
    "account_unreadable, everything is refused",
    "account_unreadable",
    { pending: pending({ reason: "plan_suspected" }) },
  ],
  [
    "confirm_account, staff look first",
    "confirm_account",
    { pending: pending({ reason: "agency_confirms" }) },
  ],
  [
    "different_account, the developer account",
    "different_account",
    { pending: pending({ reason: "different_account", verdict: "developer" }) },
  ],
  [
    "different_account, connected elsewhere",
    "different_account",
    { pending: pending({ reason: "different_account", verdict: "used_elsewhere" }) },
  ],
  ["clio_unavailable, the account is being read", "clio_unavailable", { isReadingAccount: true }],
];

export function EndingsSection() {
  const endings = [
    ...Object.entries(trips).map(([outcome, view]) => ({
      name: outcome,
      ending: endingOf(outcome as AttemptOutcome, connection(view)),
    })),
    ...more.map(([name, outcome, view]) => ({
      name,
      ending: endingOf(outcome, connection(view)),
    })),
    { name: "a return that belongs to no trip of this browser", ending: NOT_YOURS },
  ];
  return endings.map(({ name, ending }) => (
    <Piece key={name} title={name}>
      {ending ? (
        <Notice
          kind={ending.kind}
          title={ending.title}
          actions={
            <LinkButton href="#main" kind="secondary">
              Your checklist
            </LinkButton>
          }
        >
          <p>{ending.text}</p>
          <p className="text-small text-muted">Reference K7QX-2M4D</p>
        </Notice>
      ) : (
        <p className="text-bad">No words for this ending.</p>
      )}
    </Piece>
  ));
}
