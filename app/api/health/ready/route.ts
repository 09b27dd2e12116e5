import { requireRightKeys } from "@/lib/crypto/key-ring";
import { requireMigrated } from "@/lib/db/require-migrated";
import { toAppError } from "@/lib/errors";
import { queueHealth, queueTrouble } from "@/lib/jobs/queue-health";
import { isStopping } from "@/lib/process/close-server";
import { systemContext } from "@/lib/web/context";
import { services } from "@/lib/web/services";

export const dynamic = "force-dynamic";

/**
 * Ready when the database answers and has this code's tables and queues, and the keys are the
 * database's, and the process was not told to stop. A queue without a worker is said, and is no reason to send nobody here: pages do without.
 */
export async function GET() {
  const { database, ring, log } = services();
  if (isStopping())
    return Response.json({ status: "not ready", code: "stopping" }, { status: 503 });
  try {
    await requireMigrated(database);
    requireRightKeys(ring);
    const queue = await systemContext("ready").db.query(queueHealth);
    return Response.json({ status: "ready", queue: { ...queue, trouble: queueTrouble(queue) } });
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    log.warn({ code }, message);
    return Response.json({ status: "not ready", code }, { status: 503 });
  }
}
