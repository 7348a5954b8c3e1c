CREATE TABLE `case_totals` (
	`dataset_id` text NOT NULL,
	`status` text NOT NULL,
	`outcome` text NOT NULL,
	`anomaly_type` text NOT NULL,
	`money_kind` text NOT NULL,
	`severity` text NOT NULL,
	`confidence_band` text NOT NULL,
	`currency` text NOT NULL,
	`count` integer NOT NULL,
	`impact_cents` integer NOT NULL,
	PRIMARY KEY(`dataset_id`, `status`, `outcome`, `anomaly_type`, `money_kind`, `severity`, `confidence_band`, `currency`)
);
--> statement-breakpoint
DROP INDEX `cases_by_rank`;--> statement-breakpoint
DROP INDEX `cases_by_impact`;--> statement-breakpoint
DROP INDEX `cases_by_updated`;--> statement-breakpoint
ALTER TABLE `cases` ADD `sentiment_order` real GENERATED ALWAYS AS (coalesce(sentiment_score, -1)) VIRTUAL NOT NULL;--> statement-breakpoint
ALTER TABLE `cases` ADD `search_text` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `cases` ADD `shown_hash` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `cases_by_confidence` ON `cases` (`dataset_id`,"confidence" desc,"sentiment_order" desc,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`);--> statement-breakpoint
CREATE INDEX `cases_by_sentiment` ON `cases` (`dataset_id`,"sentiment_order" desc,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`);--> statement-breakpoint
CREATE INDEX `cases_by_text` ON `cases` (`dataset_id`,`search_text`,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`,`expected_value_cents`,`impact_cents`,`confidence`,`sentiment_order`,`updated_at`);--> statement-breakpoint
CREATE INDEX `cases_by_rank` ON `cases` (`dataset_id`,"expected_value_cents" desc,"sentiment_order" desc,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`);--> statement-breakpoint
CREATE INDEX `cases_by_impact` ON `cases` (`dataset_id`,"impact_cents" desc,"sentiment_order" desc,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`);--> statement-breakpoint
CREATE INDEX `cases_by_updated` ON `cases` (`dataset_id`,"updated_at" desc,"sentiment_order" desc,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`);--> statement-breakpoint
ALTER TABLE `runs` ADD `change_totals` text DEFAULT '[]' NOT NULL;