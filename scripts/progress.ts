/** Does `work` and prints one line for it with the seconds it took. */
export async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work().catch((error: unknown) => {
    console.log(`  ${name} ... failed`);
    throw error;
  });
  console.log(`  ${name} ... ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

/** A failure whose message is all that a person needs: no stack is printed for it. */
export class Stop extends Error {}

/** Ends the script with a message; the stack only where the failure is not one we foresaw. */
export function explain(error: unknown): void {
  if (error instanceof Stop || (error instanceof Error && error.name === "EnvError")) {
    console.error(error.message);
  } else {
    console.error(error);
  }
  process.exitCode = 1;
}
