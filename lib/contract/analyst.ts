import { z } from "zod";

export const Operation = z.enum([
  "value",
  "trend",
  "breakdown",
  "rank",
  "compare",
  "share",
  "why",
  "list",
  "distribution",
  "cohort",
]);
export type Operation = z.infer<typeof Operation>;

export const TimeGrain = z.enum(["day", "week", "month", "quarter", "year"]);
export type TimeGrain = z.infer<typeof TimeGrain>;

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "expected YYYY-MM-DD");

/** Half-open window `[from, to)`. `partial` when the data's as-of day lies inside it. */
export const TimeWindow = z.strictObject({
  from: Day,
  to: Day,
  grain: TimeGrain.optional(),
  label: z.string().max(80),
  partial: z.boolean(),
});
export type TimeWindow = z.infer<typeof TimeWindow>;

export const QueryFilter = z.strictObject({
  dim: z.string().max(40),
  op: z.enum(["in", "not_in"]),
  values: z.array(z.string().max(200)).min(1).max(50),
});
export type QueryFilter = z.infer<typeof QueryFilter>;

/** A bound on a metric's value in its own smallest unit (cents, percent, count, days): of groups, or of rows of a list. */
export const QueryBound = z.strictObject({ op: z.enum(["gt", "gte", "lt", "lte"]), value: z.number() });
export type QueryBound = z.infer<typeof QueryBound>;

/** The one form a question takes, whoever wrote it: parser, model, chip or link. */
export const SemanticQuery = z.strictObject({
  op: Operation,
  metrics: z.array(z.string().max(40)).min(1).max(3),
  dims: z.array(z.string().max(40)).max(2).default([]),
  filters: z.array(QueryFilter).max(10).default([]),
  having: z.array(QueryBound).max(2).optional(),
  time: TimeWindow,
  compareTo: TimeWindow.optional(),
  order: z.enum(["asc", "desc"]).optional(),
  limit: z.number().int().min(1).max(1000).optional(),
  assumptions: z.array(z.string().max(300)).max(20).default([]),
});
export type SemanticQuery = z.infer<typeof SemanticQuery>;

export const AnalystRequest = z
  .strictObject({
    question: z.string().max(10_000).optional(),
    semanticQuery: SemanticQuery.optional(),
    previous: SemanticQuery.optional(),
  })
  .refine((value) => (value.question === undefined) !== (value.semanticQuery === undefined), {
    message: "give either question or semanticQuery",
    path: ["question"],
  });
export type AnalystRequest = z.infer<typeof AnalystRequest>;

export const ResultColumn = z.object({
  name: z.string(),
  label: z.string(),
  unit: z.enum(["cents", "pct", "count", "days", "text", "date"]),
  currency: z.string().nullable(),
});
export type ResultColumn = z.infer<typeof ResultColumn>;

export const RefusalCode = z.enum([
  "no_metric",
  "no_such_value",
  "dim_not_allowed",
  "out_of_data_range",
  "forecast_or_advice",
  "needs_outside_data",
  "write_request",
  "off_topic",
  "ambiguous",
]);
export type RefusalCode = z.infer<typeof RefusalCode>;

/** What a chart shows; rules choose it, never a model. Series values are in the column's unit. */
export const ChartSpec = z.object({
  kind: z.enum(["indicator", "line", "bar", "grouped_bar", "heatmap", "waterfall"]),
  title: z.string(),
  summary: z.string(),
  unit: z.enum(["cents", "pct", "count", "days"]),
  currency: z.string().nullable(),
  categories: z.array(z.string()),
  series: z.array(z.object({ name: z.string(), values: z.array(z.number().nullable()) })),
  /** Categories from this index on are incomplete periods and drawn dashed; null when all are complete. */
  partialFrom: z.number().int().nullable(),
});
export type ChartSpec = z.infer<typeof ChartSpec>;

/** One part of an exact decomposition; parts and remainder add up to the change to the cent. */
export const WhyPart = z.object({ label: z.string(), deltaCents: z.number().int(), share: z.number().nullable() });
export type WhyPart = z.infer<typeof WhyPart>;

export const WhyReport = z.object({
  metric: z.string(),
  base: z.object({ label: z.string(), value: z.number() }),
  current: z.object({ label: z.string(), value: z.number() }),
  delta: z.number(),
  /** Robust z of the change against past changes; null with the reason when the gate could not run. */
  gate: z.object({ z: z.number().nullable(), periods: z.number().int(), text: z.string() }),
  premise: z.object({ claimed: z.enum(["down", "up", "none"]), holds: z.boolean(), text: z.string() }),
  drivers: z.array(WhyPart),
  segments: z.array(z.object({ dim: z.string(), parts: z.array(WhyPart) })),
  coincidences: z.array(z.string()),
});
export type WhyReport = z.infer<typeof WhyReport>;

export const Answer = z.object({
  answer: z.string(),
  semanticQuery: SemanticQuery.nullable(),
  sql: z.string().nullable(),
  columns: z.array(ResultColumn),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  rowCount: z.number().int(),
  truncated: z.boolean(),
  chart: ChartSpec.nullable(),
  confidence: z.object({
    value: z.number().min(0).max(1),
    band: z.enum(["high", "medium", "low"]),
    reasons: z.array(z.string()),
  }),
  assumptions: z.array(z.string()),
  definitions: z.array(z.object({ metric: z.string(), text: z.string() })),
  followUps: z.array(z.string()),
  refusal: z.object({ code: RefusalCode, message: z.string(), alternatives: z.array(z.string()) }).optional(),
  clarification: z
    .object({
      question: z.string(),
      options: z.array(z.object({ label: z.string(), semanticQuery: SemanticQuery })),
    })
    .optional(),
  why: WhyReport.optional(),
  freshness: z.object({ asOf: z.string().nullable(), text: z.string() }),
  source: z.enum(["parser", "llm", "verified"]),
  /**
   * What a model made of the same question: the reading answered, another one, or one for a question that was refused.
   * Absent when none was asked or none gave a usable reading; the answer is then that of the rules alone.
   */
  secondReading: z.enum(["agrees", "differs", "offered"]).optional(),
});
export type Answer = z.infer<typeof Answer>;
