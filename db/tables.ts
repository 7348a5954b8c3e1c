import { sql } from "drizzle-orm";
import {
  type AnySQLiteColumn,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { SemanticQuery } from "@/lib/contract/analyst";
import type { EvidenceRow } from "@/lib/contract/case";
import type { Dataset, LoadReport } from "@/lib/contract/dataset";
import type { DetectorEvent, DetectorTrial } from "@/lib/contract/detector";
import type { Figure } from "@/lib/contract/evaluation";
import type { MemoryState } from "@/lib/contract/feedback";
import type { Signal } from "@/lib/contract/integration";
import type { LanguageEvent } from "@/lib/contract/questions";
import type { CaseChange, ChangeTotal, Degradation, DetectorReport, Reasoning } from "@/lib/contract/run";

/** Timestamps are ISO 8601 UTC text. Every row but `loads` belongs to a dataset. */

export const datasets = sqliteTable("datasets", {
  id: text("id").primaryKey(),
  folder: text("folder").notNull(),
  label: text("label").notNull(),
  /** Name of the DuckDB file in the state folder, and what the source files were when it was made. */
  warehouseFile: text("warehouse_file").notNull(),
  sourceFingerprint: text("source_fingerprint").notNull(),
  profile: text("profile", { mode: "json" }).$type<Dataset>().notNull(),
  presentColumns: text("present_columns", { mode: "json" }).$type<string[]>().notNull(),
  loadedAt: text("loaded_at").notNull(),
  /** Some keys of its rows, by which newer files of the same data are known. */
  knownKeys: text("known_keys", { mode: "json" }).$type<{ customers: string[]; invoices: string[] }>(),
});

/** Which dataset a folder was last loaded into: a second folder may go on with the first one's. */
export const datasetFolders = sqliteTable("dataset_folders", {
  folder: text("folder").primaryKey(),
  datasetId: text("dataset_id").notNull(),
});

/** One row: what the last load said, and which dataset runs. */
export const loads = sqliteTable("loads", {
  id: integer("id").primaryKey(),
  activeDatasetId: text("active_dataset_id"),
  report: text("report", { mode: "json" }).$type<LoadReport>(),
});

export const runs = sqliteTable(
  "runs",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    kind: text("kind").notNull(),
    status: text("status").notNull(),
    startedAt: text("started_at").notNull(),
    finishedAt: text("finished_at"),
    durationMs: real("duration_ms"),
    memoryVersion: text("memory_version").notNull(),
    degraded: text("degraded", { mode: "json" }).$type<Degradation[]>().notNull(),
    reasoning: text("reasoning", { mode: "json" }).$type<Reasoning[]>().notNull(),
    /** The changes of most money; `change_totals` counts them all. */
    changes: text("changes", { mode: "json" }).$type<CaseChange[]>().notNull(),
    changeTotals: text("change_totals", { mode: "json" }).$type<ChangeTotal[]>().notNull().default([]),
    detectors: text("detectors", { mode: "json" }).$type<DetectorReport[]>().notNull(),
    error: text("error"),
  },
  (table) => [index("runs_by_dataset").on(table.datasetId, table.seq)],
);

export const runSteps = sqliteTable(
  "run_steps",
  {
    runId: text("run_id").notNull(),
    key: text("key").notNull(),
    position: integer("position").notNull(),
    label: text("label").notNull(),
    status: text("status").notNull(),
    summary: text("summary").notNull(),
    startedAt: text("started_at"),
    durationMs: real("duration_ms"),
  },
  (table) => [primaryKey({ columns: [table.runId, table.key] })],
);

/** The journal behind the live timeline: one row a movement, so a stream resumes from any id. */
export const runEvents = sqliteTable(
  "run_events",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    runId: text("run_id").notNull(),
    type: text("type").notNull(),
    at: text("at").notNull(),
  },
  (table) => [index("run_events_by_run").on(table.runId, table.id)],
);

export const signals = sqliteTable(
  "signals",
  {
    datasetId: text("dataset_id").notNull(),
    id: text("id").notNull(),
    occurredAt: text("occurred_at").notNull(),
    signal: text("signal", { mode: "json" }).$type<Signal>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.datasetId, table.id] }),
    index("signals_by_time").on(table.datasetId, table.occurredAt),
  ],
);

export const cases = sqliteTable(
  "cases",
  {
    id: text("id").primaryKey(),
    datasetId: text("dataset_id").notNull(),
    fingerprint: text("fingerprint").notNull(),
    anomalyType: text("anomaly_type").notNull(),
    title: text("title").notNull(),
    summary: text("summary").notNull(),
    status: text("status").notNull(),
    outcome: text("outcome").notNull(),
    attention: text("attention").notNull(),
    severity: text("severity").notNull(),
    confidence: real("confidence").notNull(),
    confidenceBand: text("confidence_band").notNull(),
    confidencePrior: real("confidence_prior").notNull(),
    /** False: nothing says the money, and the cents below are 0. */
    impactKnown: integer("impact_known", { mode: "boolean" }).notNull().default(true),
    grossImpactCents: integer("gross_impact_cents").notNull(),
    impactCents: integer("impact_cents").notNull(),
    expectedValueCents: integer("expected_value_cents").notNull(),
    /** US cents a minor unit at a dated rate; null for dollars and where no rate is known. */
    usdPerMinor: real("usd_per_minor"),
    rateSource: text("rate_source"),
    /** Expected value and impact as they order a list: in US cents where a rate is known, else in minor units. */
    rankOrder: real("rank_order")
      .notNull()
      .generatedAlwaysAs(sql`expected_value_cents * coalesce(usd_per_minor, 1.0)`, { mode: "virtual" }),
    impactOrder: real("impact_order")
      .notNull()
      .generatedAlwaysAs(sql`impact_cents * coalesce(usd_per_minor, 1.0)`, { mode: "virtual" }),
    /** Gross impact when the case was last closed: growth past it reopens the case. */
    closedImpactCents: integer("closed_impact_cents"),
    currency: text("currency").notNull(),
    moneyKind: text("money_kind").notNull(),
    entityKind: text("entity_kind").notNull(),
    entityId: text("entity_id").notNull(),
    entityLabel: text("entity_label").notNull(),
    customerId: text("customer_id"),
    region: text("region"),
    evidence: text("evidence", { mode: "json" }).$type<EvidenceRow[]>().notNull(),
    evidenceHash: text("evidence_hash").notNull(),
    alsoSeenBy: text("also_seen_by", { mode: "json" }).$type<string[]>().notNull(),
    recommendedAction: text("recommended_action").notNull(),
    sentimentScore: real("sentiment_score"),
    sentimentLabel: text("sentiment_label").notNull(),
    sentimentTerms: text("sentiment_terms", { mode: "json" }).$type<string[]>().notNull(),
    /** Sentiment as it orders a list: unknown comes last. */
    sentimentOrder: real("sentiment_order")
      .notNull()
      .generatedAlwaysAs(sql`coalesce(sentiment_score, -1)`, { mode: "virtual" }),
    /** What `q` looks in: title and entity in lower case. */
    searchText: text("search_text").notNull().default(""),
    /** SHA-256 over everything a person sees; empty while its claims are being written anew. */
    shownHash: text("shown_hash").notNull().default(""),
    firstSeenAt: text("first_seen_at").notNull(),
    updatedAt: text("updated_at").notNull(),
    runId: text("run_id").notNull(),
  },
  (table) => [
    uniqueIndex("cases_fingerprint").on(table.datasetId, table.fingerprint),
    // One index a sort order, each wide enough that every filter is answered without reading a case.
    sortIndex("cases_by_rank", table, table.rankOrder),
    sortIndex("cases_by_impact", table, table.impactOrder),
    sortIndex("cases_by_confidence", table, table.confidence),
    index("cases_by_sentiment").on(table.datasetId, sql`${table.sentimentOrder} desc`, table.id, ...facets(table)),
    sortIndex("cases_by_updated", table, table.updatedAt),
    // Holds the text that `q` looks in and every order; its own order is that of the totals, which so need no sorting.
    index("cases_by_text").on(
      table.datasetId,
      table.currency,
      table.moneyKind,
      table.status,
      table.outcome,
      table.anomalyType,
      table.severity,
      table.confidenceBand,
      table.searchText,
      table.id,
      table.rankOrder,
      table.impactOrder,
      table.impactCents,
      table.confidence,
      table.sentimentOrder,
      table.updatedAt,
    ),
  ],
);

type CaseColumns = Record<
  | "datasetId"
  | "id"
  | "sentimentOrder"
  | "status"
  | "outcome"
  | "anomalyType"
  | "moneyKind"
  | "severity"
  | "confidenceBand"
  | "currency",
  AnySQLiteColumn
>;

/** The columns that filters look at. */
function facets(table: CaseColumns): AnySQLiteColumn[] {
  const { status, outcome, anomalyType, moneyKind, severity, confidenceBand, currency } = table;
  return [status, outcome, anomalyType, moneyKind, severity, confidenceBand, currency];
}

function sortIndex(name: string, table: CaseColumns, value: AnySQLiteColumn) {
  return index(name).on(
    table.datasetId,
    sql`${value} desc`,
    sql`${table.sentimentOrder} desc`,
    table.id,
    ...facets(table),
  );
}

/**
 * How many cases there are and what they add up to, for each combination of what filters look at. Triggers on `cases`
 * keep it in the transaction of the change itself, so totals are exact at any size without adding up the cases.
 */
export const caseTotals = sqliteTable(
  "case_totals",
  {
    datasetId: text("dataset_id").notNull(),
    status: text("status").notNull(),
    outcome: text("outcome").notNull(),
    anomalyType: text("anomaly_type").notNull(),
    moneyKind: text("money_kind").notNull(),
    severity: text("severity").notNull(),
    confidenceBand: text("confidence_band").notNull(),
    currency: text("currency").notNull(),
    count: integer("count").notNull(),
    impactCents: integer("impact_cents").notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.datasetId,
        table.status,
        table.outcome,
        table.anomalyType,
        table.moneyKind,
        table.severity,
        table.confidenceBand,
        table.currency,
      ],
    }),
  ],
);

/**
 * Money that came back: cents of a claim that a later row paid, corrected or reversed. The key makes a run that is done
 * twice on the same evidence count it once.
 */
export const recoveries = sqliteTable(
  "recoveries",
  {
    datasetId: text("dataset_id").notNull(),
    caseId: text("case_id").notNull(),
    tableName: text("table_name").notNull(),
    rowKey: text("row_key").notNull(),
    /** The case's evidence hash before the claim went. */
    evidenceHash: text("evidence_hash").notNull(),
    cents: integer("cents").notNull(),
    currency: text("currency").notNull(),
    moneyKind: text("money_kind").notNull(),
    text: text("text").notNull(),
    runId: text("run_id").notNull(),
    at: text("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.datasetId, table.caseId, table.tableName, table.rowKey, table.evidenceHash] }),
  ],
);

/** The money ledger: the primary key is the rule that a row is claimed by one case only. */
export const claims = sqliteTable(
  "claims",
  {
    datasetId: text("dataset_id").notNull(),
    tableName: text("table_name").notNull(),
    rowKey: text("row_key").notNull(),
    caseId: text("case_id").notNull(),
    cents: integer("cents").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.datasetId, table.tableName, table.rowKey] }),
    index("claims_by_case").on(table.caseId),
  ],
);

export const caseEvents = sqliteTable(
  "case_events",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    caseId: text("case_id").notNull(),
    datasetId: text("dataset_id").notNull(),
    kind: text("kind").notNull(),
    text: text("text").notNull(),
    actor: text("actor").notNull(),
    runId: text("run_id"),
    at: text("at").notNull(),
  },
  (table) => [index("case_events_by_case").on(table.caseId, table.seq)],
);

export const feedback = sqliteTable(
  "feedback",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    caseId: text("case_id").notNull(),
    fingerprint: text("fingerprint").notNull(),
    anomalyType: text("anomaly_type").notNull(),
    verdict: text("verdict").notNull(),
    reason: text("reason"),
    note: text("note"),
    reviewer: text("reviewer").notNull(),
    live: integer("live", { mode: "boolean" }).notNull(),
    retractedAt: text("retracted_at"),
    /** What the case said when it was judged: evaluation and "before" figures read these. */
    statedConfidence: real("stated_confidence").notNull(),
    impactCents: integer("impact_cents").notNull(),
    currency: text("currency").notNull(),
    at: text("at").notNull(),
  },
  (table) => [index("feedback_by_fingerprint").on(table.datasetId, table.fingerprint)],
);

export const memoryVersions = sqliteTable(
  "memory_versions",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull(),
    datasetId: text("dataset_id").notNull(),
    number: integer("number").notNull(),
    parentId: text("parent_id"),
    what: text("what").notNull(),
    why: text("why").notNull(),
    by: text("by").notNull(),
    feedbackId: text("feedback_id"),
    casesAffected: integer("cases_affected").notNull(),
    state: text("state", { mode: "json" }).$type<MemoryState>().notNull(),
    at: text("at").notNull(),
  },
  (table) => [uniqueIndex("memory_version_number").on(table.datasetId, table.number)],
);

export const learningUpdates = sqliteTable(
  "learning_updates",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    kind: text("kind").notNull(),
    status: text("status").notNull(),
    scope: text("scope").notNull(),
    title: text("title").notNull(),
    before: text("before", { mode: "json" }).$type<Record<string, string | number | null>>().notNull(),
    after: text("after", { mode: "json" }).$type<Record<string, string | number | null>>().notNull(),
    why: text("why").notNull(),
    proposer: text("proposer").notNull(),
    feedbackIds: text("feedback_ids", { mode: "json" }).$type<string[]>().notNull(),
    memoryVersion: text("memory_version"),
    at: text("at").notNull(),
  },
  (table) => [index("learning_by_scope").on(table.datasetId, table.scope)],
);

export const evaluations = sqliteTable("evaluations", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  id: text("id").notNull().unique(),
  datasetId: text("dataset_id").notNull(),
  runId: text("run_id").notNull(),
  figures: text("figures", { mode: "json" }).$type<Figure[]>().notNull(),
  assessment: text("assessment").notNull(),
  suggestions: text("suggestions", { mode: "json" }).$type<string[]>().notNull(),
  source: text("source").notNull(),
  reliability: text("reliability", { mode: "json" })
    .$type<{ stated: number; confirmed: number; n: number }[]>()
    .notNull(),
  at: text("at").notNull(),
});

export const traces = sqliteTable(
  "traces",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    runId: text("run_id"),
    agent: text("agent").notNull(),
    purpose: text("purpose").notNull(),
    promptVersion: text("prompt_version").notNull(),
    input: text("input", { mode: "json" }).$type<unknown>(),
    output: text("output", { mode: "json" }).$type<unknown>(),
    source: text("source").notNull(),
    model: text("model"),
    fallbackReason: text("fallback_reason"),
    durationMs: real("duration_ms").notNull(),
    promptTokens: integer("prompt_tokens"),
    completionTokens: integer("completion_tokens"),
    costUsd: real("cost_usd"),
    at: text("at").notNull(),
  },
  (table) => [index("traces_by_run").on(table.runId)],
);

export const actions = sqliteTable(
  "actions",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    /** policy + fingerprint + evidenceHash: a rerun on the same evidence creates none. */
    key: text("key").notNull(),
    kind: text("kind").notNull(),
    policy: text("policy").notNull(),
    caseId: text("case_id").notNull(),
    runId: text("run_id"),
    status: text("status").notNull(),
    title: text("title").notNull(),
    payload: text("payload", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    payloadHash: text("payload_hash").notNull(),
    requestedBy: text("requested_by").notNull(),
    decidedBy: text("decided_by"),
    mode: text("mode").notNull(),
    externalId: text("external_id"),
    error: text("error"),
    createdAt: text("created_at").notNull(),
    updatedAt: text("updated_at").notNull(),
  },
  (table) => [uniqueIndex("actions_key").on(table.datasetId, table.key), index("actions_by_case").on(table.caseId)],
);

/** What each integration did: the mock's audit trail and the real one's log alike. */
export const integrationActivity = sqliteTable(
  "integration_activity",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id"),
    integration: text("integration").notNull(),
    mode: text("mode").notNull(),
    operation: text("operation").notNull(),
    status: text("status").notNull(),
    summary: text("summary").notNull(),
    request: text("request", { mode: "json" }).$type<unknown>(),
    response: text("response", { mode: "json" }).$type<unknown>(),
    durationMs: real("duration_ms").notNull(),
    runId: text("run_id"),
    at: text("at").notNull(),
  },
  (table) => [index("integration_activity_by_integration").on(table.integration, table.seq)],
);

/** Kept questions as exact queries, never SQL; one query is kept once a dataset. */
export const savedQuestions = sqliteTable(
  "saved_questions",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    queryKey: text("query_key").notNull(),
    title: text("title").notNull(),
    question: text("question"),
    semanticQuery: text("semantic_query", { mode: "json" }).$type<SemanticQuery>().notNull(),
    pinned: integer("pinned", { mode: "boolean" }).notNull(),
    by: text("by").notNull(),
    asOf: text("as_of").notNull(),
    firstDay: text("first_day").notNull(),
    at: text("at").notNull(),
  },
  (table) => [uniqueIndex("saved_question_query").on(table.datasetId, table.queryKey)],
);

/** What people taught the analyst: append-only, the state is folded from it. */
export const languageEvents = sqliteTable(
  "language_events",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    event: text("event", { mode: "json" }).$type<LanguageEvent>().notNull(),
  },
  (table) => [index("language_events_by_dataset").on(table.datasetId, table.seq)],
);

/** Refused questions and how often each was asked. */
export const coverageGaps = sqliteTable(
  "coverage_gaps",
  {
    datasetId: text("dataset_id").notNull(),
    questionKey: text("question_key").notNull(),
    code: text("code").notNull(),
    question: text("question").notNull(),
    count: integer("count").notNull(),
    firstAt: text("first_at").notNull(),
    lastAt: text("last_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.datasetId, table.questionKey, table.code] }),
    index("coverage_gaps_by_count").on(table.datasetId, table.count),
  ],
);

/** What people set of detectors: append-only, the settings in force are folded from it; each row is its own audit row. */
export const detectorEvents = sqliteTable(
  "detector_events",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    event: text("event", { mode: "json" }).$type<DetectorEvent>().notNull(),
  },
  (table) => [index("detector_events_by_dataset").on(table.datasetId, table.seq)],
);

/** Previews and backtests; `subject_hash` is what was tried, on which settings and of which file. */
export const detectorTrials = sqliteTable(
  "detector_trials",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    datasetId: text("dataset_id").notNull(),
    detectorId: text("detector_id").notNull(),
    subjectHash: text("subject_hash").notNull(),
    trial: text("trial", { mode: "json" }).$type<DetectorTrial>().notNull(),
  },
  (table) => [
    index("detector_trials_by_subject").on(table.datasetId, table.subjectHash),
    index("detector_trials_by_detector").on(table.datasetId, table.detectorId, table.seq),
  ],
);
