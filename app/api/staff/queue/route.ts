import type { NextRequest } from "next/server";
import { listQueue } from "@/lib/staff/list-queue";
import { parseQueueQuery } from "@/lib/staff/queue-query";
import { invalidInput } from "@/lib/errors";
import { parametersOf } from "@/lib/web/parameters";
import { staffJson } from "@/lib/web/staff-json";

export const dynamic = "force-dynamic";

/** The work queue as its page shows it, for pages that are open: the same query, rows and counts. */
export const GET = (request: NextRequest) =>
  staffJson((ctx) => {
    const { query, problems } = parseQueueQuery(parametersOf(request.nextUrl.searchParams));
    if (query) return listQueue(ctx, query);
    throw invalidInput(Object.fromEntries(problems.map(({ name, problem }) => [name, problem])));
  });
