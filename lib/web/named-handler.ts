import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import type { StaffRole } from "@/lib/vocabulary";
import { handle } from "./handler";

type Route = { params: Promise<{ id: string }> };

type Handling<Schema extends z.ZodType> = {
  /** Of one thing's page, without its id. */
  pages: "/staff/people" | "/staff/token-clients" | "/staff/webhooks";
  role: StaffRole;
  schema: Schema;
  /** May return where to go instead, such as the list. */
  run: (ctx: Context, id: string, input: z.infer<Schema>) => Promise<string | void>;
};

/** A route handler for what staff do to one thing, named in the path; it leads back to the thing's page. */
export function handleNamed<Schema extends z.ZodType>(handling: Handling<Schema>) {
  return async (request: NextRequest, route: Route) => {
    const { id } = await route.params;
    const { pages, role, schema, run } = handling;
    const page = `${pages}/${encodeURIComponent(id)}`;
    return handle({
      who: "staff",
      role,
      schema,
      page,
      run: async (ctx, input) => (await run(ctx, id, input)) ?? page,
    })(request);
  };
}
