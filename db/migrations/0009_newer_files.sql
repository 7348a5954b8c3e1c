CREATE TABLE `dataset_folders` (
	`folder` text PRIMARY KEY NOT NULL,
	`dataset_id` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `datasets` ADD `known_keys` text;