import { toAppError } from "@/lib/errors";
import { exportFirm } from "@/lib/staff/export-firm";
import { contextOf, currentSession } from "@/lib/web/context";

export const dynamic = "force-dynamic";

const STATUS = { forbidden: 403, not_found: 404 } as const;

/** Everything that is kept about a firm, but for secrets, as a file to save. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const session = await currentSession();
  const ctx = session && contextOf(session);
  if (!ctx) return Response.json({ error: "not_signed_in" }, { status: 401 });
  try {
    const { fileName, content } = await exportFirm(ctx, { firmId: (await params).id });
    return new Response(JSON.stringify(content, null, 2), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "no-store",
      },
    });
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code !== "forbidden" && code !== "not_found") throw thrown;
    return Response.json({ error: code }, { status: STATUS[code] });
  }
}
