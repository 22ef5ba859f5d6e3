CREATE TABLE "audit_checkpoints" (
	"chain_seq" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"key_id" text NOT NULL,
	"signature" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"prefix" text NOT NULL,
	"role" text NOT NULL,
	"created_by" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_tokens_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE INDEX "events_type" ON "events" USING btree ("type","chain_seq") WHERE chain_seq is not null;--> statement-breakpoint
CREATE INDEX "events_subject" ON "events" USING btree ("subject_id","chain_seq") WHERE chain_seq is not null;--> statement-breakpoint
CREATE INDEX "events_person" ON "events" USING btree ((actor ->> 'id'),"chain_seq") WHERE chain_seq is not null and actor ->> 'kind' in ('human', 'token');--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING brin ("at");