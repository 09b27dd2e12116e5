-- The chains over the history: docs/decisions/014-event-chains.md.
-- Waits for whoever writes and keeps others out, so that every event of before is chained below.
LOCK TABLE "public"."events" IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
CREATE FUNCTION "public"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history is append-only: % on "%" is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation',
      HINT = 'What happened stays as it was written. A correction is an event of its own.';
END $$;
--> statement-breakpoint
-- The head is moved first: who chains holds its row until the commit, so positions have no gap, and
-- the rows of a chain get their "seq" in the order of their positions. lib/events/verify-events.ts
-- has the same expression and must stay as this is, for ever.
CREATE FUNCTION "public"."chain_event"(event "public"."events") RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  chain_name text := coalesce(event.firm_id, 'house');
  content text := jsonb_build_array(
    event.id, event.seq, event.firm_id, event.kind, event.actor_kind, event.actor_id,
    event.via_copied_link, event.at AT TIME ZONE 'UTC', event.request_id, event.data)::text;
  link record;
BEGIN
  INSERT INTO public.event_heads AS head (chain, position, hash)
    VALUES (chain_name, 1, encode(sha256(convert_to(content, 'UTF8')), 'hex'))
    ON CONFLICT (chain) DO UPDATE SET
      position = head.position + 1,
      hash = encode(sha256(convert_to(head.hash || content, 'UTF8')), 'hex')
    RETURNING head.position, head.hash INTO link;
  INSERT INTO public.event_chain (chain, position, event_id, hash)
    VALUES (chain_name, link.position, event.id, link.hash);
END $$;
--> statement-breakpoint
-- Notes which chains a transaction writes to, for `chain_at_commit`.
CREATE FUNCTION "public"."note_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  chain_name text := coalesce(NEW.firm_id, 'house');
  noted text := coalesce(current_setting('anteroom.chains', true), '');
BEGIN
  IF noted = '' THEN
    PERFORM set_config('anteroom.chains', chain_name, true);
  ELSIF NOT chain_name = ANY (string_to_array(noted, ' ')) THEN
    PERFORM set_config('anteroom.chains', noted || ' ' || chain_name, true);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Runs when the transaction commits: heads are the last locks it takes. A transaction that writes to
-- several chains takes theirs in one order, so that no two wait for each other.
CREATE FUNCTION "public"."chain_at_commit"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  noted text := coalesce(current_setting('anteroom.chains', true), '');
BEGIN
  IF position(' ' IN noted) > 0 THEN
    INSERT INTO public.event_heads AS head (chain, position, hash)
      SELECT name, 0, '' FROM unnest(string_to_array(noted, ' ')) AS name ORDER BY name COLLATE "C"
      ON CONFLICT (chain) DO UPDATE SET position = head.position;
    PERFORM set_config('anteroom.chains', '', true);
  END IF;
  PERFORM public.chain_event(NEW);
  RETURN NULL;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  event public.events;
BEGIN
  FOR event IN SELECT * FROM public.events ORDER BY seq LOOP
    PERFORM public.chain_event(event);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE TRIGGER "events_note_chain" AFTER INSERT ON "public"."events"
  FOR EACH ROW EXECUTE FUNCTION "public"."note_chain"();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "events_chain" AFTER INSERT ON "public"."events"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "public"."chain_at_commit"();
--> statement-breakpoint
CREATE TRIGGER "events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "public"."events"
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "event_chain_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "public"."event_chain"
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "event_anchors_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "public"."event_anchors"
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "event_heads_stay" BEFORE DELETE OR TRUNCATE ON "public"."event_heads"
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."refuse_change"();
