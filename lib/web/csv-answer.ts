import "server-only";
import { CSV_BEGINNING, csvLine } from "@/lib/staff/csv";

/** A file of tables, sent page by page as it is read: no more than one page is held. */
export function csvAnswer<Line>(input: {
  name: string;
  titles: readonly string[];
  pages: AsyncGenerator<Line[], void>;
  cells: (line: Line) => readonly string[];
}): Response {
  const { name, titles, pages, cells } = input;
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
