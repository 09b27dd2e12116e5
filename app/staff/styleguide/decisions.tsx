import { PendingDecision } from "@/components/connection/pending-decision";
import type { PendingView } from "@/lib/connection/views";
import { ADA, FIRM, OTHER, pending } from "./invented";
import { Piece } from "./piece";

/** Every question that may wait, for whoever may answer it and for whoever may not. */
const questions: [title: string, pending: PendingView, mayConfirm: boolean][] = [
  ["confirm_account: a first account", pending({ reason: "confirm_account" }), true],
  [
    "confirm_account: with every sign that it is not the live one",
    pending({
      reason: "confirm_account",
      identity: OTHER,
      signs: ["developer_email", "new_account", "other_domain", "single_user"],
    }),
    true,
  ],
  [
    "confirm_account: a change that staff have allowed",
    pending({ reason: "confirm_account", identity: OTHER, beforeName: FIRM }),
    true,
  ],
  [
    "confirm_account: for whoever was handed the step",
    pending({ reason: "confirm_account", isHandedOver: true }),
    false,
  ],
  [
    "confirm_account: for another person than the main contact",
    pending({ reason: "confirm_account" }),
    false,
  ],
  [
    "different_account: another one than before",
    pending({
      reason: "different_account",
      verdict: "different",
      identity: OTHER,
      beforeName: FIRM,
    }),
    true,
  ],
  [
    "different_account: the developer account",
    pending({ reason: "different_account", verdict: "developer", identity: OTHER }),
    true,
  ],
  [
    "different_account: connected elsewhere",
    pending({ reason: "different_account", verdict: "used_elsewhere", identity: ADA }),
    true,
  ],
  [
    "fewer_permissions",
    pending({
      reason: "fewer_permissions",
      identity: { ...ADA, userName: "Sam Hartley" },
      lost: ["activities", "custom_fields"],
    }),
    true,
  ],
  ["account_unreadable", pending({ reason: "account_unreadable", identity: null }), true],
  ["plan_suspected", pending({ reason: "plan_suspected", identity: null }), true],
];

export function DecisionsSection() {
  return questions.map(([title, question, mayConfirm]) => (
    <Piece key={title} title={title}>
      <PendingDecision
        pending={question}
        firmName={FIRM}
        mayConfirm={mayConfirm}
        contactName="Ada Moss"
        isOfColleague={!mayConfirm}
        developerPortalUrl="https://developers.clio.test"
      />
    </Piece>
  ));
}
