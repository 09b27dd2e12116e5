import "server-only";
import type { NextRequest } from "next/server";
import type { Context } from "@/lib/context";
import { CSV_BEGINNING, csvLine } from "@/lib/staff/csv";
import { contextOf, currentSession } from "./context";
import { parametersOf } from "./parameters";

export type CsvTable<Line> = {
  name: string;
  titles: readonly string[];
  pages: AsyncGenerator<Line[], void>;
  cells: (line: Line) => readonly string[];
};

type Problem = { name: string; problem: string };

const plain = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };

/** Answers staff with the table that `read` makes of an address, or says what is wrong with the address. */
export async function staffCsv<Line>(
  request: NextRequest,
  read: (
    ctx: Context,
    parameters: Record<string, string | string[]>,
  ) => Promise<CsvTable<Line> | { problems: Problem[] }>,
): Promise<Response> {
  const session = await currentSession();
  const ctx = session && contextOf(session);
  if (!ctx) return new Response("Please sign in first.\n", { status: 401, headers: plain });
  if (ctx.actor.kind !== "staff") {
    return new Response("You cannot do this with your account.\n", { status: 403, headers: plain });
  }
  const table = await read(ctx, parametersOf(request.nextUrl.searchParams));
  if (!("problems" in table)) return csvFile(table);
  const sentences = table.problems.map(({ name, problem }) => `${name}: ${problem}\n`).join("");
  return new Response(sentences, { status: 400, headers: plain });
}

/** A file of tables, sent page by page as it is read: no more than one page is held. */
function csvFile<Line>({ name, titles, pages, cells }: CsvTable<Line>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(CSV_BEGINNING + csvLine(titles))),
      async pull(controller) {
        const page = await pages.next();
        if (page.done) controller.close();
        else
          controller.enqueue(
            encoder.encode(page.value.map((line) => csvLine(cells(line))).join("")),
          );
      },
      async cancel() {
        await pages.return();
      },
    },
    { highWaterMark: 1 },
  );
  const day = new Date().toISOString().slice(0, 10);
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}-${day}.csv"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
