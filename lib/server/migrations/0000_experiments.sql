CREATE TABLE "experiments" (
	"id" text PRIMARY KEY,
	"digest" text NOT NULL,
	"key_hash" text NOT NULL,
	"content" bytea NOT NULL,
	"size" integer NOT NULL,
	"title" text NOT NULL,
	"note" text NOT NULL,
	"author" text NOT NULL,
	"model" text NOT NULL,
	"prompt_tokens" integer NOT NULL,
	"speedup" double precision,
	"published_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "experiments" ALTER COLUMN "content" SET STORAGE EXTERNAL;
--> statement-breakpoint
CREATE TABLE "publishing" (
	"source" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"count" bigint NOT NULL,
	PRIMARY KEY ("source", "hour")
);
