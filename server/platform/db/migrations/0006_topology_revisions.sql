CREATE TABLE "topology_revisions" (
	"origin" text PRIMARY KEY NOT NULL,
	"revision" text NOT NULL
);
