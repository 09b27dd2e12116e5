import type { Context } from "@/lib/context";
import type { Secret } from "@/lib/logger";
import { createTokenClient } from "@/lib/tokens/create-token-client";
import { makeTokenKey } from "@/lib/tokens/make-token-key";
import { clientInput, keyInput } from "@/lib/tokens/schema";

export type TestClient = { clientId: string; keyId: string; key: Secret };

/**
 * A token client of an integration that may do everything, also before a firm is live, with one key;
 * an empty field takes a right away.
 */
export async function makeTestClient(
  ctx: Context,
  fields: Record<string, string>,
): Promise<TestClient> {
  const all = { may_read_status: "on", may_take_tokens: "on", before_live: "on" };
  const name = "A service";
  const given = Object.entries({ name, ...all, ...fields }).filter(([, value]) => value !== "");
  const clientId = await createTokenClient(ctx, clientInput.parse(Object.fromEntries(given)));
  return nextKey(ctx, clientId);
}

/** One more key of a client. */
export async function nextKey(ctx: Context, clientId: string): Promise<TestClient> {
  const { keyId, text } = await makeTokenKey(ctx, { clientId, ...keyInput.parse({}) });
  return { clientId, keyId, key: text };
}
