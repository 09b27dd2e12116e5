import { loadConnection } from "@/lib/connection/queries";
import { requireFirm } from "@/lib/context";
import { contextOf, currentSession } from "@/lib/web/context";

export const dynamic = "force-dynamic";

/** The status of the signed-in firm's connection, as the contract has it. */
export async function GET() {
  const session = await currentSession("page");
  const ctx = session && contextOf(session);
  if (ctx?.actor.kind !== "firm") return Response.json({ error: "not_signed_in" }, { status: 401 });
  // Whoever was handed another step sees nothing of the account, its user or its permissions.
  const { handOver } = ctx.actor;
  if (handOver && handOver.step !== "connect") {
    return Response.json({ error: "forbidden" }, { status: 403 });
  }
  const view = await loadConnection(ctx, requireFirm(ctx).firmId);
  return Response.json({
    id: view.id,
    status: view.status,
    reason: view.reason,
    actor: view.actor,
    next_action: view.nextAction,
    is_checking: view.isChecking || view.isReadingAccount,
    identity: view.identity && {
      account_id: view.identity.accountId,
      account_name: view.identity.accountName,
      user_name: view.identity.userName,
      user_email: view.identity.userEmail,
    },
    scopes: view.scopes.map((scope) => ({
      resource: scope.resource,
      access: scope.access,
      required: scope.required,
      result: scope.result,
      checked_at: scope.checkedAt,
    })),
    connected_at: view.connectedAt,
    checked_at: view.checkedAt,
  });
}
