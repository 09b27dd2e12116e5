import { expect, it } from "vitest";
import { failureOf, tryWords } from "./webhook-words";

it.each([
  [
    { status: 204, retryAfterSeconds: null, tookMs: 12 },
    "The test message arrived: the receiver answered 204 after 12 ms.",
  ],
  [
    { status: 410, retryAfterSeconds: null, tookMs: 12 },
    "The receiver refused the test message: it answered 410 after 12 ms.",
  ],
  [
    { status: null, failure: "timeout", tookMs: 15_000 },
    "The test message did not arrive: no answer within 15 seconds.",
  ],
] as const)("%j is said in words", (result, words) => {
  expect(tryWords(result)).toBe(words);
});

it("a failure without words of its own is one of the connection", () => {
  expect(failureOf("hpe_invalid_constant")).toBe("the connection failed");
  expect(failureOf(null)).toBe("the connection failed");
  expect(failureOf("toString")).toBe("the connection failed");
});
