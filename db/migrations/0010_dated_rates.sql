DROP INDEX `cases_by_rank`;--> statement-breakpoint
DROP INDEX `cases_by_impact`;--> statement-breakpoint
DROP INDEX `cases_by_text`;--> statement-breakpoint
ALTER TABLE `cases` ADD `usd_per_minor` real;--> statement-breakpoint
ALTER TABLE `cases` ADD `rate_source` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `rank_order` real GENERATED ALWAYS AS (expected_value_cents * coalesce(usd_per_minor, 1.0)) VIRTUAL NOT NULL;--> statement-breakpoint
ALTER TABLE `cases` ADD `impact_order` real GENERATED ALWAYS AS (impact_cents * coalesce(usd_per_minor, 1.0)) VIRTUAL NOT NULL;--> statement-breakpoint
CREATE INDEX `cases_by_rank` ON `cases` (`dataset_id`,"rank_order" desc,"sentiment_order" desc,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`);--> statement-breakpoint
CREATE INDEX `cases_by_impact` ON `cases` (`dataset_id`,"impact_order" desc,"sentiment_order" desc,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`);--> statement-breakpoint
CREATE INDEX `cases_by_text` ON `cases` (`dataset_id`,`currency`,`money_kind`,`status`,`outcome`,`anomaly_type`,`severity`,`confidence_band`,`search_text`,`id`,`rank_order`,`impact_order`,`impact_cents`,`confidence`,`sentiment_order`,`updated_at`);