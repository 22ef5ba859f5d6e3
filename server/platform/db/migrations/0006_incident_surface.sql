CREATE TABLE "source_heartbeats" (
	"origin" text NOT NULL,
	"source" text NOT NULL,
	"fingerprint" text NOT NULL,
	"beats" integer DEFAULT 1 NOT NULL,
	"beaten_at" timestamp (3) with time zone NOT NULL,
	"usual_gap_ms" integer,
	"stopped_at" timestamp (3) with time zone,
	CONSTRAINT "source_heartbeats_origin_source_fingerprint_pk" PRIMARY KEY("origin","source","fingerprint")
);
--> statement-breakpoint
DROP INDEX "incidents_opened";--> statement-breakpoint
DROP INDEX "incidents_newest";--> statement-breakpoint
DROP INDEX "incidents_entity";--> statement-breakpoint
DROP INDEX "incidents_open_newest";--> statement-breakpoint
DROP INDEX "incidents_dismissed";--> statement-breakpoint
DROP INDEX "incidents_severity";--> statement-breakpoint
DROP INDEX "maintenance_windows_starts";--> statement-breakpoint
ALTER TABLE "signals" ALTER COLUMN "inbox_id" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "alerts_origin" ON "alerts" USING btree ("origin","id");--> statement-breakpoint
CREATE INDEX "alerts_source" ON "alerts" USING btree ("source","id");--> statement-breakpoint
CREATE INDEX "alerts_entity" ON "alerts" USING btree ("entity_key","id");--> statement-breakpoint
CREATE INDEX "alerts_firing" ON "alerts" USING btree ("id") WHERE status = 'firing';--> statement-breakpoint
CREATE INDEX "inbox_entries_dead" ON "inbox_entries" USING btree ("received_at","id") WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX "signals_origin" ON "signals" USING btree ("origin","id");--> statement-breakpoint
CREATE INDEX "signals_source" ON "signals" USING btree ("source","id");--> statement-breakpoint
CREATE INDEX "signals_info" ON "signals" USING btree ("id") WHERE state = 'info';--> statement-breakpoint
CREATE INDEX "incidents_opened" ON "incidents" USING btree ("origin","opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_newest" ON "incidents" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_entity" ON "incidents" USING btree ("entity_key","opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_open_newest" ON "incidents" USING btree ("opened_at","id") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "incidents_dismissed" ON "incidents" USING btree ("opened_at","id") WHERE status = 'dismissed';--> statement-breakpoint
CREATE INDEX "incidents_severity" ON "incidents" USING btree ("severity","opened_at","id");--> statement-breakpoint
CREATE INDEX "maintenance_windows_starts" ON "maintenance_windows" USING btree ("starts_at","id");