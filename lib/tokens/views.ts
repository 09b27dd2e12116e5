import type { ScopeView } from "@/lib/connection/views";
import type {
  ConnectionStatus,
  NextAction,
  NextActor,
  Region,
  StatusReason,
} from "@/lib/vocabulary";

/** A connection as a client's list shows it: nothing secret, and no person's name. Instants in ISO 8601. */
export type ListedConnection = {
  id: string;
  firm: { id: string; name: string };
  integrationId: string;
  region: Region | null;
  status: ConnectionStatus;
  reason: StatusReason;
  /** Who has to move next. */
  actor: NextActor;
  statusSince: string;
  isLive: boolean;
  account: { id: string; name: string } | null;
  connectedAt: string | null;
  disconnectedAt: string | null;
  updatedAt: string;
};

/** One connection, with what is known of each permission. */
export type SeenConnection = ListedConnection & {
  nextAction: NextAction;
  user: { name: string; email: string | null } | null;
  scopes: Pick<ScopeView, "resource" | "access" | "required" | "result" | "checkedAt">[];
  checkedAt: Date | null;
};
