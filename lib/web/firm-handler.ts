import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { handle } from "./handler";
import { leaveFlash } from "./leave-flash";

type Route = { params: Promise<{ id: string }> };

/**
 * A route handler for what staff do to one firm, named in the path; it leads back to the firm's page, or
 * to the work queue as it was filtered when the address names it (`?back=/staff?tab=broken`), which then
 * says `done`. `run` gets the form's input and the firm's id.
 */
export function handleFirm<Schema extends z.ZodType>(
  schema: Schema,
  run: (ctx: Context, firmId: string, input: z.infer<Schema>) => Promise<void>,
  done = "Done.",
) {
  return async (request: NextRequest, route: Route) => {
    const { id: firmId } = await route.params;
    const queue = queuePage(request.nextUrl.searchParams.get("back"));
    const page = queue ?? `/staff/firms/${encodeURIComponent(firmId)}`;
    return handle({
      who: "staff",
      schema,
      page,
      run: async (ctx, input) => {
        await run(ctx, firmId, input);
        if (queue) await leaveFlash({ done });
        return page;
      },
    })(request);
  };
}

const LONGEST_BACK = 1500;

/** The work queue with its query, and nothing else: nobody is led to another page by an address. */
function queuePage(back: string | null): string | null {
  if (!back || back.length > LONGEST_BACK || !/^\/staff(\?[\w&=%.~+-]*)?$/.test(back)) return null;
  return back;
}
