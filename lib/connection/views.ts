import type {
  Access,
  AttemptOutcome,
  ConnectionStatus,
  NextAction,
  NextActor,
  Region,
  Resource,
  ScopeResult,
  StatusReason,
} from "@/lib/vocabulary";

/** One permission as pages and the API show it. */
export type ScopeView = {
  resource: Resource;
  access: Access;
  required: boolean;
  purpose: string;
  impact: string;
  result: ScopeResult;
  checkedAt: Date | null;
};

/** Who is behind a grant, as Clio said. */
export type IdentityView = {
  accountId: string;
  accountName: string;
  userName: string;
  userEmail: string | null;
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
  /** A grant that waits for a person's decision: confirm the account, or keep the better one. */
  pending: {
    reason: "confirm_account" | "different_account" | "account_unreadable" | "fewer_permissions";
    identity: IdentityView | null;
    lost: Resource[];
  } | null;
  scopes: ScopeView[];
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
};
