CREATE TABLE `detector_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`event` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `detector_events_id_unique` ON `detector_events` (`id`);--> statement-breakpoint
CREATE INDEX `detector_events_by_dataset` ON `detector_events` (`dataset_id`,`seq`);--> statement-breakpoint
CREATE TABLE `detector_trials` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`detector_id` text NOT NULL,
	`subject_hash` text NOT NULL,
	`trial` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `detector_trials_id_unique` ON `detector_trials` (`id`);--> statement-breakpoint
CREATE INDEX `detector_trials_by_subject` ON `detector_trials` (`dataset_id`,`subject_hash`);--> statement-breakpoint
CREATE INDEX `detector_trials_by_detector` ON `detector_trials` (`dataset_id`,`detector_id`,`seq`);