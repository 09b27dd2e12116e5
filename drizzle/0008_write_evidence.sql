ALTER TABLE "scope_checks" ADD COLUMN "write_result" text;--> statement-breakpoint
ALTER TABLE "scope_checks" ADD COLUMN "write_reported_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "scope_checks" ADD COLUMN "write_refused_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "firms_integration_idx" ON "firms" USING btree ("integration_id","id");