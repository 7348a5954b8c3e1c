import { TABLES } from "../contract/tables";
import type { SqlRow } from "../ports";
import { buildLexicon, type DimensionValue, type Lexicon } from "./lexicon";
import type { MetricModel } from "./model-types";
import { byCodeUnit } from "./sql-text";

/** What the analyst knows about one dataset besides its model: read once, then kept. */
export interface Catalogue {
  lexicon: Lexicon;
  asOf: string;
  firstDay: string;
  currencies: string[];
  /** Customer id -> name, for sentences. */
  labelOf(dim: string, value: string): string;
}

const MAX_VALUES = 50_000;

/** One statement that reads every dimension's distinct values: (dim, value, label). */
export function valuesSql(model: MetricModel): string {
  const parts = [...model.dimensions.values()].map(({ id, values }) => {
    const label = values.label ? `min(${byCodeUnit(values.label)})` : "cast(null as varchar)";
    const where = `${values.sql} is not null${values.where ? ` and ${values.where}` : ""}`;
    return `(select '${id}' as dim, ${values.sql} as value, ${label} as label from ${values.table} where ${where} group by ${values.sql} limit ${MAX_VALUES})`;
  });
  return `select dim, value, label from (${parts.join("\nunion all ")}) v order by ${byCodeUnit("dim")}, ${byCodeUnit("value")}`;
}

/** First day with a dated fact, and the currencies of money. */
export const EXTENT_SQL = `select cast(min(day) as varchar) as first_day from (
  select min(issued_on) as day from invoices union all select min(cast(paid_at as date)) from payments
  union all select min(cast(refunded_at as date)) from refunds union all select min(cast(occurred_at as date)) from usage_events
) days`;
export const CURRENCIES_SQL = `select currency from (
  select currency from invoices union all select currency from payments union all select currency from refunds
  union all select currency from subscriptions) c where currency is not null
  group by currency order by ${byCodeUnit("currency")}`;

export function toCatalogue(
  model: MetricModel,
  rows: { values: readonly SqlRow[]; extent: readonly SqlRow[]; currencies: readonly SqlRow[] },
  asOf: string,
): Catalogue {
  const values = new Map<string, DimensionValue[]>();
  for (const { dim, value, label } of rows.values) {
    if (typeof dim !== "string" || value === null || value === undefined) continue;
    const listed = values.get(dim) ?? [];
    listed.push({ value: String(value), label: typeof label === "string" ? label : null });
    values.set(dim, listed);
  }
  for (const { id, values: source } of model.dimensions.values()) {
    const column = TABLES.find((table) => table.name === source.table)?.columns.find((one) => one.name === source.sql);
    const listed = values.get(id) ?? [];
    const absent = (column?.values ?? []).filter((value) => !listed.some((one) => one.value === value));
    if (absent.length > 0) values.set(id, [...listed, ...absent.map((value) => ({ value, label: null }))]);
  }
  const currencies = rows.currencies.flatMap((row) => (typeof row.currency === "string" ? [row.currency] : []));
  values.set(
    "currency",
    currencies.map((value) => ({ value, label: null })),
  );
  const labels = new Map((values.get("customer") ?? []).map((one) => [one.value, one.label ?? one.value]));
  const first = rows.extent[0]?.first_day;
  return {
    lexicon: buildLexicon(model, values),
    asOf,
    firstDay: typeof first === "string" ? first.slice(0, 10) : asOf,
    currencies,
    labelOf: (dim, value) => (dim === "customer" ? (labels.get(value) ?? value) : value),
  };
}
