/** The metric model as the rest of the analyst uses it: parsed, cross-checked, without file positions. */

export type MetricUnit = "cents" | "pct" | "count" | "days";
export type Aggregation = "sum" | "count" | "count_distinct" | "average" | "median";

/** One aggregate over one model, the leaf every other metric is built from. */
export interface AggregateFormula {
  kind: "aggregate";
  model: string;
  aggregation: Aggregation;
  /** SQL with `${TABLE}` and `${join.column}` references; absent for `count`. */
  sql: string | null;
  filters: readonly string[];
  /** Dropped as soon as the question asks for a value of one of these dimensions ("void invoices"). */
  replacedBy: readonly string[];
  defaultFilters: readonly string[];
  /** Expression of the day a row belongs to; null for snapshots. */
  time: string | null;
  countedOnce: readonly CountedOnce[];
}

/**
 * SQL that holds for one row of each distinct value, of all rows that a question cut by `cut` has in one group: counting
 * those rows is much cheaper than telling values apart on many days. `free` are dimensions that a value has one of.
 */
export interface CountedOnce {
  cut: readonly string[];
  free: readonly string[];
  sql: string;
}

/** `a - b + 12 * c`: what parts of a whole are made of. */
export interface SumFormula {
  kind: "sum";
  terms: readonly { metric: string; factor: number }[];
}

/** Always the ratio of the two totals, never an average of ratios. */
export interface RatioFormula {
  kind: "ratio";
  numerator: string;
  denominator: string;
}

export type Formula = AggregateFormula | SumFormula | RatioFormula;

export interface Metric {
  id: string;
  label: string;
  description: string;
  synonyms: readonly string[];
  /** Words that could mean this metric or a sibling; the one with `defaultFor` is the reading. */
  sharedSynonyms: readonly string[];
  defaultFor: readonly string[];
  siblings: readonly string[];
  unit: MetricUnit;
  /** Its value is money or made of money: never added up across currencies. */
  money: boolean;
  good: "up" | "down" | "neutral";
  defaultWindow: "all" | "as_of" | "last_month" | "trailing_12_months";
  /** Read on the last day of a window instead of added up over it. */
  snapshot: boolean;
  /** Parts of a breakdown add up to the whole. */
  additive: boolean;
  /** A building block that people do not ask for. */
  hidden: boolean;
  /** Its weekly series is watched; false where a week's value still grows or shrinks after the week is over. */
  watched: boolean;
  status: "proposed" | "approved";
  owner: string;
  examples: readonly string[];
  /** Words that add nothing where this metric is meant. */
  restates: ReadonlySet<string>;
  /** Optional columns it needs, as `table.column`. */
  needs: readonly string[];
  /** Metrics whose product is this one, for "why": `[active_customers, arpa]`. */
  factors: readonly string[];
  /** Dimension -> the metric meant as soon as the question filters or cuts by it. */
  becomes: Readonly<Record<string, string>>;
  formula: Formula;
  file: string;
}

export interface Dimension {
  id: string;
  label: string;
  plural: string;
  description: string;
  synonyms: readonly string[];
  /** Words of its own names: beside a cut or a filter by it they say nothing new. */
  restates: ReadonlySet<string>;
  /** Value as stored -> other ways to say it. */
  valueAliases: Readonly<Record<string, readonly string[]>>;
  /** Where the full list of values is read from. */
  values: { table: string; sql: string; label: string | null; where: string | null };
  needs: readonly string[];
  /** The metric meant when a question names this dimension or a value of it and no metric. */
  implies: string | null;
  /** The only metrics it makes sense for, where that is not every metric of the fact. */
  onlyFor: readonly string[] | null;
  /** Taken apart by default when asking why. */
  explains: boolean;
}

export interface Join {
  table: string;
  on: string;
}

/** How a row finds the subscription in force on its day: SQL of its subscription, of its customer where that is missing, of the day. */
export interface RowTier {
  /** The fact's own key. */
  key: string;
  subscription: string | null;
  customer: string | null;
  day: string;
}

/** A fact: one relation, its joins (only toward the "one" side), and which shared dimensions it binds. */
export interface FactModel {
  name: string;
  label: string;
  description: string;
  from: string;
  time: string | null;
  joins: Readonly<Record<string, Join>>;
  rowTier: RowTier | null;
  dimensions: Readonly<Record<string, string>>;
  /** Columns of a `list` answer, in order. */
  list: readonly { name: string; label: string; sql: string; unit: "cents" | "count" | "text" | "date" }[];
}

export interface MetricModel {
  metrics: ReadonlyMap<string, Metric>;
  dimensions: ReadonlyMap<string, Dimension>;
  models: ReadonlyMap<string, FactModel>;
  /** Named SQL that models read from: `versions`, `lifecycle` ... */
  relations: ReadonlyMap<string, string>;
}

/** The leaves of a metric in the order they first appear. */
export function leavesOf(model: MetricModel, metricId: string): { id: string; formula: AggregateFormula }[] {
  const metric = model.metrics.get(metricId);
  if (!metric) return [];
  const { formula } = metric;
  if (formula.kind === "aggregate") return [{ id: metricId, formula }];
  const children =
    formula.kind === "sum" ? formula.terms.map((term) => term.metric) : [formula.numerator, formula.denominator];
  const seen = new Map(children.flatMap((child) => leavesOf(model, child)).map((leaf) => [leaf.id, leaf]));
  return [...seen.values()];
}

/** The dimensions a metric may be cut by: those that every one of its facts binds. */
export function dimensionsOf(model: MetricModel, metricId: string): string[] {
  const bound = leavesOf(model, metricId).map((leaf) => model.models.get(leaf.formula.model)?.dimensions ?? {});
  return [...model.dimensions.values()]
    .filter(
      ({ id, onlyFor }) =>
        bound.length > 0 && bound.every((dims) => id in dims) && (onlyFor?.includes(metricId) ?? true),
    )
    .map((dim) => dim.id);
}
