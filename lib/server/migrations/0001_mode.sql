ALTER TABLE "experiments" ADD COLUMN "mode" text;
