import { DEMO_ADMIN, type DemoStack, startDemoStack } from "./demo-stack";
import { explain } from "./progress";
import { untilStopped } from "./stack";

const FOLDER = ".data/demo";

async function printTable({
  portalUrl,
  machineUrl,
  keyFile,
  sandboxUrl,
  sandboxUsUrl,
  listFirms,
}: DemoStack): Promise<void> {
  const firms = await listFirms();
  const rows = [
    ["Staff", `${portalUrl}/sign-in`, `${DEMO_ADMIN}: the sign-in link comes to the mailbox`],
    ["Mailbox", `${sandboxUrl}/mailbox`, "every mail of the portal, the invitations among them"],
    ["Webhooks", `${sandboxUrl}/webhooks`, "what the portal tells an integration service"],
    ["Sandbox Clio", sandboxUrl, "its accounts and how to sign in"],
    ["", `${sandboxUsUrl}/developer/applications`, "its developer portal, region US"],
    ...firms.map(({ firm, person, email, status }) => [
      "Firm",
      firm,
      `${person}, ${email}: ${status.replaceAll("_", " ")}`,
    ]),
  ];
  const wide = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  console.log();
  for (const [who = "", where = "", what = ""] of rows) {
    console.log(`  ${who.padEnd(wide(0))}   ${where.padEnd(wide(1))}   ${what}`);
  }
  console.log("\n  What an integration service asks for, with the sample key:");
  console.log(`  curl -H "Authorization: Bearer $(cat ${keyFile})" ${machineUrl}/v1/connections`);
  console.log("\n  Open a firm's invitation in the mailbox to begin as its administrator.");
  console.log(
    "  Ctrl-C stops everything and keeps the data; `npm run demo -- --fresh` empties it.\n",
  );
}

async function main(): Promise<void> {
  const dev = process.argv.includes("--dev");
  const begun = performance.now();
  const stack = await startDemoStack({
    folder: FOLDER,
    portalPort: Number(process.env.PORT ?? 3000),
    machinePort: Number(process.env.MACHINE_PORT ?? 3001),
    sandboxPort: Number(process.env.SANDBOX_PORT ?? 4100),
    fresh: process.argv.includes("--fresh"),
    dev,
  });
  console.log(`  Ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await printTable(stack);
  await untilStopped(stack.children);
  await stack.stop();
}

await main().catch(explain);
