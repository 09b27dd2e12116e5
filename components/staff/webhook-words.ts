import type { TryResult } from "@/lib/webhooks/retry-rules";

/** Why nothing was answered, in words; the codes are those of `lib/providers/errors.ts`. */
const failureWords = new Map([
  ["timeout", "no answer within 15 seconds"],
  ["tls", "its certificate is not valid"],
  ["private_address", "its name leads into a private network, where we do not send"],
  ["enotfound", "its name is not known"],
  ["econnrefused", "nothing listens there"],
  ["econnreset", "it hung up"],
  ["ehostunreach", "it cannot be reached"],
  ["enetunreach", "it cannot be reached"],
]);

/** Why a try had no answer, in words. */
export const failureOf = (failure: string | null): string =>
  failureWords.get(failure ?? "") ?? "the connection failed";

/** What a receiver made of a test message, in a sentence. */
export function tryWords(result: TryResult & { tookMs: number }): string {
  if (result.status === null) {
    return `The test message did not arrive: ${failureOf(result.failure)}.`;
  }
  const { status, tookMs } = result;
  const isTaken = status >= 200 && status < 300;
  return isTaken
    ? `The test message arrived: the receiver answered ${status} after ${tookMs} ms.`
    : `The receiver refused the test message: it answered ${status} after ${tookMs} ms.`;
}
