import { and, type SQL, sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { CaseFilter } from "@/lib/contract/case";
import { facetConditions, searchFor, type TotalRow } from "./case-totals";
import type { Db } from "./client";
import { cases } from "./tables";

/** Up to so many matches of a text are ordered and added up here; past it the index of the order is walked. */
const FEW = 3_000;

/** A matching case: its place in the order asked for, and what it adds to the totals. */
export interface Match extends TotalRow {
  id: string;
  value: number | string;
  sentiment: number;
}

/**
 * All cases that match a filter with a text, found in one pass over the index that holds the text; null without a text
 * and when the matches are many.
 */
export function findFew(db: Db, datasetId: string, filter: CaseFilter, order: AnySQLiteColumn): Match[] | null {
  const text = searchFor(filter);
  if (!text) return null;
  const matches: SQL | undefined = and(facetConditions(cases, datasetId, filter), text);
  const found = db.all<Match>(sql`
    select ${cases.id} as id, ${cases.currency} as currency, ${cases.moneyKind} as moneyKind, 1 as count,
      ${cases.impactCents} as impactCents, ${order} as value, ${cases.sentimentOrder} as sentiment
    from ${cases} indexed by cases_by_updated where ${matches} limit ${FEW + 1}`);
  return found.length > FEW ? null : found;
}

/** The ids of a page and the one after it, in the list's order: value, sentiment, both highest first, then id. */
export function pickIds(
  found: readonly Match[],
  after: Pick<Match, "id" | "value" | "sentiment"> | null,
  limit: number,
): string[] {
  return found
    .filter((match) => after === null || compare(after, match) < 0)
    .sort(compare)
    .slice(0, limit + 1)
    .map((match) => match.id);
}

type Place = Pick<Match, "id" | "value" | "sentiment">;

function compare(a: Place, b: Place): number {
  if (a.value !== b.value) return a.value > b.value ? -1 : 1;
  return b.sentiment - a.sentiment || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
