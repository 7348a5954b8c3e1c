CREATE TABLE `recoveries` (
	`dataset_id` text NOT NULL,
	`case_id` text NOT NULL,
	`table_name` text NOT NULL,
	`row_key` text NOT NULL,
	`evidence_hash` text NOT NULL,
	`cents` integer NOT NULL,
	`currency` text NOT NULL,
	`money_kind` text NOT NULL,
	`text` text NOT NULL,
	`run_id` text NOT NULL,
	`at` text NOT NULL,
	PRIMARY KEY(`dataset_id`, `case_id`, `table_name`, `row_key`, `evidence_hash`)
);
