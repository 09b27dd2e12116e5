import "server-only";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { leaveFlash } from "./leave-flash";
import { handleNamed } from "./named-handler";

/**
 * A route handler for what administrators do to one token client; its page then says `done`. A key that
 * `run` returns is shown there once.
 */
export const handleTokenClient = <Schema extends z.ZodType>(
  schema: Schema,
  run: (ctx: Context, clientId: string, input: z.infer<Schema>) => Promise<string | void>,
  done: string,
) =>
  handleNamed({
    pages: "/staff/token-clients",
    role: "admin",
    schema,
    run: async (ctx, clientId, input) => {
      const shownOnce = await run(ctx, clientId, input);
      await leaveFlash(shownOnce ? { shownOnce } : { done });
    },
  });
