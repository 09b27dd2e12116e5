import { expect, it } from "vitest";
import { dangersOf, findDangerousMigrations } from "./dangerous-migrations";

const migration = "0099_new";
const dangers = (text: string) => dangersOf([{ migration, text }], []);

it.each([
  'DROP TABLE "plans";',
  'ALTER TABLE "plans" DROP COLUMN "name";',
  'ALTER TABLE "plans" RENAME COLUMN "name" TO "title";',
  'ALTER TABLE "public"."plans" RENAME TO "tariffs";',
  'ALTER TABLE "plans" ALTER COLUMN "name" SET DATA TYPE integer;',
  'ALTER TABLE "plans" ALTER COLUMN "name" SET NOT NULL;',
  'ALTER TABLE "plans" ADD COLUMN "kind" text NOT NULL;',
  'ALTER TABLE "plans" ADD COLUMN "kind" uuid DEFAULT gen_random_uuid();',
  'ALTER TABLE "plans" ADD CONSTRAINT "a" FOREIGN KEY ("b") REFERENCES "public"."c"("id");',
  'ALTER TABLE "plans" ADD CONSTRAINT "a" UNIQUE ("b");',
  'CREATE UNIQUE INDEX "a" ON "firms" USING btree ("name");',
  'ALTER TABLE "firms" ADD COLUMN "n" integer GENERATED ALWAYS AS (1) STORED;',
  "UPDATE firms SET name = '';",
  'TRUNCATE "plans";',
  "LOCK TABLE plans;",
  "-- a comment\nCREATE TABLE x (id text);--> statement-breakpoint\ndrop  table\n plans;",
])("R-25 %s is refused", (text) => {
  expect(dangers(text)).toHaveLength(1);
});

it.each([
  'CREATE TABLE "plans" ("id" text);--> statement-breakpoint\nCREATE INDEX "a" ON "plans" USING btree ("id");',
  'CREATE TABLE "n" ("id" text);ALTER TABLE "n" ADD CONSTRAINT "a" FOREIGN KEY ("b") REFERENCES "public"."c"("id");',
  `ALTER TABLE "plans" ADD COLUMN "kind" text DEFAULT 'none' NOT NULL;`,
  'ALTER TABLE "plans" ADD COLUMN "kind" text;',
  'ALTER TABLE "firms" ADD CONSTRAINT "a" CHECK ("b" IS NOT NULL) NOT VALID;',
  'CREATE INDEX "a" ON "plans" USING btree ("name");',
  "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM firms; END $$;",
  "-- DROP TABLE plans;",
])("R-25 %s may run beside a portal", (text) => {
  expect(dangers(text)).toEqual([]);
});

it("an exception has its reason, and one that nothing needs is named", () => {
  const text = 'DROP TABLE "plans";';
  const exception = { migration, begins: "DROP TABLE", because: "no version reads it any more" };
  expect(dangersOf([{ migration, text }], [exception])).toEqual([]);
  expect(dangersOf([{ migration, text: "" }], [exception])).toHaveLength(1);
});

it("our own migrations hold it", () => {
  expect(findDangerousMigrations(process.cwd())).toEqual([]);
});
