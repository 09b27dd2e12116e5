import { DEMO_ADMIN, type DemoStack, startDemoStack } from "./demo-stack";
import { explain } from "./progress";
import { untilStopped } from "./stack";

const FOLDER = ".data/demo";

function printTable({ portalUrl, sandboxUrl }: DemoStack): void {
  const rows = [
    ["Portal", `${portalUrl}/sign-in`, "a firm's administrator begins with the invitation mail"],
    ["Staff", `${portalUrl}/staff`, `sign in as ${DEMO_ADMIN}; the link arrives in the mailbox`],
    ["Mailbox", `${sandboxUrl}/mailbox`, "every mail of the portal"],
    ["Sandbox", sandboxUrl, "the pretend Clio: accounts, developer portal, faults"],
  ];
  const wide = (index: number) => Math.max(...rows.map((row) => row[index]?.length ?? 0));
  console.log();
  for (const [who = "", where = "", what = ""] of rows) {
    console.log(`  ${who.padEnd(wide(0))}   ${where.padEnd(wide(1))}   ${what}`);
  }
  console.log(
    "\n  Ctrl-C stops everything and keeps the data; `npm run demo -- --fresh` empties it.\n",
  );
}

async function main(): Promise<void> {
  const dev = process.argv.includes("--dev");
  const begun = performance.now();
  const stack = await startDemoStack({
    folder: FOLDER,
    portalPort: Number(process.env.PORT ?? 3000),
    sandboxPort: Number(process.env.SANDBOX_PORT ?? 4100),
    fresh: process.argv.includes("--fresh"),
    dev,
  });
  console.log(`  Ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  printTable(stack);
  await untilStopped(stack.children);
  await stack.stop();
}

await main().catch(explain);
