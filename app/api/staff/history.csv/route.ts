import type { NextRequest } from "next/server";
import { historyCsvCells, historyCsvTitles } from "@/components/staff/history-csv";
import { exportHistory } from "@/lib/events/export-history";
import type { EventView } from "@/lib/events/queries";
import { filterOf, parametersOfHistory, readHistoryQuery } from "@/lib/staff/history-query";
import { currentAgency } from "@/lib/web/agency";
import { staffCsv } from "@/lib/web/csv-answer";

export const dynamic = "force-dynamic";

/** The history as it is filtered, as a file: read and sent page by page. */
export const GET = (request: NextRequest) =>
  staffCsv<EventView>(request, async (ctx, parameters) => {
    const { query, problems } = readHistoryQuery(parameters);
    if (problems.length > 0) return { problems };
    const { timeZone } = await currentAgency();
    return {
      name: "history",
      titles: historyCsvTitles,
      pages: exportHistory(ctx, {
        filter: filterOf(query, timeZone),
        words: parametersOfHistory(query).toString(),
      }),
      cells: (event) => historyCsvCells(event, timeZone),
    };
  });
