CREATE TABLE "application_proofs" (
	"id" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"person_id" text NOT NULL,
	"state_hash" text NOT NULL,
	"browser_hash" text NOT NULL,
	"verifier_sealed" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	"outcome" text,
	"outcome_at" timestamp with time zone,
	"detail" text,
	"results" jsonb
);
--> statement-breakpoint
CREATE TABLE "developer_accounts" (
	"firm_id" text PRIMARY KEY NOT NULL,
	"email" text,
	"trial_started_on" date,
	"trial_ends_on" date,
	"applied_on" date,
	"approved_on" date,
	"asked_clio_on" date,
	"account_region" text,
	"account_id" text
);
--> statement-breakpoint
CREATE TABLE "help_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"step" text,
	"text" text NOT NULL,
	"was_masked" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	"done_by" text
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"person_id" text NOT NULL,
	"step" text NOT NULL,
	"remind_on" date NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"id" text PRIMARY KEY NOT NULL,
	"agency_name" text,
	"support_email" text,
	"website" text,
	"time_zone" text,
	"hubspot_guide_url" text,
	"pipedrive_guide_url" text,
	"checklist_url" text,
	"services_url" text,
	"clio_support_email" text,
	"holidays" date[] DEFAULT '{}' NOT NULL,
	"goes_live_by_itself" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" text
);
--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "integration_id" text;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "review_needed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "reviewed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "reviewed_by" text;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "verified_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "hand_over_link_id" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "change_allowed_region" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "change_allowed_account_id" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "change_allowed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "change_allowed_reason" text;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "identity_verdict" text;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "single_user" text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "hand_over_link_id" text;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "contact_confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "staff_confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "live_cause" text;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "live_reason" text;--> statement-breakpoint
ALTER TABLE "firms" ADD COLUMN "live_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "code_hash" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "code_expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "code_tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "code_confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "application_proofs" ADD CONSTRAINT "application_proofs_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_proofs" ADD CONSTRAINT "application_proofs_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "developer_accounts" ADD CONSTRAINT "developer_accounts_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_requests" ADD CONSTRAINT "help_requests_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "application_proofs_state_key" ON "application_proofs" USING btree ("state_hash");--> statement-breakpoint
CREATE INDEX "application_proofs_application_idx" ON "application_proofs" USING btree ("application_id","created_at");--> statement-breakpoint
CREATE INDEX "help_requests_firm_idx" ON "help_requests" USING btree ("firm_id","created_at");--> statement-breakpoint
CREATE INDEX "reminders_due_idx" ON "reminders" USING btree ("remind_on");--> statement-breakpoint
CREATE INDEX "reminders_firm_idx" ON "reminders" USING btree ("firm_id");--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "applications_integration_idx" ON "applications" USING btree ("integration_id","region");