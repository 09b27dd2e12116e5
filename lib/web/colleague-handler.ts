import "server-only";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { handleNamed } from "./named-handler";

/** A route handler for what administrators do to one colleague. */
export const handleColleague = <Schema extends z.ZodType>(
  schema: Schema,
  run: (ctx: Context, personId: string, input: z.infer<Schema>) => Promise<void>,
) => handleNamed({ pages: "/staff/people", role: "admin", schema, run });
