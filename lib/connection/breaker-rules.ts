const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Over how long the calls to a region are looked at together. */
export const WINDOW_MS = 5 * MINUTE_MS;
/** Fewer calls than these say nothing of a region. */
export const LEAST_CALLS = 20;
/** More than this share of them failed without an answer: the region is left alone. */
export const FAILING_SHARE = 0.5;
/** A region that is left alone is tried by one call in this time. */
export const TRIAL_EVERY_MS = 30 * SECOND_MS;

/** Calls are forgotten by slices of this length: a handful of numbers, however many the calls. */
const SLICE_MS = 30 * SECOND_MS;

/** How calls to one region went, by slices of time, the oldest first. */
export type CallWindow = readonly { startedMs: number; calls: number; failed: number }[];

/** The window with one more call. `atMs` is of any clock that goes on evenly. */
export function addCall(window: CallWindow, isFailed: boolean, atMs: number): CallWindow {
  const young = window.filter(({ startedMs }) => atMs - startedMs < WINDOW_MS);
  const last = young.at(-1);
  const failed = isFailed ? 1 : 0;
  if (!last || atMs - last.startedMs >= SLICE_MS) {
    return [...young, { startedMs: atMs, calls: 1, failed }];
  }
  const grown = { ...last, calls: last.calls + 1, failed: last.failed + failed };
  return [...young.slice(0, -1), grown];
}

/** Whether most of the calls of the last minutes failed, and were enough to tell. */
export function isFailing(window: CallWindow, atMs: number): boolean {
  const young = window.filter(({ startedMs }) => atMs - startedMs < WINDOW_MS);
  const calls = young.reduce((sum, slice) => sum + slice.calls, 0);
  const failed = young.reduce((sum, slice) => sum + slice.failed, 0);
  return calls >= LEAST_CALLS && failed > calls * FAILING_SHARE;
}
