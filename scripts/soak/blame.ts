// No firm is told to mend or to reconnect for a fault that is not its own: 72 hours without Clio, keys of
// ours that are wrong, a restored backup, a whole region that refuses everything. Time passes by moving
// every instant back.
import { inArray } from "drizzle-orm";
import { mails } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { quarantine, release } from "@/lib/settings/quarantine";
import {
  connectedFirms,
  makeDue,
  statusesOf,
  type ConnectedFirm,
} from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { passTime } from "@/lib/testing/pass-time";
import { workOn } from "@/lib/testing/work-on";
import type { MailKind, Region } from "@/lib/vocabulary";
import { writeFigures } from "../figures";
import { startTestPostgres } from "../test-postgres";
import { machine } from "./machine";

const FIRMS = 10;
const HOUR_MS = 3_600_000;
const BLAMING: MailKind[] = ["problem", "access_ended", "reauthorize", "new_permissions"];

/** A worker whose keys are wrong or who is in quarantine does nothing, and says why. */
async function tryToWork(house: House, firms: ConnectedFirm[]): Promise<void> {
  await workOn(house, firms).catch((thrown: unknown) => {
    const isExpected =
      thrown instanceof AppError && ["keys_unavailable", "unavailable"].includes(thrown.code);
    if (!isExpected) throw thrown;
  });
}

async function hours(house: House, firms: ConnectedFirm[], count: number, step = 1) {
  for (let hour = 0; hour < count; hour += step) {
    await passTime(house, step * HOUR_MS);
    await tryToWork(house, firms);
  }
}

const status = (code: number, body = "") => ({ kind: "status", status: code, body });
const FORBIDDEN = JSON.stringify({
  error: { type: "ForbiddenError", message: "User is forbidden from taking that action" },
});

const scenarios: Record<
  string,
  { region: Region; run: (house: House, firms: ConnectedFirm[]) => Promise<void> }
> = {
  "72 hours without Clio": {
    region: "us",
    async run(house, firms) {
      await house.spoil({ region: "us", path: "/", how: status(503) });
      await makeDue(house, firms);
      await hours(house, firms, 72);
    },
  },
  "wrong keys of ours": {
    region: "eu",
    async run(house, firms) {
      house.system.ring.trouble = "the key ring is another one";
      await makeDue(house, firms);
      await hours(house, firms, 72, 6);
      house.system.ring.trouble = null;
    },
  },
  "a restored backup": {
    region: "ca",
    async run(house, firms) {
      await quarantine(house.system, "restored from a backup");
      await makeDue(house, firms);
      await hours(house, firms, 72, 6);
      await release(house.system);
    },
  },
  "a region that refuses everything": {
    region: "au",
    async run(house, firms) {
      await house.spoil({
        region: "au",
        path: "/api/v4",
        how: { ...status(403, FORBIDDEN), headers: { "content-type": "application/json" } },
      });
      await hours(house, firms, 6, 0.25);
    },
  },
};

const server = await startTestPostgres("embedded");
process.env.TEST_DATABASE_URL = server.url;
let failed = 0;
let blamedInAll = 0;
for (const [name, { region, run }] of Object.entries(scenarios)) {
  const house = await openHouse();
  const { firms } = await connectedFirms(house, { count: FIRMS, region, owner: "firm" });
  await run(house, firms);
  await house.heal();
  // Ten minutes after the end everything is as it was; an outage is over half an hour later.
  await hours(house, firms, 1, 1 / 12);
  const ids = firms.map(({ firmId }) => firmId);
  const told = await house.system.db.query((db) =>
    db.select({ kind: mails.kind }).from(mails).where(inArray(mails.firmId, ids)),
  );
  const blamed = told.filter(({ kind }) => BLAMING.includes(kind)).length;
  const statuses = await statusesOf(house, firms);
  const healthy = statuses.filter((one) => one.startsWith("working")).length;
  console.log(
    `  ${name}: ${blamed} firms told to do something, ${healthy} of ${FIRMS} working afterwards`,
  );
  blamedInAll += blamed;
  if (blamed > 0 || healthy < FIRMS) failed += 1;
  await house.close();
}
await server.stop();
console.log(`  ${machine()}`);
writeFigures("blame", {
  good: failed === 0,
  scenarios: Object.keys(scenarios).length,
  blamed: blamedInAll,
});
process.exit(failed === 0 ? 0 : 1);
