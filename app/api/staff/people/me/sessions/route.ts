import { endOwnSessions, endSessionsInput } from "@/lib/identity/end-own-sessions";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  role: "viewer",
  schema: endSessionsInput,
  page: "/staff/people/me",
  run: async (ctx, input) => {
    await endOwnSessions(ctx, input);
    return "/staff/people/me";
  },
});
