ALTER TABLE "entities" ADD COLUMN "declared_stateful" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "reader" text DEFAULT 'kubernetes' NOT NULL;--> statement-breakpoint
ALTER TABLE "entity_edges" ADD COLUMN "reader" text DEFAULT 'kubernetes' NOT NULL;