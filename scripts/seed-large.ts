// Fills a database of its own with invented firms, to look at the staff's pages with as many as there may
// ever be: `npm run seed:large`, or with another number, `npm run seed:large -- 10000`. Afterwards the
// portal runs on it with the address that is printed, in place of the one that it has.
import { askedToStop, explain, phase, Stop } from "./progress";
import { removeData, startDatabase } from "./database";
import { openLarge } from "./large/context";
import { seedFirms } from "./large/seed-firms";

const FOLDER = ".data/large";
const MOST = 200_000;

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 100_000);
  if (!Number.isInteger(count) || count < 1 || count > MOST) {
    throw new Stop(`Name a number of firms from 1 to ${MOST}.`);
  }
  removeData(FOLDER);
  const database = await startDatabase(FOLDER);
  try {
    await database.migrate();
    const { ctx, close } = openLarge(database.url);
    try {
      await phase(`Writing ${count} firms`, () => seedFirms(ctx, { url: database.url, count }));
    } finally {
      await close();
    }
    console.log(`\nThe database runs until Ctrl-C: ${database.url}`);
    await askedToStop();
  } finally {
    await database.stop();
  }
}

await main().catch(explain);
