import { describe, expect, it } from "vitest";
import { addCall, isFailing, WINDOW_MS, type CallWindow } from "./breaker-rules";

/** So many calls, `failed` of them without an answer, evenly over `ms`. */
function calls(number: number, failed: number, ms = 60_000): CallWindow {
  let window: CallWindow = [];
  for (let one = 0; one < number; one += 1) {
    window = addCall(window, one < failed, (one * ms) / number);
  }
  return window;
}

describe("R-12 a region is failing", () => {
  it.each([
    [19, 19, false],
    [20, 10, false],
    [20, 11, true],
    [20, 20, true],
    [1000, 500, false],
    [1000, 501, true],
    [0, 0, false],
  ])("of %s calls %s failed: %s", (number, failed, is) => {
    expect(isFailing(calls(number, failed), 60_000)).toBe(is);
  });

  it("for as long as its calls are younger than five minutes", () => {
    const window = calls(40, 40, 1);
    expect(isFailing(window, WINDOW_MS - 1)).toBe(true);
    expect(isFailing(window, WINDOW_MS)).toBe(false);
  });

  it("by the calls of the last minutes alone, and in little memory", () => {
    let window = calls(1000, 1000, 1000);
    for (let one = 0; one < 1000; one += 1) window = addCall(window, false, WINDOW_MS + one);
    expect(isFailing(window, WINDOW_MS + 1000)).toBe(false);
    for (let one = 0; one < 100_000; one += 1) window = addCall(window, true, one * 100);
    expect(window.length).toBeLessThanOrEqual(10);
  });
});
