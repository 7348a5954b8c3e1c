import type { SemanticQuery } from "../contract/analyst";
import { AppError } from "../errors";
import type { SqlRow, SqlValue } from "../ports";
import { addDays, addMonths, minDay, periodLabel, periodsIn, startOf } from "./days";
import type { Metric, MetricModel } from "./model-types";
import { number, type ResultTable } from "./result";
import { createBuilder, createFactScope } from "./sql-text";

/** One cohort in one month after its first: size at the start, and what is still there on the month's last day. */
export interface CohortCell {
  /** First day of the month the customers started in. */
  cohort: string;
  month: number;
  size: number;
  value: number;
  /** Percent of the cohort's size, or of its MRR at the end of its first month; null when that is 0. */
  retained: number | null;
  /** The month's last day lies in the data. */
  complete: boolean;
}

/**
 * Customers by the month their first subscription started, followed to the last day of every later month.
 * `currency` limits MRR to one currency.
 * @throws AppError `validation` when the model has no `new_customers`.
 */
export function compileCohorts(model: MetricModel, query: SemanticQuery, asOf: string, currency: string | null) {
  const formula = model.metrics.get("new_customers")?.formula;
  const fact = formula?.kind === "aggregate" ? model.models.get(formula.model) : undefined;
  if (formula?.kind !== "aggregate" || formula.time === null || !fact)
    throw new AppError("validation", "Cohorts need the metric new_customers");
  const end = minDay(query.time.to, addDays(asOf, 1));
  const periods = periodsIn("month", query.time.from, addDays(asOf, 1)).map((start) => ({
    period: start,
    firstDay: start,
    lastDay: minDay(addDays(addMonths(start, 1), -1), asOf),
  }));
  const builder = createBuilder(model, periods, asOf);
  const scope = createFactScope(model, fact, builder);
  const time = scope.resolve(formula.time);
  const where = [
    `${time} >= ${builder.bind(query.time.from, "date")} and ${time} < ${builder.bind(end, "date")}`,
    ...query.filters.map(({ dim, op, values }) => {
      const bound = values.map((one) => builder.bind(one)).join(", ");
      return `${scope.dimension(dim)} ${op === "in" ? "in" : "not in"} (${bound})`;
    }),
  ];
  const snapshots = builder.relate(`\${in_force_at_end}`);
  const from = scope.from();
  const only = currency === null ? "" : ` and s.currency = ${builder.bind(currency)}`;
  const ctes = [
    ...builder.withClauses(),
    `members as (\n  select ${fact.name}.customer_id as customer_id, cast(date_trunc('month', cast(${time} as timestamp)) as date) as cohort\n  ${from}\n  where ${where.join("\n    and ")}\n)`,
    "sizes as (select cohort, count(*) as size from members group by cohort)",
  ];
  const sql = `with ${ctes.join(",\n")}
select cast(m.cohort as varchar) as cohort, s.period, min(z.size) as size, count(distinct s.customer_id) as active,
  cast(coalesce(sum(s.mrr_cents), 0) as bigint) as mrr_cents
from members m join sizes z on z.cohort = m.cohort
left join ${snapshots} s on s.customer_id = m.customer_id and cast(s.period as date) >= m.cohort${only}
group by m.cohort, s.period order by 1, 2`;
  return { sql, params: builder.params satisfies SqlValue[] };
}

/** Every cohort and month up to the as-of day; a month without rows is 0, not missing. */
export function cohortCells(query: SemanticQuery, rows: readonly SqlRow[], asOf: string): CohortCell[] {
  const money = query.metrics[0] === "mrr";
  const cohorts = new Map<string, { size: number; values: Map<string, number> }>();
  for (const row of rows) {
    const cohort = String(row.cohort).slice(0, 10);
    const place = cohorts.get(cohort) ?? { size: Number(row.size), values: new Map() };
    cohorts.set(cohort, place);
    if (row.period !== null)
      place.values.set(String(row.period).slice(0, 10), Number(money ? row.mrr_cents : row.active));
  }
  return [...cohorts].flatMap(([cohort, { size, values }]) => {
    const first = values.get(cohort) ?? 0;
    const base = money ? first : size;
    return periodsIn("month", cohort, addDays(asOf, 1)).map((start, month): CohortCell => {
      const value = values.get(start) ?? 0;
      return {
        cohort,
        month,
        size,
        value,
        retained: base === 0 ? null : number((100 * value) / base),
        complete: addDays(addMonths(start, 1), -1) <= asOf,
      };
    });
  });
}

export function shapeCohorts(metric: Metric, cells: readonly CohortCell[], currency: string | null): ResultTable {
  return {
    columns: [
      { name: "cohort", label: "Started in", unit: "date", currency: null },
      { name: "month", label: "Months later", unit: "count", currency: null },
      { name: "size", label: "Customers at the start", unit: "count", currency: null },
      { name: metric.id, label: metric.label, unit: metric.unit, currency: metric.unit === "cents" ? currency : null },
      { name: "retained", label: "Retained", unit: "pct", currency: null },
    ],
    rows: cells.map((cell) => [cell.cohort, cell.month, cell.size, cell.value, cell.retained]),
    keyColumns: [0, 1],
    valueColumn: 3,
    currencyColumn: -1,
  };
}

/** Retention over all cohorts that are old enough, weighted by their size; complete months only. */
export function tellCohorts(metric: Metric, cells: readonly CohortCell[]): string {
  const first = cells.filter((cell) => cell.month === 0);
  const [from, to] = [first[0]?.cohort, first.at(-1)?.cohort];
  if (!from || !to) return "No customer started in this period.";
  const customers = first.reduce((sum, cell) => sum + cell.size, 0);
  const after = [1, 3, 6, 12].flatMap((month) => {
    const old = cells.filter((cell) => cell.month === month && cell.complete && cell.retained !== null);
    const whole = old.reduce(
      (sum, cell) => sum + (cell.retained ? (100 * cell.value) / cell.retained : baseOf(cells, cell)),
      0,
    );
    const kept = old.reduce((sum, cell) => sum + cell.value, 0);
    return whole > 0
      ? [`${((100 * kept) / whole).toFixed(1)} % after ${month} ${month === 1 ? "month" : "months"}`]
      : [];
  });
  const what = metric.unit === "cents" ? "MRR of the first month kept" : "customers kept";
  const label = (day: string) => periodLabel("month", startOf("month", day));
  const span = from === to ? label(from) : `${label(from)} to ${label(to)}`;
  return `${customers} customers started in ${span}; ${what}: ${after.length > 0 ? after.join(", ") : "no full month has passed since"}.`;
}

/** What a cohort is measured against, where nothing is left of it. */
function baseOf(cells: readonly CohortCell[], cell: CohortCell): number {
  const first = cells.find((one) => one.cohort === cell.cohort && one.retained !== null && one.retained > 0);
  return first?.retained ? (100 * first.value) / first.retained : cell.size;
}
