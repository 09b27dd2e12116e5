import { makeTokenKey } from "@/lib/tokens/make-token-key";
import { keyInput } from "@/lib/tokens/schema";
import { handleTokenClient } from "@/lib/web/token-client-handler";

/** The key is shown once, on the page that follows. */
export const POST = handleTokenClient(
  keyInput,
  async (ctx, clientId, input) => {
    const { text } = await makeTokenKey(ctx, { ...input, clientId });
    return text.reveal();
  },
  "The key was made.",
);
