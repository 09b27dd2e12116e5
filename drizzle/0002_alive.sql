CREATE TABLE "problems" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"kind" text NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp with time zone,
	"mails_sent" integer DEFAULT 0 NOT NULL,
	"last_mail_at" timestamp with time zone,
	"next_mail_at" timestamp with time zone,
	"staff_told_at" timestamp with time zone,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "reauthorizations" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"scope_set_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"probed_at" timestamp with time zone,
	"mailed_at" timestamp with time zone,
	"mails_sent" integer DEFAULT 0 NOT NULL,
	"next_mail_at" timestamp with time zone,
	"opened_at" timestamp with time zone,
	"declined_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	"done_how" text
);
--> statement-breakpoint
CREATE TABLE "event_anchors" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"through_seq" bigint NOT NULL,
	"chains" integer NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event_chain" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"chain" text NOT NULL,
	"position" bigint NOT NULL,
	"event_id" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event_heads" (
	"chain" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "house_state" (
	"id" text PRIMARY KEY NOT NULL,
	"quarantined_at" timestamp with time zone,
	"quarantine_reason" text,
	"released_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outages" (
	"id" text PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"subject" text NOT NULL,
	"cause" text NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_failure_at" timestamp with time zone NOT NULL,
	"affected" integer NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "provider_pauses" (
	"region" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "scope_sets" ALTER COLUMN "published_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "failing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "refresh_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "identity_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "probes_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "is_notice" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "held_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "released_by" text;--> statement-breakpoint
ALTER TABLE "scope_sets" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "scope_sets" ADD COLUMN "created_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "problems" ADD CONSTRAINT "problems_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "problems" ADD CONSTRAINT "problems_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reauthorizations" ADD CONSTRAINT "reauthorizations_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reauthorizations" ADD CONSTRAINT "reauthorizations_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reauthorizations" ADD CONSTRAINT "reauthorizations_scope_set_id_scope_sets_id_fk" FOREIGN KEY ("scope_set_id") REFERENCES "public"."scope_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "problems_open_key" ON "problems" USING btree ("connection_id","kind") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "problems_due_idx" ON "problems" USING btree ("next_mail_at") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "problems_firm_idx" ON "problems" USING btree ("firm_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reauthorizations_firm_key" ON "reauthorizations" USING btree ("firm_id","scope_set_id");--> statement-breakpoint
CREATE INDEX "reauthorizations_set_idx" ON "reauthorizations" USING btree ("scope_set_id");--> statement-breakpoint
CREATE INDEX "reauthorizations_due_idx" ON "reauthorizations" USING btree ("next_mail_at") WHERE done_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "event_chain_position_key" ON "event_chain" USING btree ("chain","position");--> statement-breakpoint
CREATE UNIQUE INDEX "event_chain_event_key" ON "event_chain" USING btree ("event_id");--> statement-breakpoint
CREATE UNIQUE INDEX "outages_open_key" ON "outages" USING btree ("scope","subject") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "grants_application_idx" ON "grants" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "grants_refresh_due_idx" ON "grants" USING btree ("region","refresh_due_at") WHERE state = 'active' and ended_at is null;--> statement-breakpoint
CREATE INDEX "grants_identity_due_idx" ON "grants" USING btree ("region","identity_due_at") WHERE state = 'active' and ended_at is null;--> statement-breakpoint
CREATE INDEX "grants_probes_due_idx" ON "grants" USING btree ("region","probes_due_at") WHERE state = 'active' and ended_at is null;--> statement-breakpoint
UPDATE "grants" SET
  "refresh_due_at" = "access_issued_at" + ("access_expires_at" - "access_issued_at") * 0.75,
  "identity_due_at" = now(),
  "probes_due_at" = now()
WHERE "state" = 'active';
