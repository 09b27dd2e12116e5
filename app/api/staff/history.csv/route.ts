import type { NextRequest } from "next/server";
import { filterOf, parametersOfHistory, readHistoryQuery } from "@/lib/staff/history-query";
import { historyCsvCells, historyCsvTitles } from "@/components/staff/history-csv";
import { exportHistory } from "@/lib/events/export-history";
import { currentAgency } from "@/lib/web/agency";
import { contextOf, currentSession } from "@/lib/web/context";
import { csvAnswer } from "@/lib/web/csv-answer";
import { parametersOf } from "@/lib/web/parameters";

export const dynamic = "force-dynamic";

const plain = { "content-type": "text/plain; charset=utf-8" };

/** The history as it is filtered, as a file: read and sent page by page. */
export async function GET(request: NextRequest) {
  const session = await currentSession();
  const ctx = session && contextOf(session);
  if (!ctx) return new Response("Please sign in first.\n", { status: 401, headers: plain });
  if (ctx.actor.kind !== "staff") {
    return new Response("You cannot do this with your account.\n", { status: 403, headers: plain });
  }
  const { query, problems } = readHistoryQuery(parametersOf(request.nextUrl.searchParams));
  if (problems.length > 0) {
    const sentences = problems.map(({ name, problem }) => `${name}: ${problem}\n`).join("");
    return new Response(sentences, { status: 400, headers: plain });
  }
  const { timeZone } = await currentAgency();
  return csvAnswer({
    name: "history",
    titles: historyCsvTitles,
    pages: exportHistory(ctx, {
      filter: filterOf(query, timeZone),
      words: parametersOfHistory(query).toString(),
    }),
    cells: (event) => historyCsvCells(event, timeZone),
  });
}
