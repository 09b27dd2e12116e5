CREATE TABLE "applications" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text,
	"name" text NOT NULL,
	"region" text,
	"deauthorization_key" text NOT NULL,
	"registered_at" timestamp with time zone,
	"registered_by" text,
	"client_id_sealed" text,
	"client_id" text,
	"client_id_end" text,
	"client_id_digest" text,
	"client_secret_sealed" text,
	"refused_pair_digest" text,
	"keys_stored_at" timestamp with time zone,
	"keys_stored_by" text,
	"key_check" text DEFAULT 'not_checked' NOT NULL,
	"key_checked_at" timestamp with time zone,
	"key_accepted_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"reference" text NOT NULL,
	"firm_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"person_id" text NOT NULL,
	"application_id" text NOT NULL,
	"scope_set_id" text NOT NULL,
	"region" text NOT NULL,
	"state_hash" text NOT NULL,
	"browser_hash" text NOT NULL,
	"verifier_sealed" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	"outcome" text,
	"outcome_at" timestamp with time zone,
	"detail" text,
	"grant_id" text
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"region" text,
	"account_id" text,
	"account_name" text,
	"identity_confirmed_at" timestamp with time zone,
	"identity_confirmed_by" text,
	"connected_at" timestamp with time zone,
	"disconnected_at" timestamp with time zone,
	"status" text DEFAULT 'not_connected' NOT NULL,
	"status_reason" text DEFAULT 'never_connected' NOT NULL,
	"status_actor" text DEFAULT 'firm' NOT NULL,
	"status_since" timestamp with time zone DEFAULT now() NOT NULL,
	"status_changes_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"application_id" text NOT NULL,
	"scope_set_id" text NOT NULL,
	"person_id" text NOT NULL,
	"region" text NOT NULL,
	"state" text NOT NULL,
	"access_token_sealed" text,
	"refresh_token_sealed" text,
	"access_issued_at" timestamp with time zone NOT NULL,
	"access_expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"activated_at" timestamp with time zone,
	"retired_at" timestamp with time zone,
	"retired_reason" text,
	"revoke_by" timestamp with time zone,
	"revoke_tried_at" timestamp with time zone,
	"account_id" text,
	"account_name" text,
	"account_created_at" timestamp with time zone,
	"user_id" text,
	"user_name" text,
	"user_email" text,
	"user_roles" text[],
	"user_is_owner" text DEFAULT 'unknown' NOT NULL,
	"identity_read_at" timestamp with time zone,
	"identity_refused_at" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"refused_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_reason" text,
	"refreshed_at" timestamp with time zone,
	"refresh_failures" integer DEFAULT 0 NOT NULL,
	"refresh_outcome" text,
	"refresh_tried_at" timestamp with time zone,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"fence" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probe_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"grant_id" text NOT NULL,
	"trigger" text NOT NULL,
	"started_by" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deadline_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"trouble" text
);
--> statement-breakpoint
CREATE TABLE "scope_checks" (
	"grant_id" text NOT NULL,
	"resource" text NOT NULL,
	"firm_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"result" text DEFAULT 'not_tested' NOT NULL,
	"checked_at" timestamp with time zone,
	"last_answer" jsonb,
	"tried_at" timestamp with time zone,
	"run_id" text,
	CONSTRAINT "scope_checks_grant_id_resource_pk" PRIMARY KEY("grant_id","resource")
);
--> statement-breakpoint
CREATE TABLE "firm_members" (
	"firm_id" text NOT NULL,
	"person_id" text NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "firm_members_firm_id_person_id_pk" PRIMARY KEY("firm_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "firms" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"route" text NOT NULL,
	"region" text,
	"region_set_by" text,
	"integration_id" text NOT NULL,
	"main_contact_id" text NOT NULL,
	"plan_answer" text,
	"plan_answered_at" timestamp with time zone,
	"plan_answered_by" text,
	"plan_confirmed_at" timestamp with time zone,
	"live_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigserial NOT NULL,
	"firm_id" text,
	"kind" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"via_copied_link" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"request_id" text,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" text PRIMARY KEY NOT NULL,
	"firm_id" text,
	"person_id" text,
	"kind" text NOT NULL,
	"to_address" text NOT NULL,
	"subject" text NOT NULL,
	"body_sealed" text,
	"cause_key" text NOT NULL,
	"message_id" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"error" text,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_at" timestamp with time zone,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "form_nonces" (
	"nonce_hash" text PRIMARY KEY NOT NULL,
	"person_id" text,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"location" text
);
--> statement-breakpoint
CREATE TABLE "key_checks" (
	"kid" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"window_ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "integrations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"summary" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"former_names" text DEFAULT '' NOT NULL,
	"price" text DEFAULT '' NOT NULL,
	"api_access" text NOT NULL,
	"as_of" date NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scope_sets" (
	"id" text PRIMARY KEY NOT NULL,
	"integration_id" text NOT NULL,
	"version" integer NOT NULL,
	"note" text NOT NULL,
	"published_by" text,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scopes" (
	"id" text PRIMARY KEY NOT NULL,
	"scope_set_id" text NOT NULL,
	"position" integer NOT NULL,
	"resource" text NOT NULL,
	"access" text NOT NULL,
	"required" boolean NOT NULL,
	"purpose" text NOT NULL,
	"impact" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"purpose" text NOT NULL,
	"person_id" text NOT NULL,
	"firm_id" text,
	"step" text,
	"browser_hash" text,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"visits" integer DEFAULT 0 NOT NULL,
	"opened_at" timestamp with time zone,
	"spent_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"copied" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"staff_role" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"person_id" text NOT NULL,
	"current_firm_id" text,
	"link_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"idle_expires_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_scope_set_id_scope_sets_id_fk" FOREIGN KEY ("scope_set_id") REFERENCES "public"."scope_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_scope_set_id_scope_sets_id_fk" FOREIGN KEY ("scope_set_id") REFERENCES "public"."scope_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "probe_runs" ADD CONSTRAINT "probe_runs_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "probe_runs" ADD CONSTRAINT "probe_runs_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "probe_runs" ADD CONSTRAINT "probe_runs_grant_id_grants_id_fk" FOREIGN KEY ("grant_id") REFERENCES "public"."grants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_checks" ADD CONSTRAINT "scope_checks_grant_id_grants_id_fk" FOREIGN KEY ("grant_id") REFERENCES "public"."grants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_checks" ADD CONSTRAINT "scope_checks_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_checks" ADD CONSTRAINT "scope_checks_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firm_members" ADD CONSTRAINT "firm_members_firm_id_firms_id_fk" FOREIGN KEY ("firm_id") REFERENCES "public"."firms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firm_members" ADD CONSTRAINT "firm_members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firms" ADD CONSTRAINT "firms_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firms" ADD CONSTRAINT "firms_main_contact_id_people_id_fk" FOREIGN KEY ("main_contact_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_sets" ADD CONSTRAINT "scope_sets_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scopes" ADD CONSTRAINT "scopes_scope_set_id_scope_sets_id_fk" FOREIGN KEY ("scope_set_id") REFERENCES "public"."scope_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "applications_deauthorization_key" ON "applications" USING btree ("deauthorization_key");--> statement-breakpoint
CREATE INDEX "applications_firm_idx" ON "applications" USING btree ("firm_id");--> statement-breakpoint
CREATE INDEX "applications_client_id_digest_idx" ON "applications" USING btree ("client_id_digest");--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_state_key" ON "attempts" USING btree ("state_hash");--> statement-breakpoint
CREATE INDEX "attempts_firm_idx" ON "attempts" USING btree ("firm_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "connections_firm_key" ON "connections" USING btree ("firm_id");--> statement-breakpoint
CREATE INDEX "connections_account_idx" ON "connections" USING btree ("region","account_id");--> statement-breakpoint
CREATE INDEX "connections_status_changes_idx" ON "connections" USING btree ("status_changes_at");--> statement-breakpoint
CREATE UNIQUE INDEX "grants_active_key" ON "grants" USING btree ("connection_id") WHERE state = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "grants_staged_key" ON "grants" USING btree ("connection_id") WHERE state = 'staged';--> statement-breakpoint
CREATE INDEX "grants_firm_idx" ON "grants" USING btree ("firm_id");--> statement-breakpoint
CREATE INDEX "probe_runs_connection_idx" ON "probe_runs" USING btree ("connection_id","started_at");--> statement-breakpoint
CREATE INDEX "firm_members_person_idx" ON "firm_members" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "firms_created_idx" ON "firms" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "events_seq_key" ON "events" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "events_firm_idx" ON "events" USING btree ("firm_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "mails_cause_key" ON "mails" USING btree ("cause_key");--> statement-breakpoint
CREATE INDEX "mails_firm_idx" ON "mails" USING btree ("firm_id","queued_at");--> statement-breakpoint
CREATE INDEX "mails_state_idx" ON "mails" USING btree ("state","queued_at");--> statement-breakpoint
CREATE INDEX "rate_limits_window_idx" ON "rate_limits" USING btree ("window_ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "scope_sets_version_key" ON "scope_sets" USING btree ("integration_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "scopes_resource_key" ON "scopes" USING btree ("scope_set_id","resource","access");--> statement-breakpoint
CREATE UNIQUE INDEX "links_token_hash_key" ON "links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "links_firm_idx" ON "links" USING btree ("firm_id");--> statement-breakpoint
CREATE INDEX "links_person_idx" ON "links" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_email_key" ON "people" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sessions_person_idx" ON "sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sessions_link_idx" ON "sessions" USING btree ("link_id");