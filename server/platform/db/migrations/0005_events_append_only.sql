-- The log is append-only by the database's own word, and there is no way round it for retention, which keeps events: no row goes, no
-- content changes, and a place in the chain is given once. Sealing is a hot path, so that nothing runs for it: the statement triggers
-- name columns that it does not set, and the condition of the row trigger is false for it.
CREATE FUNCTION "refuse_event_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events is append-only: % refused', lower(TG_OP) USING ERRCODE = 'insufficient_privilege', HINT = 'docs/runbooks/verify-the-audit-chain.md';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "events_stay" BEFORE DELETE OR TRUNCATE ON "events" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_event_change"();
--> statement-breakpoint
CREATE TRIGGER "events_keep_content" BEFORE UPDATE OF "id", "type", "subject_kind", "subject_id", "incident_id", "origin", "actor", "channel", "statement", "at" ON "events" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_event_change"();
--> statement-breakpoint
CREATE TRIGGER "events_sealed_once" AFTER UPDATE ON "events" FOR EACH ROW
WHEN (OLD."chain_seq" IS NOT NULL OR OLD."previous_hash" IS NOT NULL OR OLD."hash" IS NOT NULL OR NEW."chain_seq" IS NULL OR NEW."previous_hash" IS NULL OR NEW."hash" IS NULL)
EXECUTE FUNCTION "refuse_event_change"();
