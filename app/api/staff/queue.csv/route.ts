import type { NextRequest } from "next/server";
import { queueCsvCells, queueCsvTitles } from "@/components/staff/queue-csv";
import { CSV_BEGINNING, csvLine } from "@/lib/staff/csv";
import { exportQueue } from "@/lib/staff/export-queue";
import { parseQueueQuery } from "@/lib/staff/queue-query";
import { contextOf, currentSession } from "@/lib/web/context";
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
  const rows = exportQueue(ctx, query);
  const encoder = new TextEncoder();
  const text = (lines: string) => encoder.encode(lines);
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(text(CSV_BEGINNING + csvLine(queueCsvTitles))),
      // Asked for one page when the one before is on its way: no more is held.
      async pull(controller) {
        const page = await rows.next();
        if (page.done) controller.close();
        else
          controller.enqueue(text(page.value.map((row) => csvLine(queueCsvCells(row))).join("")));
      },
      async cancel() {
        await rows.return();
      },
    },
    { highWaterMark: 1 },
  );
  const day = new Date().toISOString().slice(0, 10);
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="work-queue-${day}.csv"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
