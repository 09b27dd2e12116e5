import { toAppError } from "@/lib/errors";
import { services } from "@/lib/web/services";

export const dynamic = "force-dynamic";

/** Ready when the keys are loaded and the database answers. */
export async function GET() {
  try {
    await services().database.ping();
    return Response.json({ status: "ready" });
  } catch (thrown) {
    const { code } = toAppError(thrown);
    return Response.json({ status: "not ready", code }, { status: 503 });
  }
}
