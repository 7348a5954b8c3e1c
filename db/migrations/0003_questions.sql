CREATE TABLE `coverage_gaps` (
	`dataset_id` text NOT NULL,
	`question_key` text NOT NULL,
	`code` text NOT NULL,
	`question` text NOT NULL,
	`count` integer NOT NULL,
	`first_at` text NOT NULL,
	`last_at` text NOT NULL,
	PRIMARY KEY(`dataset_id`, `question_key`, `code`)
);
--> statement-breakpoint
CREATE INDEX `coverage_gaps_by_count` ON `coverage_gaps` (`dataset_id`,`count`);--> statement-breakpoint
CREATE TABLE `language_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`event` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `language_events_id_unique` ON `language_events` (`id`);--> statement-breakpoint
CREATE INDEX `language_events_by_dataset` ON `language_events` (`dataset_id`,`seq`);--> statement-breakpoint
CREATE TABLE `saved_questions` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`query_key` text NOT NULL,
	`title` text NOT NULL,
	`question` text,
	`semantic_query` text NOT NULL,
	`pinned` integer NOT NULL,
	`by` text NOT NULL,
	`as_of` text NOT NULL,
	`first_day` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_questions_id_unique` ON `saved_questions` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `saved_question_query` ON `saved_questions` (`dataset_id`,`query_key`);