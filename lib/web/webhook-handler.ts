import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import type { StaffRole } from "@/lib/vocabulary";
import { handle } from "./handler";

type Route = { params: Promise<{ id: string }> };

/** A route handler for what staff do to one webhook, named in the path; it leads back to the webhook's page. */
export function handleWebhook<Schema extends z.ZodType>(handling: {
  role: StaffRole;
  schema: Schema;
  /** May return where to go instead, such as the list. */
  run: (ctx: Context, endpointId: string, input: z.infer<Schema>) => Promise<string | void>;
}) {
  return async (request: NextRequest, route: Route) => {
    const { id: endpointId } = await route.params;
    const page = `/staff/webhooks/${encodeURIComponent(endpointId)}`;
    const { role, schema, run } = handling;
    return handle({
      who: "staff",
      role,
      schema,
      page,
      run: async (ctx, input) => (await run(ctx, endpointId, input)) ?? page,
    })(request);
  };
}
