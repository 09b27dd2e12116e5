import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installDebianPackages } from "./debian";
import { runCommand } from "./run-command";

/** Chromium without a window: the same pages in two thirds of the processor's time. */
const SHELL = "chromium-headless-shell";
const NAMES = [SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

function find(names: string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find((path) => existsSync(path));
}

/** The machine's own Chromium or Chrome, or undefined. */
export function findChromium(): string | undefined {
  return find(NAMES) ?? (existsSync(MAC) ? MAC : undefined);
}

/** Makes sure that the browser tests have a browser: the machine's, Debian's, or Playwright's own. */
export async function provideChromium(): Promise<void> {
  if (find([SHELL]) || (await installDebianPackages(SHELL))) return;
  if (findChromium() || (await installDebianPackages("chromium"))) return;
  const { ok, output } = await runCommand("node_modules/.bin/playwright", ["install", "chromium"]);
  if (!ok) throw new Error(`There is no browser for the tests, and none could be had:\n${output}`);
}
