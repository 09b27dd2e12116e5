import { broken, ok, warning, type Finding } from "./finding";

const DEADLINE_MS = 5000;
const MAX_SKEW_SECONDS = 60;

/** Whether one of Clio's hosts answers at all, and what time it has. Nothing is sent but the request. */
export async function checkClio(origin: string): Promise<Finding[]> {
  const { host } = new URL(origin);
  let response: Response;
  try {
    response = await fetch(origin, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch {
    return [
      broken(
        `Clio does not answer at ${host}.`,
        "See that this machine may reach it by https. If Clio is down, nothing needs to be done: the portal waits for it.",
      ),
    ];
  }
  await response.body?.cancel();
  const answers =
    response.status < 500
      ? ok(`Clio answers at ${host}.`)
      : warning(`Clio answers at ${host} with ${response.status}.`, "Wait: the portal does, too.");
  const date = Date.parse(response.headers.get("date") ?? "");
  const skew = Math.abs(Date.now() - date) / 1000;
  if (Number.isNaN(skew) || skew <= MAX_SKEW_SECONDS) return [answers];
  const clock = warning(
    `This machine’s clock and that of ${host} differ by ${Math.round(skew)} s.`,
    "Set this machine’s clock by a time server.",
  );
  return [answers, clock];
}
