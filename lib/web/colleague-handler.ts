import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { handle } from "./handler";

type Route = { params: Promise<{ id: string }> };

/**
 * A route handler for what administrators do to one colleague, named in the path; it leads back to the
 * colleague's page.
 */
export function handleColleague<Schema extends z.ZodType>(
  schema: Schema,
  run: (ctx: Context, personId: string, input: z.infer<Schema>) => Promise<unknown>,
) {
  return async (request: NextRequest, route: Route) => {
    const { id: personId } = await route.params;
    const page = `/staff/people/${encodeURIComponent(personId)}`;
    return handle({
      who: "staff",
      role: "admin",
      schema,
      page,
      run: async (ctx, input) => {
        await run(ctx, personId, input);
        return page;
      },
    })(request);
  };
}
