CREATE TABLE "source_sightings" (
	"origin" text NOT NULL,
	"source" text NOT NULL,
	"seen_at" timestamp (3) with time zone,
	"refused_at" timestamp (3) with time zone,
	"refused_because" text,
	CONSTRAINT "source_sightings_origin_source_pk" PRIMARY KEY("origin","source")
);
