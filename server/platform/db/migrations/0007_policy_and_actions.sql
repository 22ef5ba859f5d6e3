CREATE TABLE "autonomy_pins" (
	"origin" text NOT NULL,
	"tool" text NOT NULL,
	"entity_kind" text NOT NULL,
	"standing" text NOT NULL,
	"demoted_at" timestamp (3) with time zone,
	"reason" text NOT NULL,
	"changed_by" jsonb NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "autonomy_pins_origin_tool_entity_kind_pk" PRIMARY KEY("origin","tool","entity_kind")
);
--> statement-breakpoint
CREATE TABLE "policy_versions" (
	"policy_id" text NOT NULL,
	"version" integer NOT NULL,
	"settings" jsonb NOT NULL,
	"reason" text,
	"changed_by" jsonb,
	"channel" text,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policy_versions_policy_id_version_pk" PRIMARY KEY("policy_id","version")
);
--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "policy_facts" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "risk_facts" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "effective_args" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "effective_args_hash" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "restore" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "steps" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "taken_back_keys" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "first_approval" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "remind_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "automation_brake" ADD COLUMN "mode" text;--> statement-breakpoint
ALTER TABLE "automation_brake" ADD COLUMN "checked_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "actions_started" ON "actions" USING btree ("origin","started_at");--> statement-breakpoint
CREATE INDEX "actions_created" ON "actions" USING btree ("origin","created_at");--> statement-breakpoint
CREATE INDEX "approvals_remind" ON "approvals" USING btree ("remind_at") WHERE status = 'pending' and remind_at is not null;