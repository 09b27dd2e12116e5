"use client";

import { useSyncExternalStore } from "react";

const subscribeToNothing = () => () => {};

/** Whether JavaScript runs here: false on the server and in the first picture, true afterwards. */
export function useIsInteractive(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
}
