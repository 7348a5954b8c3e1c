import { and, eq, gt, ne, type SQL, sql } from "drizzle-orm";
import type { CaseFilter } from "@/lib/contract/case";
import { KindTotals, type MoneyKind, type Totals } from "@/lib/contract/money";
import type { Db } from "./client";
import { cases, caseTotals, datasets } from "./tables";

/** Cases of one currency and kind of money, added up in integer minor units. */
export interface TotalRow {
  currency: string;
  moneyKind: string;
  count: number;
  impactCents: number;
}

/**
 * Totals over all cases that match a filter, exact at any size: read from the sums that triggers keep, or, for a text,
 * added up over the index that holds it.
 */
export function totalCases(db: Db, datasetId: string, filter: CaseFilter): Totals {
  const text = searchFor(filter);
  return addUp(db, datasetId, text ? sumMatches(db, datasetId, filter, text) : readTotals(db, datasetId, filter));
}

/** Totals from rows of any grain, in the dataset's reporting currency. */
export function addUp(db: Db, datasetId: string, rows: readonly TotalRow[]): Totals {
  const dataset = db
    .select({ currency: sql<string | null>`${datasets.profile} ->> '$.reportingCurrency'` })
    .from(datasets)
    .where(eq(datasets.id, datasetId))
    .get();
  return toTotals(rows, dataset?.currency ?? "USD");
}

/** Cases that are not closed. */
export function countOpenCases(db: Db, datasetId: string): number {
  const matches = and(eq(caseTotals.datasetId, datasetId), ne(caseTotals.status, "closed"));
  return (
    db
      .select({ count: sql<number>`coalesce(sum(${caseTotals.count}), 0)` })
      .from(caseTotals)
      .where(matches)
      .get()?.count ?? 0
  );
}

/** What a filter asks of the columns it looks at; without a status the closed ones are left out. */
export function facetConditions(table: typeof cases | typeof caseTotals, datasetId: string, filter: CaseFilter) {
  return and(
    eq(table.datasetId, datasetId),
    filter.status ? eq(table.status, filter.status) : ne(table.status, "closed"),
    filter.outcome ? eq(table.outcome, filter.outcome) : undefined,
    filter.anomalyType ? eq(table.anomalyType, filter.anomalyType) : undefined,
    filter.moneyKind ? eq(table.moneyKind, filter.moneyKind) : undefined,
    filter.severity ? eq(table.severity, filter.severity) : undefined,
    filter.confidenceBand ? eq(table.confidenceBand, filter.confidenceBand) : undefined,
    filter.currency ? eq(table.currency, filter.currency) : undefined,
  );
}

/** The condition of a filter's text, null without one: the title or the entity holds it, in any case of letters. */
export function searchFor({ q }: CaseFilter): SQL | null {
  const text = q?.trim().toLowerCase();
  return text ? sql`instr(${cases.searchText}, ${text}) > 0` : null;
}

function readTotals(db: Db, datasetId: string, filter: CaseFilter): TotalRow[] {
  return db
    .select({
      currency: caseTotals.currency,
      moneyKind: caseTotals.moneyKind,
      count: sql<number>`sum(${caseTotals.count})`,
      impactCents: sql<number>`sum(${caseTotals.impactCents})`,
    })
    .from(caseTotals)
    .where(and(facetConditions(caseTotals, datasetId, filter), gt(caseTotals.count, 0)))
    .groupBy(caseTotals.currency, caseTotals.moneyKind)
    .all();
}

function sumMatches(db: Db, datasetId: string, filter: CaseFilter, text: SQL): TotalRow[] {
  return db.all<TotalRow>(sql`
    select ${cases.currency} as currency, ${cases.moneyKind} as moneyKind, count(*) as count,
      sum(${cases.impactCents}) as impactCents
    from ${cases} indexed by cases_by_updated
    where ${facetConditions(cases, datasetId, filter)} and ${text}
    group by 1, 2`);
}

function toTotals(rows: readonly TotalRow[], currency: string): Totals {
  const byCurrency = [...Map.groupBy(rows, (row) => row.currency)]
    .map(([code, group]) => ({
      currency: code,
      count: group.reduce((sum, row) => sum + row.count, 0),
      impactCents: group.reduce((sum, row) => sum + row.impactCents, 0),
      byKind: kindTotals(group),
    }))
    .sort((a, b) => a.currency.localeCompare(b.currency));
  const own = byCurrency.find((entry) => entry.currency === currency);
  return {
    count: rows.reduce((sum, row) => sum + row.count, 0),
    impactCents: own?.impactCents ?? 0,
    currency,
    byKind: own?.byKind ?? kindTotals([]),
    byCurrency,
  };
}

function kindTotals(rows: readonly TotalRow[]): KindTotals {
  const sum = (kind: MoneyKind) =>
    rows.filter((row) => row.moneyKind === kind).reduce((total, row) => total + row.impactCents, 0);
  return KindTotals.parse({
    recoverable: sum("recoverable"),
    cash_out: sum("cash_out"),
    owed_to_customer: sum("owed_to_customer"),
    timing: sum("timing"),
  });
}
