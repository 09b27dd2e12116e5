import type {
  Access,
  AttemptOutcome,
  ConnectionStatus,
  IdentityVerdict,
  NextAction,
  NextActor,
  Region,
  Resource,
  ScopeResult,
  StatusReason,
} from "@/lib/vocabulary";
import type { OutageCause } from "./outage-rules";
import type { NewPermissions } from "./reauthorization-rules";
import type { SoftSign } from "./rules";

/** One permission as pages and the API show it. */
export type ScopeView = {
  resource: Resource;
  access: Access;
  required: boolean;
  purpose: string;
  impact: string;
  result: ScopeResult;
  checkedAt: Date | null;
  /** It was added after the connection was authorized, which lacks it: what Clio refuses is no fault. */
  isToAllow: boolean;
};

/** Who is behind a grant, as Clio said. */
export type IdentityView = {
  accountId: string;
  accountName: string;
  userName: string;
  userEmail: string | null;
};

/** A grant that waits for somebody's decision: confirm the account, or keep the better one. */
export type PendingView = {
  /** Which grant it is: a form that decides names it. */
  grantId: string;
  reason:
    | "confirm_account"
    | "different_account"
    | "account_unreadable"
    | "plan_suspected"
    | "agency_confirms"
    | "fewer_permissions";
  verdict: IdentityVerdict | null;
  identity: IdentityView | null;
  /** The account that was connected before, if any. */
  beforeName: string | null;
  /** Signs that it may not be the firm's live account. */
  signs: SoftSign[];
  /** What Clio refuses to an account that it does not name, where nothing else is connected. */
  refused: Resource[];
  /** Required permissions that the active grant has and this one lacks. */
  lost: Resource[];
  /** Somebody to whom the step was handed over authorized it. */
  isHandedOver: boolean;
};

/** Everything that a page may know of a connection; no token, no whole row. */
export type ConnectionView = {
  id: string;
  firmId: string;
  region: Region | null;
  status: ConnectionStatus;
  reason: StatusReason;
  actor: NextActor;
  nextAction: NextAction;
  changesAt: Date | null;
  statusSince: Date;
  identity: IdentityView | null;
  /** The Clio user of the same account whose place the present one took, if it was another. */
  beforeUserName: string | null;
  /** Signs that the connected account may not be the firm's live one; staff look at them. */
  signs: SoftSign[];
  pending: PendingView | null;
  /** Until when staff have allowed one other account; null when they have not. */
  changeAllowedUntil: Date | null;
  /** A question about the account that came back last waits for an answer of the firm. */
  hasQuestion: boolean;
  scopes: ScopeView[];
  /** Required permissions that were added and wait to be allowed; null when there are none. */
  newPermissions: (NewPermissions & { note: string; declinedAt: Date | null }) | null;
  /** The application is the agency's: its keys and boxes are not the firm's to mend. */
  isAgencyApplication: boolean;
  /** Many connections fail together just now, and this one may be among them. */
  outage: OutageCause | null;
  /** True while a probe run is at work: the page asks again until it ends. */
  isChecking: boolean;
  /** Clio gave its permission, and has not said yet for which account: it is asked again by itself. */
  isReadingAccount: boolean;
  connectedAt: Date | null;
  disconnectedAt: Date | null;
  lastProofAt: Date | null;
  checkedAt: Date | null;
  nextCheckAt: Date | null;
};

/** One trip through Clio's approval screen, for its own person. */
export type AttemptView = {
  id: string;
  reference: string;
  outcome: AttemptOutcome | null;
  startedAt: Date;
  endedAt: Date | null;
  /** Open for a minute and more although the person is back: did Clio show an error? */
  isLeftAndNotBack: boolean;
  redirectUri: string;
  clientIdEnd: string | null;
  /** The application is the agency's: what differs in Clio is not the firm's to compare. */
  isAgencyApplication: boolean;
};
