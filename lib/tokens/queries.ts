import { loadConnection, loadConnections } from "@/lib/connection/queries";
import type { ConnectionStatus, Region } from "@/lib/vocabulary";
import { clientContext, type Door } from "./door";
import { isoOf } from "./iso";
import type { ParsedKey } from "./key";
import { requireGoodKey, requireRight, requireSeen } from "./rules";
import {
  CONNECTION_STATEMENT,
  LISTER_STATEMENT,
  LIST_STATEMENTS,
  type ConnectionRow,
  type KeyRow,
  type ListerRow,
  type ListRow,
} from "./statements";
import type { ListedConnection, SeenConnection } from "./views";

type Asker = { key: ParsedKey; requestId: string };

export type ListFilter = {
  status?: ConnectionStatus[];
  region?: Region;
  live?: boolean;
  updatedSince?: Date;
  integration?: string;
  /** The firm at which the page before ended. */
  after?: string;
  /** At most 100. */
  limit: number;
};
export type ListPage = { connections: ListedConnection[]; after: string | null };

/**
 * A page of the connections that a client may see, in a steady order. A status that time alone has
 * changed since it was stored is computed anew. Throws `Refusal`, and `unavailable`.
 */
export async function listClientConnections(
  door: Door,
  input: Asker & { filter: ListFilter },
): Promise<ListPage & { client: KeyRow }> {
  const { key, requestId, filter } = input;
  const [client] = await door.database.glance<ListerRow>(LISTER_STATEMENT, [key.id]);
  requireGoodKey(client, key);
  requireRight(client, "may_read_status");
  const { limit, status, region, live, updatedSince, integration, after } = filter;
  const rows = await door.database.prepared<ListRow>(LIST_STATEMENTS[firmsBy(client)], [
    firmsBy(client) === "integration" ? client.integration_id : client.client_id,
    after ?? "",
    limit + 1,
    status?.join(",") ?? null,
    region ?? null,
    live ?? null,
    updatedSince?.toISOString() ?? null,
    integration ?? null,
  ]);
  const page = rows.slice(0, limit);
  const lines = page.map(lineOf);
  const overdue = page.filter((row) => row.is_overdue).map((row) => row.firm_id);
  if (overdue.length > 0) await judgeAnew(door, client, requestId, { lines, overdue });
  return {
    client,
    connections: status ? lines.filter((line) => status.includes(line.status)) : lines,
    after: rows.length > limit ? (page.at(-1)?.firm_id ?? null) : null,
  };
}

function firmsBy(client: ListerRow): keyof typeof LIST_STATEMENTS {
  if (client.integration_id === null) return "firms";
  return client.has_firms ? "both" : "integration";
}

function lineOf(row: ListRow): ListedConnection {
  return {
    id: row.id,
    firm: { id: row.firm_id, name: row.firm_name },
    integrationId: row.integration_id,
    region: row.region,
    status: row.status,
    reason: row.status_reason,
    actor: row.status_actor,
    statusSince: isoOf(row.status_since),
    isLive: row.is_live,
    account: row.account_id === null ? null : { id: row.account_id, name: row.account_name ?? "" },
    connectedAt: row.connected_at === null ? null : isoOf(row.connected_at),
    disconnectedAt: row.disconnected_at === null ? null : isoOf(row.disconnected_at),
    updatedAt: isoOf(row.updated_at),
  };
}

async function judgeAnew(
  door: Door,
  client: KeyRow,
  requestId: string,
  { lines, overdue }: { lines: ListedConnection[]; overdue: string[] },
): Promise<void> {
  const ctx = clientContext(door, client.client_id, requestId);
  const found = await loadConnections(ctx, overdue);
  for (const line of lines) {
    const now = found.get(line.firm.id);
    if (now) Object.assign(line, { status: now.status, reason: now.reason, actor: now.actor });
  }
}

/**
 * One connection that a client may see, with its permissions; its status is computed now. Throws
 * `Refusal`, and `unavailable`.
 */
export async function seeConnection(
  door: Door,
  input: Asker & { connectionId: string },
): Promise<{ client: KeyRow; connection: SeenConnection }> {
  const { key, connectionId, requestId } = input;
  const row = await requireConnection(door, { key, connectionId, right: "may_read_status" });
  const view = await loadConnection(clientContext(door, row.client_id, requestId), row.firm_id);
  const { identity } = view;
  return {
    client: row,
    connection: {
      id: view.id,
      firm: { id: view.firmId, name: row.firm_name },
      integrationId: row.integration_id,
      region: view.region,
      status: view.status,
      reason: view.reason,
      actor: view.actor,
      nextAction: view.nextAction,
      statusSince: view.statusSince.toISOString(),
      isLive: row.is_live,
      account: identity && { id: identity.accountId, name: identity.accountName },
      user: identity && { name: identity.userName, email: identity.userEmail },
      scopes: view.scopes.map(({ resource, access, required, result, checkedAt }) => ({
        resource,
        access,
        required,
        result,
        checkedAt,
      })),
      connectedAt: view.connectedAt?.toISOString() ?? null,
      disconnectedAt: view.disconnectedAt?.toISOString() ?? null,
      checkedAt: view.checkedAt,
      updatedAt: isoOf(row.updated_at),
    },
  };
}

/** The row of a connection that a client may see. Throws `Refusal`. */
export async function requireConnection(
  door: Door,
  input: { key: ParsedKey; connectionId: string; right: "may_read_status" | "may_take_tokens" },
) {
  const { key, connectionId, right } = input;
  const [row] = await door.database.glance<ConnectionRow>(CONNECTION_STATEMENT, [
    key.id,
    connectionId,
  ]);
  requireGoodKey(row, key);
  requireRight(row, right);
  requireSeen(row);
  return row;
}
