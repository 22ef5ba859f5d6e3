CREATE TABLE "findings" (
	"id" text PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"source" text NOT NULL,
	"scanner" text NOT NULL,
	"fingerprint" text NOT NULL,
	"rule_id" text NOT NULL,
	"severity" text NOT NULL,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"location" text NOT NULL,
	"labels" jsonb NOT NULL,
	"url" text,
	"entity_key" text,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"scan_count" integer NOT NULL
);
--> statement-breakpoint
DROP INDEX "events_incident";--> statement-breakpoint
CREATE UNIQUE INDEX "findings_fingerprint" ON "findings" USING btree ("origin","scanner","fingerprint");--> statement-breakpoint
CREATE INDEX "findings_first_seen" ON "findings" USING btree ("first_seen_at","id");--> statement-breakpoint
CREATE INDEX "findings_state" ON "findings" USING btree ("state","severity","first_seen_at","id");--> statement-breakpoint
CREATE INDEX "events_incident" ON "events" USING btree ("incident_id","chain_seq");