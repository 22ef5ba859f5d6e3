ALTER TABLE "sign_in_links" ADD COLUMN "invited_by" text;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD COLUMN "recovers" boolean DEFAULT false NOT NULL;