import type { NextRequest } from "next/server";
import { queueCsvCells, queueCsvTitles } from "@/components/staff/queue-csv";
import { exportQueue } from "@/lib/staff/export-queue";
import { parseQueueQuery } from "@/lib/staff/queue-query";
import { staffCsv } from "@/lib/web/csv-answer";

export const dynamic = "force-dynamic";

/** The work queue as it is filtered, as a file: read and sent page by page. */
export const GET = (request: NextRequest) =>
  staffCsv(request, async (ctx, parameters) => {
    const { query, problems } = parseQueueQuery(parameters);
    if (!query) return { problems };
    return {
      name: "work-queue",
      titles: queueCsvTitles,
      pages: exportQueue(ctx, query),
      cells: queueCsvCells,
    };
  });
