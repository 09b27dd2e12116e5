CREATE TABLE "house_numbers" (
	"name" text NOT NULL,
	"labels" text NOT NULL,
	"part" text NOT NULL,
	"value" double precision NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "house_numbers_name_labels_part_pk" PRIMARY KEY("name","labels","part")
);
