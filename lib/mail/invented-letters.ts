import type { MailKind } from "@/lib/vocabulary";
import type { Letter } from "./letter";
import type { Letterhead } from "./letterhead";
import {
  handOverMail,
  inviteMail,
  newLinkMail,
  reauthorizeMail,
  signInMail,
} from "./templates/link-mails";
import { newPermissionsMail } from "./templates/new-permissions-mail";
import { accessEndedMail, problemMail, recoveredMail } from "./templates/problem-mails";
import {
  accountAllowedMail,
  connectedMail,
  liveMail,
  reminderMail,
  stepReminderMail,
  stepUnlockedMail,
} from "./templates/progress-mails";
import {
  accountChangedMail,
  codeMail,
  disconnectedMail,
  keysReceivedMail,
  personAddedMail,
} from "./templates/security-mails";
import { staffInviteMail, staffNoticeMail } from "./templates/staff-mails";

/** What letters are made of when nobody is written to: the preview of all kinds, and tests. */
export type Invented = Letterhead & {
  personName: string;
  senderName: string;
  integrationName: string;
  accountName: string;
  beforeName: string;
  stepTitle: string;
  email: string;
  /** What staff wrote: why a permission is needed, what stops without it. */
  agencyText: string;
  clientIdEnd: string;
  code: string;
  link: string;
};

export const invented: Invented = {
  portalUrl: "https://portal.anteroom.test",
  agencyName: "AcuCoders",
  supportEmail: "support@acucoders.test",
  firmName: "Hartley & Moss LLP",
  personName: "Ada Moss",
  senderName: "Ben Cole",
  integrationName: "Clio and HubSpot contacts",
  accountName: "Hartley & Moss",
  beforeName: "Hartley Dev",
  stepTitle: "Connect Clio",
  email: "ada@hartleymoss.test",
  agencyText: "New people no longer reach HubSpot.",
  clientIdEnd: "4f2a",
  code: "402917",
  link: `https://portal.anteroom.test/l/cin_${"A".repeat(43)}`,
};

const first = { daysSinceFirst: null, isLast: false };
const last = { daysSinceFirst: 14, isLast: true };

/** Every kind of mail, in each of its forms. */
export const inventedLetters: Record<MailKind, (given: Invented) => Letter[]> = {
  invite: (given) => [
    inviteMail(given),
    ...[false, true].map((hasOidc) => staffInviteMail({ ...given, hasOidc })),
  ],
  new_link: (given) => [newLinkMail(given)],
  sign_in: (given) => [signInMail(given)],
  hand_over: (given) => [handOverMail(given)],
  code: (given) => [codeMail(given)],
  step_unlocked: (given) => [stepUnlockedMail(given)],
  reminder: (given) => [reminderMail(given)],
  step_reminder: (given) =>
    [null, given.personName].map((writtenBefore) => stepReminderMail({ ...given, writtenBefore })),
  connected: (given) => [connectedMail(given)],
  live: (given) => [liveMail(given)],
  problem: (given) => [
    problemMail({ ...given, ...first, kind: "permission_missing", missing: missing(given) }),
    problemMail({ ...given, ...last, kind: "keys_refused", missing: [] }),
    problemMail({ ...given, ...first, daysSinceFirst: 1, kind: "plan_suspected", missing: [] }),
  ],
  access_ended: (given) => [
    accessEndedMail({ ...given, ...first, reason: "revoked" }),
    accessEndedMail({ ...given, ...last, reason: "user_disabled" }),
  ],
  recovered: (given) => [recoveredMail(given)],
  reauthorize: (given) => [reauthorizeMail(given)],
  new_permissions: (given) =>
    [true, false].map((isOwnApplication) =>
      newPermissionsMail({
        ...given,
        sentence: "From 3 June on, “Calendars” is needed.",
        note: given.agencyText,
        isOwnApplication,
      }),
    ),
  keys_received: (given) =>
    [false, true].map((isReplacement) => keysReceivedMail({ ...given, isReplacement })),
  person_added: (given) => [personAddedMail(given)],
  account_allowed: (given) => [accountAllowedMail(given)],
  account_changed: (given) => [accountChangedMail(given)],
  disconnected: (given) => [disconnectedMail(given)],
  staff_notice: (given) =>
    ["firm_1", null].map((firmId) =>
      staffNoticeMail({
        ...given,
        firmId,
        subject: "somebody is stuck",
        sentence: "Somebody at this firm asked for help. The firm’s page shows where.",
      }),
    ),
};

/** One permission for each layer in which it may be missing. */
const missing = ({ agencyText: impact }: Invented) =>
  [
    { resource: "contacts", access: "read", impact, layer: "application" },
    { resource: "calendars", access: "write", impact, layer: "user" },
    { resource: "tasks", access: "read", impact, layer: "unknown" },
    { resource: "matters", access: "write", impact, layer: "connect_again" },
  ] as const;
