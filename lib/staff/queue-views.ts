import type {
  ConnectionStatus,
  HelpKind,
  NextActor,
  QueueAction,
  QueueTab,
  Region,
  Resource,
  Route,
  Stage,
  StatusReason,
  StepKey,
  StepState,
} from "@/lib/vocabulary";
import type { QueueQuery } from "./queue-query";

/** A firm in the work queue as pages and the API show it: plain data, instants in ISO 8601. */
export type QueueRowView = {
  firmId: string;
  firmName: string;
  integrationId: string;
  integrationName: string;
  route: Route;
  region: Region | null;
  tab: QueueTab;
  stage: Stage;
  step: StepKey | null;
  stepState: StepState | null;
  status: ConnectionStatus;
  reason: StatusReason;
  actor: NextActor;
  since: string;
  /** The last call for the firm that worked. */
  lastProofAt: string | null;
  missing: Resource[];
  owner: { id: string; name: string } | null;
  tags: string[];
  action: QueueAction;
  /** What the action is done to: a question, a mail, a grant. */
  actionRef: string | null;
  /** Of a question: what was asked. */
  question: { kind: HelpKind; text: string } | null;
  /** Of an account that staff have to look at: its name. */
  accountName: string | null;
  /** Somebody went to Clio a while ago, and is not back. */
  isLeftForClio: boolean;
  /** The firm's, for whoever changes it by hand. */
  version: number;
};

/** Exact up to 1,000. */
export type QueueCount = { number: number; isMore: boolean };

export type QueuePageView = {
  /** As it was answered: its tab is never null. */
  query: QueueQuery & { tab: QueueTab | "all" };
  rows: QueueRowView[];
  counts: Record<QueueTab | "all", QueueCount>;
  /** The query of the next page; null on the last one. */
  next: string | null;
  /** When it was read. */
  at: string;
};
