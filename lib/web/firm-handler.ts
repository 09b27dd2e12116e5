import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { handle } from "./handler";

type Route = { params: Promise<{ id: string }> };

/**
 * A route handler for what staff do to one firm, named in the path; it leads back to the firm's page.
 * `run` gets the form's input and the firm's id.
 */
export function handleFirm<Schema extends z.ZodType>(
  schema: Schema,
  run: (ctx: Context, firmId: string, input: z.infer<Schema>) => Promise<void>,
) {
  return async (request: NextRequest, route: Route) => {
    const { id: firmId } = await route.params;
    const page = `/staff/firms/${encodeURIComponent(firmId)}`;
    return handle({
      who: "staff",
      schema,
      page,
      run: async (ctx, input) => {
        await run(ctx, firmId, input);
        return page;
      },
    })(request);
  };
}
