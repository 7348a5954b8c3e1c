CREATE TABLE `actions` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`policy` text NOT NULL,
	`case_id` text NOT NULL,
	`run_id` text,
	`status` text NOT NULL,
	`title` text NOT NULL,
	`payload` text NOT NULL,
	`payload_hash` text NOT NULL,
	`requested_by` text NOT NULL,
	`decided_by` text,
	`mode` text NOT NULL,
	`external_id` text,
	`error` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `actions_id_unique` ON `actions` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `actions_key` ON `actions` (`dataset_id`,`key`);--> statement-breakpoint
CREATE INDEX `actions_by_case` ON `actions` (`case_id`);--> statement-breakpoint
CREATE TABLE `case_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`case_id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`actor` text NOT NULL,
	`run_id` text,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `case_events_by_case` ON `case_events` (`case_id`,`seq`);--> statement-breakpoint
CREATE TABLE `cases` (
	`id` text PRIMARY KEY NOT NULL,
	`dataset_id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`anomaly_type` text NOT NULL,
	`title` text NOT NULL,
	`summary` text NOT NULL,
	`status` text NOT NULL,
	`outcome` text NOT NULL,
	`attention` text NOT NULL,
	`severity` text NOT NULL,
	`confidence` real NOT NULL,
	`confidence_band` text NOT NULL,
	`confidence_prior` real NOT NULL,
	`gross_impact_cents` integer NOT NULL,
	`impact_cents` integer NOT NULL,
	`expected_value_cents` integer NOT NULL,
	`closed_impact_cents` integer,
	`currency` text NOT NULL,
	`money_kind` text NOT NULL,
	`entity_kind` text NOT NULL,
	`entity_id` text NOT NULL,
	`entity_label` text NOT NULL,
	`customer_id` text,
	`region` text,
	`evidence` text NOT NULL,
	`evidence_hash` text NOT NULL,
	`also_seen_by` text NOT NULL,
	`recommended_action` text NOT NULL,
	`sentiment_score` real,
	`sentiment_label` text NOT NULL,
	`sentiment_terms` text NOT NULL,
	`first_seen_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`run_id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cases_fingerprint` ON `cases` (`dataset_id`,`fingerprint`);--> statement-breakpoint
CREATE INDEX `cases_by_rank` ON `cases` (`dataset_id`,`expected_value_cents`,`sentiment_score`,`id`);--> statement-breakpoint
CREATE INDEX `cases_by_impact` ON `cases` (`dataset_id`,`impact_cents`,`id`);--> statement-breakpoint
CREATE INDEX `cases_by_updated` ON `cases` (`dataset_id`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `claims` (
	`dataset_id` text NOT NULL,
	`table_name` text NOT NULL,
	`row_key` text NOT NULL,
	`case_id` text NOT NULL,
	`cents` integer NOT NULL,
	PRIMARY KEY(`dataset_id`, `table_name`, `row_key`)
);
--> statement-breakpoint
CREATE INDEX `claims_by_case` ON `claims` (`case_id`);--> statement-breakpoint
CREATE TABLE `datasets` (
	`id` text PRIMARY KEY NOT NULL,
	`folder` text NOT NULL,
	`label` text NOT NULL,
	`warehouse_file` text NOT NULL,
	`source_fingerprint` text NOT NULL,
	`profile` text NOT NULL,
	`present_columns` text NOT NULL,
	`loaded_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `evaluations` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`run_id` text NOT NULL,
	`figures` text NOT NULL,
	`assessment` text NOT NULL,
	`suggestions` text NOT NULL,
	`source` text NOT NULL,
	`reliability` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `evaluations_id_unique` ON `evaluations` (`id`);--> statement-breakpoint
CREATE TABLE `feedback` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`case_id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`anomaly_type` text NOT NULL,
	`verdict` text NOT NULL,
	`reason` text,
	`note` text,
	`reviewer` text NOT NULL,
	`live` integer NOT NULL,
	`stated_confidence` real NOT NULL,
	`impact_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `feedback_id_unique` ON `feedback` (`id`);--> statement-breakpoint
CREATE INDEX `feedback_by_fingerprint` ON `feedback` (`dataset_id`,`fingerprint`);--> statement-breakpoint
CREATE TABLE `integration_activity` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text,
	`integration` text NOT NULL,
	`mode` text NOT NULL,
	`operation` text NOT NULL,
	`status` text NOT NULL,
	`summary` text NOT NULL,
	`request` text,
	`response` text,
	`duration_ms` real NOT NULL,
	`run_id` text,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `integration_activity_id_unique` ON `integration_activity` (`id`);--> statement-breakpoint
CREATE INDEX `integration_activity_by_integration` ON `integration_activity` (`integration`,`seq`);--> statement-breakpoint
CREATE TABLE `learning_updates` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`scope` text NOT NULL,
	`title` text NOT NULL,
	`before` text NOT NULL,
	`after` text NOT NULL,
	`why` text NOT NULL,
	`proposer` text NOT NULL,
	`feedback_ids` text NOT NULL,
	`memory_version` text,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `learning_updates_id_unique` ON `learning_updates` (`id`);--> statement-breakpoint
CREATE INDEX `learning_by_scope` ON `learning_updates` (`dataset_id`,`scope`);--> statement-breakpoint
CREATE TABLE `loads` (
	`id` integer PRIMARY KEY NOT NULL,
	`active_dataset_id` text,
	`report` text
);
--> statement-breakpoint
CREATE TABLE `memory_versions` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`number` integer NOT NULL,
	`parent_id` text,
	`what` text NOT NULL,
	`why` text NOT NULL,
	`by` text NOT NULL,
	`feedback_id` text,
	`cases_affected` integer NOT NULL,
	`state` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `memory_version_number` ON `memory_versions` (`dataset_id`,`number`);--> statement-breakpoint
CREATE TABLE `run_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` text NOT NULL,
	`type` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `run_events_by_run` ON `run_events` (`run_id`,`id`);--> statement-breakpoint
CREATE TABLE `run_steps` (
	`run_id` text NOT NULL,
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`label` text NOT NULL,
	`status` text NOT NULL,
	`summary` text NOT NULL,
	`started_at` text,
	`duration_ms` real,
	PRIMARY KEY(`run_id`, `key`)
);
--> statement-breakpoint
CREATE TABLE `runs` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`started_at` text NOT NULL,
	`finished_at` text,
	`duration_ms` real,
	`memory_version` text NOT NULL,
	`degraded` text NOT NULL,
	`reasoning` text NOT NULL,
	`changes` text NOT NULL,
	`detectors` text NOT NULL,
	`error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_id_unique` ON `runs` (`id`);--> statement-breakpoint
CREATE INDEX `runs_by_dataset` ON `runs` (`dataset_id`,`seq`);--> statement-breakpoint
CREATE TABLE `signals` (
	`dataset_id` text NOT NULL,
	`id` text NOT NULL,
	`occurred_at` text NOT NULL,
	`signal` text NOT NULL,
	PRIMARY KEY(`dataset_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `signals_by_time` ON `signals` (`dataset_id`,`occurred_at`);--> statement-breakpoint
CREATE TABLE `traces` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`run_id` text,
	`agent` text NOT NULL,
	`purpose` text NOT NULL,
	`prompt_version` text NOT NULL,
	`input` text,
	`output` text,
	`source` text NOT NULL,
	`model` text,
	`fallback_reason` text,
	`duration_ms` real NOT NULL,
	`prompt_tokens` integer,
	`completion_tokens` integer,
	`cost_usd` real,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `traces_id_unique` ON `traces` (`id`);--> statement-breakpoint
CREATE INDEX `traces_by_run` ON `traces` (`run_id`);