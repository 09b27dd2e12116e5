-- The work queue's rows follow their facts: docs/decisions/023-work-queue.md.
-- A change of a fact appends a mark and locks nothing, so that no writer waits for another one; who reads
-- the queue, and the worker, compute the marked rows anew.
CREATE FUNCTION "public"."mark_firm"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.queue_marks (firm_id) VALUES (NEW.firm_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "public"."mark_own_row"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.queue_marks (firm_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "public"."mark_firms_of_application"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.firm_id IS NOT NULL THEN
    INSERT INTO public.queue_marks (firm_id) VALUES (NEW.firm_id);
  ELSE
    INSERT INTO public.queue_marks (firm_id)
      SELECT id FROM public.firms
      WHERE integration_id = NEW.integration_id AND route = 'agency'
        AND (region = NEW.region OR region IS NULL);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "public"."mark_firms_of_person"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.queue_marks (firm_id)
    SELECT firm_id FROM public.firm_members WHERE person_id = NEW.id AND removed_at IS NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "firms_mark" AFTER INSERT OR UPDATE ON "public"."firms"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_own_row"();
--> statement-breakpoint
CREATE TRIGGER "developer_accounts_mark" AFTER INSERT OR UPDATE ON "public"."developer_accounts"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "firm_members_mark" AFTER INSERT OR UPDATE ON "public"."firm_members"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "help_requests_mark" AFTER INSERT OR UPDATE ON "public"."help_requests"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "applications_made_mark" AFTER INSERT ON "public"."applications"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_firms_of_application"();
--> statement-breakpoint
CREATE TRIGGER "applications_mark" AFTER UPDATE ON "public"."applications"
  FOR EACH ROW WHEN (
    (OLD.registered_at, OLD.keys_stored_at, OLD.key_check, OLD.client_id, OLD.region,
     OLD.review_needed_at, OLD.reviewed_at, OLD.verified_at)
    IS DISTINCT FROM
    (NEW.registered_at, NEW.keys_stored_at, NEW.key_check, NEW.client_id, NEW.region,
     NEW.review_needed_at, NEW.reviewed_at, NEW.verified_at))
  EXECUTE FUNCTION "public"."mark_firms_of_application"();
--> statement-breakpoint
CREATE TRIGGER "connections_made_mark" AFTER INSERT ON "public"."connections"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
-- A refresh that changes nothing of these writes no mark.
CREATE TRIGGER "connections_mark" AFTER UPDATE ON "public"."connections"
  FOR EACH ROW WHEN (
    (OLD.status, OLD.status_reason, OLD.status_actor, OLD.status_changes_at, OLD.account_id,
     OLD.account_name, OLD.connected_at, OLD.worked_at, OLD.disconnected_at, OLD.failing_since)
    IS DISTINCT FROM
    (NEW.status, NEW.status_reason, NEW.status_actor, NEW.status_changes_at, NEW.account_id,
     NEW.account_name, NEW.connected_at, NEW.worked_at, NEW.disconnected_at, NEW.failing_since))
  EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "grants_made_mark" AFTER INSERT ON "public"."grants"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "grants_mark" AFTER UPDATE ON "public"."grants"
  FOR EACH ROW WHEN (
    (OLD.state, OLD.identity_read_at, OLD.identity_refused_at, OLD.identity_verdict,
     OLD.contact_confirmed_at, OLD.staff_confirmed_at, OLD.ended_at)
    IS DISTINCT FROM
    (NEW.state, NEW.identity_read_at, NEW.identity_refused_at, NEW.identity_verdict,
     NEW.contact_confirmed_at, NEW.staff_confirmed_at, NEW.ended_at))
  EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "reauthorizations_mark" AFTER INSERT OR UPDATE ON "public"."reauthorizations"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "mails_mark" AFTER UPDATE ON "public"."mails"
  FOR EACH ROW WHEN (
    NEW.firm_id IS NOT NULL
    AND (OLD.error IS DISTINCT FROM NEW.error OR (OLD.error IS NOT NULL AND OLD.state <> NEW.state)))
  EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "people_mark" AFTER UPDATE ON "public"."people"
  FOR EACH ROW WHEN (NEW.kind = 'firm' AND (OLD.name, OLD.email) IS DISTINCT FROM (NEW.name, NEW.email))
  EXECUTE FUNCTION "public"."mark_firms_of_person"();
--> statement-breakpoint
CREATE FUNCTION "public"."mark_firms_of_plan"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.queue_marks (firm_id) SELECT id FROM public.firms WHERE plan_answer = NEW.code;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "plans_mark" AFTER UPDATE ON "public"."plans"
  FOR EACH ROW WHEN ((OLD.name, OLD.api_access) IS DISTINCT FROM (NEW.name, NEW.api_access))
  EXECUTE FUNCTION "public"."mark_firms_of_plan"();
--> statement-breakpoint
-- A daily check that finds what it found before writes no mark.
CREATE TRIGGER "scope_checks_made_mark" AFTER INSERT ON "public"."scope_checks"
  FOR EACH ROW WHEN (NEW.result NOT IN ('works', 'not_tested'))
  EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE TRIGGER "scope_checks_mark" AFTER UPDATE ON "public"."scope_checks"
  FOR EACH ROW WHEN (OLD.result IS DISTINCT FROM NEW.result)
  EXECUTE FUNCTION "public"."mark_firm"();
--> statement-breakpoint
CREATE FUNCTION "public"."mark_firms_of_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.queue_marks (firm_id)
    SELECT f.id FROM public.firms f JOIN public.connections c ON c.firm_id = f.id
    WHERE f.integration_id = NEW.integration_id AND c.status <> 'not_connected';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "scope_sets_mark" AFTER UPDATE ON "public"."scope_sets"
  FOR EACH ROW WHEN (OLD.published_at IS DISTINCT FROM NEW.published_at AND NEW.published_at IS NOT NULL)
  EXECUTE FUNCTION "public"."mark_firms_of_version"();
--> statement-breakpoint
-- The calendar decides how long Clio has had a developer account.
CREATE FUNCTION "public"."mark_firms_that_wait"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.queue_marks (firm_id)
    SELECT firm_id FROM public.developer_accounts WHERE applied_on IS NOT NULL AND approved_on IS NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "settings_mark" AFTER UPDATE ON "public"."settings"
  FOR EACH ROW WHEN ((OLD.time_zone, OLD.holidays) IS DISTINCT FROM (NEW.time_zone, NEW.holidays))
  EXECUTE FUNCTION "public"."mark_firms_that_wait"();
--> statement-breakpoint
CREATE TRIGGER "settings_made_mark" AFTER INSERT ON "public"."settings"
  FOR EACH ROW EXECUTE FUNCTION "public"."mark_firms_that_wait"();
--> statement-breakpoint
-- Counts are sums of changes: writers append and never wait for each other. The worker folds them.
CREATE FUNCTION "public"."count_queue_rows"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.queue_counts (tab, change)
      SELECT tab, count(*) FROM new_rows GROUP BY tab;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO public.queue_counts (tab, change)
      SELECT tab, -count(*) FROM old_rows GROUP BY tab;
  ELSE
    INSERT INTO public.queue_counts (tab, change)
      SELECT tab, sum(change) FROM (
        SELECT tab, 1 AS change FROM new_rows
        UNION ALL
        SELECT tab, -1 FROM old_rows
      ) AS changes GROUP BY tab HAVING sum(change) <> 0;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "queue_rows_made_count" AFTER INSERT ON "public"."queue_rows"
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."count_queue_rows"();
--> statement-breakpoint
CREATE TRIGGER "queue_rows_count" AFTER UPDATE ON "public"."queue_rows"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."count_queue_rows"();
--> statement-breakpoint
CREATE TRIGGER "queue_rows_gone_count" AFTER DELETE ON "public"."queue_rows"
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."count_queue_rows"();
--> statement-breakpoint
-- When connections of before worked first, as their history says.
UPDATE "public"."connections" SET "worked_at" = "first"."at" FROM (
  SELECT "firm_id", min("at") AS "at" FROM "public"."events"
  WHERE "kind" = 'connection.status_changed' AND "data" ->> 'to' = 'working' GROUP BY "firm_id"
) AS "first" WHERE "first"."firm_id" = "connections"."firm_id";
--> statement-breakpoint
-- Firms of before get their rows.
INSERT INTO "public"."queue_marks" ("firm_id") SELECT "id" FROM "public"."firms";
