import type { Context } from "@/lib/context";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { Secret } from "@/lib/logger";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import type { ApplicationKeys, KeyCheckAnswer } from "@/lib/providers/provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { regions, type Region } from "@/lib/vocabulary";
import { redirectUri } from "./addresses";
import { keysProblems } from "./rules";

const CHECKS_PER_OWNER_AND_HOUR = 10;
const CHECKS_PER_HOUR = 60;
const HOUR_SECONDS = 3600;

export type ClioSaid = {
  answer: KeyCheckAnswer;
  keys: ApplicationKeys;
  /** The values stood in each other's field, and are put right in `keys`. */
  wereSwapped: boolean;
  /** The region that knows the pair; another than the one asked for when `answer` is "refused" there. */
  region: Region;
};

/**
 * Asks Clio about a pair of keys. When it is refused, once about the pair the other way round and
 * once in each other region. `owner` is whose ten checks an hour are counted. Throws `rate_limited`,
 * after 60 an hour in all, too (H-7).
 */
export async function askClioAboutKeys(
  ctx: Context,
  input: { owner: string; region: Region; keys: ApplicationKeys },
): Promise<ClioSaid> {
  const { owner, region, keys } = input;
  await requireNotQuarantined(ctx);
  const limits = { windowSeconds: HOUR_SECONDS };
  await consumeRateLimit(ctx, {
    key: `keys:${owner}`,
    limit: CHECKS_PER_OWNER_AND_HOUR,
    ...limits,
  });
  await consumeRateLimit(ctx, { key: "keys", limit: CHECKS_PER_HOUR, ...limits });
  const provider = clioProvider(ctx.env);
  const check = (where: Region, pair: ApplicationKeys) =>
    provider.checkKeys({ region: where, keys: pair, redirectUri: redirectUri(ctx.env) });
  const said: ClioSaid = { answer: await check(region, keys), keys, wereSwapped: false, region };
  if (said.answer !== "refused") return said;
  const swapped = swap(keys);
  if (swapped && (await check(region, swapped)) === "accepted") {
    return { ...said, answer: "accepted", keys: swapped, wereSwapped: true };
  }
  const others = regions.filter((one) => one !== region);
  const answers = await Promise.all(others.map((one) => check(one, keys)));
  const found = others[answers.indexOf("accepted")];
  return found ? { ...said, region: found } : said;
}

/** The pair the other way round; null when it could not be one. */
function swap(keys: ApplicationKeys): ApplicationKeys | null {
  const swapped = { clientId: keys.clientSecret.reveal(), clientSecret: keys.clientId };
  if (Object.keys(keysProblems(swapped)).length > 0) return null;
  return { clientId: swapped.clientId, clientSecret: new Secret(swapped.clientSecret) };
}
