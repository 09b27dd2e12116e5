import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { handle } from "./handler";
import { leaveFlash } from "./leave-flash";

type Route = { params: Promise<{ id: string }> };

/**
 * A route handler for what administrators do to one token client, named in the path; it leads back to
 * the client's page, which says `done`. A key that `run` returns is shown there once.
 */
export function handleTokenClient<Schema extends z.ZodType>(
  schema: Schema,
  run: (ctx: Context, clientId: string, input: z.infer<Schema>) => Promise<string | void>,
  done: string,
) {
  return async (request: NextRequest, route: Route) => {
    const { id: clientId } = await route.params;
    const page = `/staff/token-clients/${encodeURIComponent(clientId)}`;
    return handle({
      who: "staff",
      role: "admin",
      schema,
      page,
      run: async (ctx, input) => {
        const shownOnce = await run(ctx, clientId, input);
        await leaveFlash(shownOnce ? { shownOnce } : { done });
        return page;
      },
    })(request);
  };
}
