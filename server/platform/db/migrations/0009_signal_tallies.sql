CREATE TABLE "signal_tallies" (
	"origin" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"signals" integer NOT NULL,
	CONSTRAINT "signal_tallies_origin_hour_pk" PRIMARY KEY("origin","hour")
);
--> statement-breakpoint
INSERT INTO "signal_tallies" ("origin", "hour", "signals") SELECT "origin", date_trunc('hour', "observed_at", 'UTC'), count(*)::int FROM "signals" GROUP BY 1, 2;
