import type { NextRequest } from "next/server";
import { listQueue } from "@/lib/staff/list-queue";
import { parseQueueQuery } from "@/lib/staff/queue-query";
import { contextOf, currentSession } from "@/lib/web/context";
import { parametersOf } from "@/lib/web/parameters";

export const dynamic = "force-dynamic";

const headers = { "cache-control": "private, no-store" };

/** The work queue as its page shows it, for pages that are open: the same query, rows and counts. */
export async function GET(request: NextRequest) {
  const session = await currentSession("page");
  const ctx = session && contextOf(session);
  if (!ctx) return Response.json({ error: "not_signed_in" }, { status: 401, headers });
  if (ctx.actor.kind !== "staff") {
    return Response.json({ error: "forbidden" }, { status: 403, headers });
  }
  const { query, problems } = parseQueueQuery(parametersOf(request.nextUrl.searchParams));
  if (!query) return Response.json({ error: "invalid_input", problems }, { status: 400, headers });
  return Response.json(await listQueue(ctx, query), { headers });
}
