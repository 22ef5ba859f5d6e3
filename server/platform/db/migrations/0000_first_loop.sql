CREATE TABLE "actions" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"origin" text NOT NULL,
	"incident_id" text NOT NULL,
	"decision_id" text NOT NULL,
	"status" text NOT NULL,
	"tool" text NOT NULL,
	"args" jsonb NOT NULL,
	"args_hash" text NOT NULL,
	"target_key" text NOT NULL,
	"target" jsonb NOT NULL,
	"diff" jsonb NOT NULL,
	"risk" text NOT NULL,
	"policy" jsonb NOT NULL,
	"automatic" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"execute_after" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"may_have_run_at" timestamp (3) with time zone,
	"verify_until" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"outcome" jsonb,
	"lease_token" text,
	"lease_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"source" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" text NOT NULL,
	"severity" text NOT NULL,
	"name" text NOT NULL,
	"summary" text NOT NULL,
	"labels" jsonb NOT NULL,
	"url" text,
	"entity_key" text,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"received_count" integer NOT NULL,
	"incident_id" text,
	"join_code" text,
	"join_params" jsonb
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"origin" text NOT NULL,
	"action_id" text NOT NULL,
	"incident_id" text NOT NULL,
	"decision_id" text NOT NULL,
	"status" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" jsonb,
	"channel" text,
	"reason" text,
	"execute_after" timestamp (3) with time zone,
	"idempotency_key" text,
	"consequences" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "approvals_actionId_unique" UNIQUE("action_id")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"body" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"incident_id" text,
	"origin" text,
	"actor" jsonb NOT NULL,
	"channel" text NOT NULL,
	"statement" jsonb,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"chain_seq" bigint,
	"previous_hash" text,
	"hash" text
);
--> statement-breakpoint
CREATE TABLE "inbox_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"origin" text NOT NULL,
	"delivery_key" text NOT NULL,
	"body" "bytea" NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_token" text,
	"lease_until" timestamp (3) with time zone,
	"last_error" text,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"processed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"origin" text NOT NULL,
	"status" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"entity" jsonb,
	"entity_key" text,
	"alert_count" integer DEFAULT 0 NOT NULL,
	"firing_count" integer DEFAULT 0 NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"settled_by" text,
	"reopened_count" integer DEFAULT 0 NOT NULL,
	"actionable" boolean DEFAULT false NOT NULL,
	"human_touched" boolean DEFAULT false NOT NULL,
	"verified" boolean DEFAULT false NOT NULL,
	"seeded" boolean DEFAULT false NOT NULL,
	"diagnose_at" timestamp (3) with time zone,
	"lease_token" text,
	"lease_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "sign_in_links_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"role" text DEFAULT 'viewer' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "automation_brake" (
	"id" text PRIMARY KEY NOT NULL,
	"paused" boolean NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signals" (
	"id" text PRIMARY KEY NOT NULL,
	"inbox_id" text NOT NULL,
	"position" integer NOT NULL,
	"origin" text NOT NULL,
	"source" text NOT NULL,
	"alert_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"labels" jsonb NOT NULL,
	"entity_key" text,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	"url" text
);
--> statement-breakpoint
CREATE TABLE "worker_heartbeats" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "entities" (
	"id" text NOT NULL,
	"origin" text NOT NULL,
	"key" text NOT NULL,
	"ref" jsonb NOT NULL,
	"stateful" boolean NOT NULL,
	"replicas" integer,
	"labels" jsonb NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entities_origin_key_pk" PRIMARY KEY("origin","key"),
	CONSTRAINT "entities_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "entity_edges" (
	"origin" text NOT NULL,
	"from_key" text NOT NULL,
	"to_key" text NOT NULL,
	"relation" text NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entity_edges_origin_from_key_to_key_relation_pk" PRIMARY KEY("origin","from_key","to_key","relation")
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "actions_incident" ON "actions" USING btree ("incident_id","id");--> statement-breakpoint
CREATE INDEX "actions_target" ON "actions" USING btree ("origin","target_key","started_at");--> statement-breakpoint
CREATE INDEX "actions_unfinished" ON "actions" USING btree ("execute_after") WHERE status in ('approved', 'running', 'verifying');--> statement-breakpoint
CREATE UNIQUE INDEX "actions_one_live_per_incident" ON "actions" USING btree ("incident_id") WHERE status in ('proposed', 'approved', 'running', 'verifying');--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_fingerprint" ON "alerts" USING btree ("origin","source","fingerprint");--> statement-breakpoint
CREATE INDEX "alerts_incident" ON "alerts" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "approvals_requested" ON "approvals" USING btree ("requested_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "approvals_incident" ON "approvals" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "approvals_pending" ON "approvals" USING btree ("expires_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "decisions_incident" ON "decisions" USING btree ("incident_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "events_chain_seq" ON "events" USING btree ("chain_seq");--> statement-breakpoint
CREATE INDEX "events_unsealed" ON "events" USING btree ("id") WHERE chain_seq is null;--> statement-breakpoint
CREATE INDEX "events_incident" ON "events" USING btree ("incident_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_entries_delivery" ON "inbox_entries" USING btree ("source","origin","delivery_key");--> statement-breakpoint
CREATE INDEX "inbox_entries_unfinished" ON "inbox_entries" USING btree ("received_at") WHERE status in ('waiting', 'processing');--> statement-breakpoint
CREATE INDEX "inbox_entries_received" ON "inbox_entries" USING btree ("origin","received_at");--> statement-breakpoint
CREATE INDEX "incidents_opened" ON "incidents" USING btree ("origin","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "incidents_settled" ON "incidents" USING btree ("origin","settled_at") WHERE settled_at is not null;--> statement-breakpoint
CREATE INDEX "incidents_due" ON "incidents" USING btree ("diagnose_at") WHERE diagnose_at is not null;--> statement-breakpoint
CREATE INDEX "incidents_unsettled" ON "incidents" USING btree ("origin","entity_key") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "account_user" ON "account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "signals_inbox_position" ON "signals" USING btree ("inbox_id","position");--> statement-breakpoint
CREATE INDEX "signals_alert" ON "signals" USING btree ("alert_id","id");--> statement-breakpoint
CREATE INDEX "signals_observed" ON "signals" USING btree ("origin","observed_at");--> statement-breakpoint
CREATE INDEX "entity_edges_to" ON "entity_edges" USING btree ("origin","to_key");