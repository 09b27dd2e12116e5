import { createTokenClient } from "@/lib/tokens/create-token-client";
import { makeTokenKey } from "@/lib/tokens/make-token-key";
import { clientInput, keyInput } from "@/lib/tokens/schema";
import { handle } from "@/lib/web/handler";
import { leaveFlash } from "@/lib/web/leave-flash";

/** With its first key, which is shown once on the page that follows. */
export const POST = handle({
  who: "staff",
  role: "admin",
  schema: clientInput,
  page: "/staff/token-clients/new",
  run: async (ctx, input) => {
    const clientId = await createTokenClient(ctx, input);
    const { text } = await makeTokenKey(ctx, { clientId, ...keyInput.parse({}) });
    await leaveFlash({ shownOnce: text.reveal() });
    return `/staff/token-clients/${clientId}`;
  },
});
