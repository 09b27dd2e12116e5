CREATE TABLE "firm_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"key_sealed" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"destroyed_at" timestamp with time zone,
	CONSTRAINT "firm_keys_firm_id_unique" UNIQUE("firm_id")
);
--> statement-breakpoint
CREATE TABLE "firm_notes" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"person_id" text NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "oidc_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"state_hash" text NOT NULL,
	"browser_hash" text NOT NULL,
	"nonce_hash" text NOT NULL,
	"verifier_sealed" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_factors" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"secret_sealed" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_step" bigint,
	CONSTRAINT "staff_factors_person_id_unique" UNIQUE("person_id")
);
--> statement-breakpoint
CREATE TABLE "activity_hours" (
	"hour" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"outcome" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "activity_hours_hour_kind_outcome_pk" PRIMARY KEY("hour","kind","outcome")
);
--> statement-breakpoint
CREATE TABLE "bulk_items" (
	"run_id" text NOT NULL,
	"firm_id" text NOT NULL,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"outcome" text,
	"done_at" timestamp with time zone,
	CONSTRAINT "bulk_items_run_id_firm_id_pk" PRIMARY KEY("run_id","firm_id")
);
--> statement-breakpoint
CREATE TABLE "bulk_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"params" jsonb NOT NULL,
	"total" integer NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "health_days" (
	"day" date NOT NULL,
	"status" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "health_days_day_status_pk" PRIMARY KEY("day","status")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" text PRIMARY KEY NOT NULL,
	"rows" jsonb NOT NULL,
	"sends_invitations" boolean DEFAULT false NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "queue_counts" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"tab" text NOT NULL,
	"change" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "queue_marks" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "queue_rows" (
	"firm_id" text PRIMARY KEY NOT NULL,
	"tab" text NOT NULL,
	"stage" text NOT NULL,
	"step" text,
	"step_state" text,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"action_ref" text,
	"missing" text[] DEFAULT '{}' NOT NULL,
	"firm_name" text NOT NULL,
	"route" text NOT NULL,
	"region" text,
	"integration_id" text NOT NULL,
	"owner_id" text,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"search" "tsvector" NOT NULL,
	"invited_at" timestamp with time zone NOT NULL,
	"plan_at" timestamp with time zone,
	"keys_at" timestamp with time zone,
	"connected_at" timestamp with time zone,
	"live_at" timestamp with time zone,
	"reminder_step" text,
	"reminder_since" date,
	"reminder_level" integer DEFAULT 0 NOT NULL,
	"reminder_due_at" timestamp with time zone,
	"changes_at" timestamp with time zone,
	"computed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reminder_rules" (
	"route" text NOT NULL,
	"step" text NOT NULL,
	"contact_after_days" integer,
	"second_contact_after_days" integer,
	"owner_after_days" integer,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_by" text,
	"updated_at" timestamp with time zone,
	CONSTRAINT "reminder_rules_route_step_pk" PRIMARY KEY("route","step")
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "worked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "owner_id" text;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "second_contact_id" text;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "tags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "reminders_paused_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "closed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "closed_by" text;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "erase_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "logo_base64" text;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "accent_colour" text;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "problem_mail_days" integer[];--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "erase_after_days" integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "retired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "updated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "updated_by" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "disabled_by" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "oidc_issuer" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "oidc_subject" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "method" text DEFAULT 'link' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "second_factor_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "step_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "browser" text;--> statement-breakpoint
ALTER TABLE "firm_keys" ADD CONSTRAINT "firm_keys_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firm_notes" ADD CONSTRAINT "firm_notes_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_factors" ADD CONSTRAINT "staff_factors_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_items" ADD CONSTRAINT "bulk_items_run_id_bulk_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."bulk_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_items" ADD CONSTRAINT "bulk_items_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_rows" ADD CONSTRAINT "queue_rows_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "firm_notes_firm_idx" ON "firm_notes" USING btree ("firm_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "oidc_attempts_state_key" ON "oidc_attempts" USING btree ("state_hash");--> statement-breakpoint
CREATE INDEX "recovery_codes_person_idx" ON "recovery_codes" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "bulk_items_waiting_idx" ON "bulk_items" USING btree ("run_id","position") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "queue_marks_firm_idx" ON "queue_marks" USING btree ("firm_id");--> statement-breakpoint
CREATE INDEX "queue_rows_tab_idx" ON "queue_rows" USING btree ("tab","since","firm_id");--> statement-breakpoint
CREATE INDEX "queue_rows_owner_idx" ON "queue_rows" USING btree ("owner_id","tab","since");--> statement-breakpoint
CREATE INDEX "queue_rows_since_idx" ON "queue_rows" USING btree ("since","firm_id");--> statement-breakpoint
CREATE INDEX "queue_rows_invited_idx" ON "queue_rows" USING btree ("invited_at","firm_id");--> statement-breakpoint
CREATE INDEX "queue_rows_stage_idx" ON "queue_rows" USING btree ("stage","tab","since");--> statement-breakpoint
CREATE INDEX "queue_rows_status_idx" ON "queue_rows" USING btree ("status","tab","since");--> statement-breakpoint
CREATE INDEX "queue_rows_route_idx" ON "queue_rows" USING btree ("route","tab","since");--> statement-breakpoint
CREATE INDEX "queue_rows_region_idx" ON "queue_rows" USING btree ("region","tab","since");--> statement-breakpoint
CREATE INDEX "queue_rows_integration_idx" ON "queue_rows" USING btree ("integration_id","tab","since");--> statement-breakpoint
CREATE INDEX "queue_rows_tag_sets_idx" ON "queue_rows" USING btree ("tags") WHERE tags <> '{}';--> statement-breakpoint
CREATE INDEX "queue_rows_name_idx" ON "queue_rows" USING btree (lower("firm_name"),"firm_id");--> statement-breakpoint
CREATE INDEX "queue_rows_changes_idx" ON "queue_rows" USING btree ("changes_at");--> statement-breakpoint
CREATE INDEX "queue_rows_reminder_idx" ON "queue_rows" USING btree ("reminder_due_at");--> statement-breakpoint
CREATE INDEX "queue_rows_search_idx" ON "queue_rows" USING gin ("search");--> statement-breakpoint
CREATE INDEX "saved_views_person_idx" ON "saved_views" USING btree ("person_id");--> statement-breakpoint
ALTER TABLE "firms" ADD CONSTRAINT "firms_owner_id_people_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firms" ADD CONSTRAINT "firms_second_contact_id_people_id_fk" FOREIGN KEY ("second_contact_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "firms_erase_idx" ON "firms" USING btree ("erase_at") WHERE erased_at is null;--> statement-breakpoint
CREATE INDEX "events_at_idx" ON "events" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "people_oidc_key" ON "people" USING btree ("oidc_issuer","oidc_subject");