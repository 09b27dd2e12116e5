import type { NextRequest } from "next/server";
import { queueCsvCells, queueCsvTitles } from "@/components/staff/queue-csv";
import { exportQueue } from "@/lib/staff/export-queue";
import { parseQueueQuery } from "@/lib/staff/queue-query";
import { contextOf, currentSession } from "@/lib/web/context";
import { csvAnswer } from "@/lib/web/csv-answer";
import { parametersOf } from "@/lib/web/parameters";

export const dynamic = "force-dynamic";

const plain = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };

/** The work queue as it is filtered, as a file: read and sent page by page. */
export async function GET(request: NextRequest) {
  const session = await currentSession();
  const ctx = session && contextOf(session);
  if (!ctx) return new Response("Please sign in first.\n", { status: 401, headers: plain });
  if (ctx.actor.kind !== "staff") {
    return new Response("You cannot do this with your account.\n", { status: 403, headers: plain });
  }
  const { query, problems } = parseQueueQuery(parametersOf(request.nextUrl.searchParams));
  if (!query) {
    const sentences = problems.map(({ name, problem }) => `${name}: ${problem}\n`).join("");
    return new Response(sentences, { status: 400, headers: plain });
  }
  return csvAnswer({
    name: "work-queue",
    titles: queueCsvTitles,
    pages: exportQueue(ctx, query),
    cells: queueCsvCells,
  });
}
