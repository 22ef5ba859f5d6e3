ALTER TABLE "signals" ALTER COLUMN "alert_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "inbox_entries" ADD COLUMN "kind" text;--> statement-breakpoint
ALTER TABLE "signals" ADD COLUMN "name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "signals" ADD COLUMN "summary" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "signals" ADD COLUMN "change" text;