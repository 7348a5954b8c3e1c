import { z } from "zod";

/** The shape of the files under `data/metrics/`: Lightdash's words (model, joins, dimensions, metrics, type, sql). */

const Text = z.string().trim().min(1);
const Id = z.string().regex(/^[a-z][a-z0-9_]*$/, "expected lower case words joined by _");
/** More synonyms: one word or phrase of each group in turn, an empty one leaves the group out. */
const Combinations = z.array(z.array(z.array(z.string())).min(2)).default([]);
const Words = z.array(z.coerce.string()).default([]);

export const MetricFile = z.strictObject({
  type: z.enum(["sum", "count", "count_distinct", "average", "median", "number"]),
  label: Text,
  description: Text,
  sql: Text.optional(),
  filters: Words,
  default_filters: Words,
  default_filters_replaced_by: Words,
  time_dimension: Text.optional(),
  unit: z.enum(["cents", "pct", "count", "days"]),
  money: z.boolean().optional(),
  good: z.enum(["up", "down", "neutral"]).default("neutral"),
  default_window: z.enum(["all", "as_of", "last_month", "trailing_12_months"]).optional(),
  synonyms: Words,
  combinations: Combinations,
  shared_synonyms: Words,
  default_for: Words,
  siblings: z.array(Id).default([]),
  factors: z.array(Id).max(4).default([]),
  counted_once: z.array(z.strictObject({ cut: z.array(Id), free: z.array(Id), sql: Text })).default([]),
  hidden: z.boolean().default(false),
  watched: z.boolean().default(true),
  status: z.enum(["proposed", "approved"]).default("approved"),
  owner: Text.default("revenue operations"),
  examples: Words,
  /** Words that add nothing where this metric is meant: "how many are live" of active subscriptions. */
  restates: Words,
  needs: Words,
  /** Dimension -> the metric meant as soon as the question filters or cuts by it: an amount of disputed payments is not collected. */
  becomes: z.record(Id, Id).default({}),
});
export type MetricFile = z.infer<typeof MetricFile>;

const Metrics = z.record(Id, MetricFile).default({});

export const ModelFile = z.strictObject({
  type: z.literal("model"),
  name: Id,
  label: Text,
  description: Text,
  sql_from: Text,
  time_dimension: Text.optional(),
  joins: z
    .record(
      Id,
      z.strictObject({
        table: Text.optional(),
        relationship: z.enum(["many-to-one", "one-to-one"], {
          error: "only many-to-one and one-to-one joins are allowed: any other would count rows twice",
        }),
        sql_on: Text,
      }),
    )
    .default({}),
  row_tier: z
    .strictObject({
      key: Id,
      subscription: Text.optional(),
      customer: Text.optional(),
      day: Text,
    })
    .refine(
      (tier) => tier.subscription !== undefined || tier.customer !== undefined,
      "needs a subscription or a customer",
    )
    .optional(),
  dimensions: z.record(Id, Text).default({}),
  list: z
    .array(
      z.strictObject({
        name: Id,
        label: Text,
        sql: Text,
        unit: z.enum(["cents", "count", "text", "date"]).default("text"),
      }),
    )
    .default([]),
  metrics: Metrics,
});

export const MetricsFile = z.strictObject({ type: z.literal("metrics"), metrics: Metrics });

export const DimensionsFile = z.strictObject({
  type: z.literal("dimensions"),
  dimensions: z.record(
    Id,
    z.strictObject({
      label: Text,
      plural: Text,
      description: Text,
      synonyms: Words,
      combinations: Combinations,
      value_aliases: z.record(z.string(), Words).default({}),
      values: z.strictObject({ table: Id, sql: Text, label: Text.optional(), where: Text.optional() }),
      needs: Words,
      implies: Id.optional(),
      only_for: z.array(Id).optional(),
      explains: z.boolean().default(false),
    }),
  ),
});

export const RelationsFile = z.strictObject({
  type: z.literal("relations"),
  relations: z.record(Id, z.strictObject({ description: Text, sql: Text })),
});

export const AnyFile = z.discriminatedUnion("type", [ModelFile, MetricsFile, DimensionsFile, RelationsFile]);
export type AnyFile = z.infer<typeof AnyFile>;
