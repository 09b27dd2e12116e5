-- Postgres itself keeps firms apart: docs/decisions/030-row-level-security.md.
-- The roles are made by lib/db/roles.ts before any migration, what each may do with a table is granted by
-- lib/db/privileges.ts after the last one. Here is which rows. A role that no policy names sees none.
ALTER TABLE "public"."applications" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."applications" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."applications" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."applications" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
-- The agency's own application serves firms: they connect with it, and what Clio says of it is noted.
CREATE POLICY "agency_seen" ON "public"."applications" FOR SELECT TO anteroom_portal USING (firm_id IS NULL);
--> statement-breakpoint
CREATE POLICY "agency_noted" ON "public"."applications" FOR UPDATE TO anteroom_portal USING (firm_id IS NULL) WITH CHECK (firm_id IS NULL);
--> statement-breakpoint
ALTER TABLE "public"."attempts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."attempts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."attempts" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."attempts" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."bulk_items" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."bulk_items" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."bulk_items" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."bulk_items" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."connection_reports" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."connection_reports" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."connection_reports" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."connection_reports" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."connections" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."connections" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."connections" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."connections" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."developer_accounts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."developer_accounts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."developer_accounts" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."developer_accounts" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."event_chain" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."event_chain" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."event_chain" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."event_chain" TO anteroom_portal USING (chain = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."event_heads" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."event_heads" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."event_heads" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."event_heads" TO anteroom_portal USING (chain = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."events" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."events" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."events" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."events" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."firm_keys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."firm_keys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."firm_keys" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."firm_keys" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."firm_members" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."firm_members" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."firm_members" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."firm_members" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."firm_notes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."firm_notes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."firm_notes" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."firm_notes" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."firms" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."firms" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."firms" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."firms" TO anteroom_portal USING (id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."grants" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."grants" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."grants" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."grants" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."help_requests" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."help_requests" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."help_requests" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."help_requests" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."links" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."links" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."links" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."links" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."mails" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."mails" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."mails" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."mails" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."probe_runs" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."probe_runs" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."probe_runs" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."probe_runs" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."problems" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."problems" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."problems" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."problems" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."queue_marks" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."queue_marks" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."queue_marks" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."queue_marks" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."queue_rows" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."queue_rows" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."queue_rows" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."queue_rows" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."reauthorizations" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."reauthorizations" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."reauthorizations" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."reauthorizations" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."reminders" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."reminders" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."reminders" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."reminders" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."scope_checks" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."scope_checks" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."scope_checks" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."scope_checks" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."token_client_firms" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."token_client_firms" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."token_client_firms" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."token_client_firms" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."token_uses" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."token_uses" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."token_uses" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."token_uses" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."webhook_deliveries" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."webhook_deliveries" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."webhook_deliveries" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."webhook_deliveries" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."webhook_messages" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."webhook_messages" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."webhook_messages" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."webhook_messages" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
ALTER TABLE "public"."webhook_tries" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."webhook_tries" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "every_firm" ON "public"."webhook_tries" TO anteroom_staff, anteroom_system, anteroom_worker USING (true);
--> statement-breakpoint
CREATE POLICY "own_firm" ON "public"."webhook_tries" TO anteroom_portal USING (firm_id = nullif(current_setting('anteroom.firm', true), ''));
--> statement-breakpoint
-- The firms of a token client stand in the door's own statements; which columns it reads and writes is
-- granted. It takes no row away.
CREATE POLICY "door" ON "public"."applications" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."connection_reports" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."connections" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."developer_accounts" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."events" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."firm_keys" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."firm_members" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."firms" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."grants" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."links" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."mails" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."probe_runs" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."problems" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."reauthorizations" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."scope_checks" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."token_client_firms" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."token_uses" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."webhook_deliveries" TO anteroom_machine USING (true);
--> statement-breakpoint
CREATE POLICY "door" ON "public"."webhook_messages" TO anteroom_machine USING (true);
--> statement-breakpoint
-- What follows from a change is written with the owner's rights: chains and marks are nobody's to write by
-- hand, and a change of the agency's own concerns firms that its writer may not see.
ALTER FUNCTION "public"."chain_event"("public"."events") SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."chain_at_commit"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."mark_firm"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."mark_own_row"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."mark_firms_of_application"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."mark_firms_of_person"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."mark_firms_of_plan"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."mark_firms_of_version"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."mark_firms_that_wait"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
ALTER FUNCTION "public"."count_queue_rows"() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
