DROP INDEX `cases_by_text`;--> statement-breakpoint
DROP INDEX `cases_by_updated`;--> statement-breakpoint
CREATE INDEX `cases_by_updated` ON `cases` (`dataset_id`,"updated_at" desc,"sentiment_order" desc,`id`,`status`,`outcome`,`anomaly_type`,`money_kind`,`severity`,`confidence_band`,`currency`,`search_text`,`expected_value_cents`,`impact_cents`,`confidence`);--> statement-breakpoint
ALTER TABLE `feedback` ADD `retracted_at` text;