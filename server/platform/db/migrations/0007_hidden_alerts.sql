ALTER TABLE "truncated_groups" ADD COLUMN "group_key" text;--> statement-breakpoint
ALTER TABLE "truncated_groups" ADD COLUMN "query" jsonb;--> statement-breakpoint
ALTER TABLE "truncated_groups" ADD COLUMN "asked_at" timestamp (3) with time zone;