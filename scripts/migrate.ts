import { migrateDatabase } from "@/lib/db/migrate";

const url = process.env.DATABASE_URL;
if (!url) {
  console.error("DATABASE_URL: is missing; the embedded database is migrated when it starts");
  process.exit(1);
}
await migrateDatabase(url);
console.log("The tables are up to date.");
