/** Next calls it once, before it serves: requests wait until the keys are known to be right. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startServices } = await import("@/lib/web/services");
  await startServices();
}
