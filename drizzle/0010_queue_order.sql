DROP INDEX IF EXISTS "queue_rows_owner_idx";--> statement-breakpoint
DROP INDEX IF EXISTS "queue_rows_invited_idx";--> statement-breakpoint
DROP INDEX IF EXISTS "queue_rows_stage_idx";--> statement-breakpoint
DROP INDEX IF EXISTS "queue_rows_status_idx";--> statement-breakpoint
DROP INDEX IF EXISTS "queue_rows_route_idx";--> statement-breakpoint
DROP INDEX IF EXISTS "queue_rows_region_idx";--> statement-breakpoint
DROP INDEX IF EXISTS "queue_rows_integration_idx";--> statement-breakpoint
ALTER TABLE "queue_rows"
  ADD COLUMN "plan_after" integer GENERATED ALWAYS AS (date_part('epoch', plan_at - invited_at)::int) STORED,
  ADD COLUMN "keys_after" integer GENERATED ALWAYS AS (date_part('epoch', keys_at - invited_at)::int) STORED,
  ADD COLUMN "connected_after" integer GENERATED ALWAYS AS (date_part('epoch', connected_at - invited_at)::int) STORED,
  ADD COLUMN "live_after" integer GENERATED ALWAYS AS (date_part('epoch', live_at - invited_at)::int) STORED;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "queue_rows_by_owner_idx" ON "queue_rows" USING btree ("owner_id","tab","since","firm_id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "queue_rows_tab_invited_idx" ON "queue_rows" USING btree ("tab","invited_at","firm_id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "queue_rows_funnel_idx" ON "queue_rows" USING btree ("invited_at","firm_id","plan_after","keys_after","connected_after","live_after");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "queue_rows_by_stage_idx" ON "queue_rows" USING btree ("stage","tab","since","firm_id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "queue_rows_by_status_idx" ON "queue_rows" USING btree ("status","tab","since","firm_id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "queue_rows_by_route_idx" ON "queue_rows" USING btree ("route","tab","since","firm_id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "queue_rows_by_region_idx" ON "queue_rows" USING btree ("region","tab","since","firm_id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "queue_rows_by_integration_idx" ON "queue_rows" USING btree ("integration_id","tab","since","firm_id");