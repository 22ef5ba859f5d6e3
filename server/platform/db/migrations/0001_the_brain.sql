CREATE TABLE "truncated_groups" (
	"origin" text NOT NULL,
	"source" text NOT NULL,
	"group_hash" text NOT NULL,
	"hidden_count" integer NOT NULL,
	"truncated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "truncated_groups_origin_source_group_hash_pk" PRIMARY KEY("origin","source","group_hash")
);
--> statement-breakpoint
CREATE TABLE "audit_checkpoints" (
	"chain_seq" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"key_id" text NOT NULL,
	"signature" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "maintenance_windows" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"origin" text NOT NULL,
	"name" text NOT NULL,
	"scope" jsonb NOT NULL,
	"reason" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"created_by" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"idempotency_key" text NOT NULL
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
DROP INDEX "events_incident";--> statement-breakpoint
DROP INDEX "incidents_opened";--> statement-breakpoint
ALTER TABLE "signals" ALTER COLUMN "inbox_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "signals" ALTER COLUMN "alert_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "policy_facts" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "risk_facts" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "effective_args" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "effective_args_hash" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "restore" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "steps" jsonb;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "node_key" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "end_reason" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "truncated_group" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "flap_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "flap_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "taken_back_keys" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "first_approval" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "remind_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "inbox_entries" ADD COLUMN "kind" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "acknowledged_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "acknowledged_by" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "reclassified_as" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "split_from" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "flapping_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "settling_held" text;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD COLUMN "invited_by" text;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD COLUMN "recovers" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "automation_brake" ADD COLUMN "mode" text;--> statement-breakpoint
ALTER TABLE "automation_brake" ADD COLUMN "checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "signals" ADD COLUMN "name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "signals" ADD COLUMN "summary" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "signals" ADD COLUMN "change" text;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "declared_stateful" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "reader" text DEFAULT 'kubernetes' NOT NULL;--> statement-breakpoint
ALTER TABLE "entity_edges" ADD COLUMN "reader" text DEFAULT 'kubernetes' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "findings_fingerprint" ON "findings" USING btree ("origin","scanner","fingerprint");--> statement-breakpoint
CREATE INDEX "findings_first_seen" ON "findings" USING btree ("first_seen_at","id");--> statement-breakpoint
CREATE INDEX "findings_state" ON "findings" USING btree ("state","severity","first_seen_at","id");--> statement-breakpoint
CREATE INDEX "maintenance_windows_ends" ON "maintenance_windows" USING btree ("origin","ends_at");--> statement-breakpoint
CREATE INDEX "maintenance_windows_starts" ON "maintenance_windows" USING btree ("starts_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "maintenance_windows_idempotency" ON "maintenance_windows" USING btree ("idempotency_key");--> statement-breakpoint
CREATE INDEX "actions_started" ON "actions" USING btree ("origin","started_at");--> statement-breakpoint
CREATE INDEX "actions_created" ON "actions" USING btree ("origin","created_at");--> statement-breakpoint
CREATE INDEX "alerts_origin" ON "alerts" USING btree ("origin","id");--> statement-breakpoint
CREATE INDEX "alerts_source" ON "alerts" USING btree ("source","id");--> statement-breakpoint
CREATE INDEX "alerts_entity" ON "alerts" USING btree ("entity_key","id");--> statement-breakpoint
CREATE INDEX "alerts_firing" ON "alerts" USING btree ("id") WHERE status = 'firing';--> statement-breakpoint
CREATE INDEX "approvals_remind" ON "approvals" USING btree ("remind_at") WHERE status = 'pending' and remind_at is not null;--> statement-breakpoint
CREATE INDEX "events_type" ON "events" USING btree ("type","chain_seq") WHERE chain_seq is not null;--> statement-breakpoint
CREATE INDEX "events_subject" ON "events" USING btree ("subject_id","chain_seq") WHERE chain_seq is not null;--> statement-breakpoint
CREATE INDEX "events_person" ON "events" USING btree ((actor ->> 'id'),"chain_seq") WHERE chain_seq is not null and actor ->> 'kind' in ('human', 'token');--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING brin ("at");--> statement-breakpoint
CREATE INDEX "inbox_entries_dead" ON "inbox_entries" USING btree ("received_at","id") WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX "incidents_newest" ON "incidents" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_entity" ON "incidents" USING btree ("entity_key","opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_open_newest" ON "incidents" USING btree ("opened_at","id") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "incidents_open_status" ON "incidents" USING btree ("status","opened_at","id") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "incidents_dismissed" ON "incidents" USING btree ("opened_at","id") WHERE status = 'dismissed';--> statement-breakpoint
CREATE INDEX "incidents_severity" ON "incidents" USING btree ("severity","opened_at","id");--> statement-breakpoint
CREATE INDEX "signals_origin" ON "signals" USING btree ("origin","id");--> statement-breakpoint
CREATE INDEX "signals_source" ON "signals" USING btree ("source","id");--> statement-breakpoint
CREATE INDEX "signals_info" ON "signals" USING btree ("id") WHERE state = 'info';--> statement-breakpoint
CREATE INDEX "events_incident" ON "events" USING btree ("incident_id","chain_seq");--> statement-breakpoint
CREATE INDEX "incidents_opened" ON "incidents" USING btree ("origin","opened_at","id");