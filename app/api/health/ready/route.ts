import { requireRightKeys } from "@/lib/crypto/key-ring";
import { requireMigrated } from "@/lib/db/require-migrated";
import { toAppError } from "@/lib/errors";
import { services } from "@/lib/web/services";

export const dynamic = "force-dynamic";

/** Ready when the database answers and has this code's tables, and the keys are the database's. */
export async function GET() {
  const { database, ring, log } = services();
  try {
    await requireMigrated(database);
    requireRightKeys(ring);
    return Response.json({ status: "ready" });
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    log.warn({ code }, message);
    return Response.json({ status: "not ready", code }, { status: 503 });
  }
}
