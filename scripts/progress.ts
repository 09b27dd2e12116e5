/** A failure whose message is all that a person needs: no stack is printed for it. */
export class Stop extends Error {}

let isAsked = false;
const asked = new Promise<void>((resolve) => {
  const ask = () => {
    isAsked = true;
    resolve();
  };
  // Asking again changes nothing: everything that stops has a bound of its own.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, ask);
});

/** Resolves when a person (Ctrl-C) or the operating system asks this script to stop. */
export const askedToStop = (): Promise<void> => asked;

export const isStopping = (): boolean => isAsked;

/**
 * Does `work` and prints one line for it with the seconds it took. Throws instead of going on when
 * the script was asked to stop, so that whoever has started something stops it in order.
 */
export async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  refuseWhenAsked();
  const begun = performance.now();
  const result = await work().catch((error: unknown) => {
    console.log(`  ${name} ... failed`);
    refuseWhenAsked();
    throw error;
  });
  console.log(`  ${name} ... ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

function refuseWhenAsked(): void {
  if (isAsked) throw new Stop("  Stopped before everything was ready.");
}

/** Ends the script with a message; the stack only where the failure is not one we foresaw. */
export function explain(error: unknown): void {
  const isForeseen = error instanceof Stop || (error instanceof Error && error.name === "EnvError");
  console.error(isForeseen ? error.message : error);
  process.exitCode = 1;
}
