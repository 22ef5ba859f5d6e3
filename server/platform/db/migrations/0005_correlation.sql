CREATE TABLE "truncated_groups" (
	"origin" text NOT NULL,
	"source" text NOT NULL,
	"group_hash" text NOT NULL,
	"hidden_count" integer NOT NULL,
	"truncated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "truncated_groups_origin_source_group_hash_pk" PRIMARY KEY("origin","source","group_hash")
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "node_key" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "end_reason" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "truncated_group" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "flap_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "flap_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "acknowledged_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "acknowledged_by" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "reclassified_as" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "split_from" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "flapping_until" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "incidents_newest" ON "incidents" USING btree ("opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "incidents_entity" ON "incidents" USING btree ("entity_key","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "incidents_open_newest" ON "incidents" USING btree ("opened_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "incidents_dismissed" ON "incidents" USING btree ("opened_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status = 'dismissed';--> statement-breakpoint
CREATE INDEX "incidents_severity" ON "incidents" USING btree ("severity","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
-- Room on every page for the touches of repeats, so that they stay heap-only updates.
ALTER TABLE "alerts" SET (fillfactor = 80);
