import { loadFirmVersion } from "@/lib/staff/load-firm-version";
import { staffJson } from "@/lib/web/staff-json";

export const dynamic = "force-dynamic";

/** Which version a firm has, for its page while it is open. */
export async function GET(_: Request, route: { params: Promise<{ id: string }> }) {
  const { id: firmId } = await route.params;
  return staffJson((ctx) => loadFirmVersion(ctx, { firmId }));
}
