import type { SemanticQuery, TimeGrain } from "../contract/analyst";
import { MAX_ROWS } from "./compile";
import { addDays, daysBetween, minDay } from "./days";

const GRAINS: readonly TimeGrain[] = ["day", "week", "month", "quarter", "year"];
const DAYS: Record<TimeGrain, number> = { day: 1, week: 7, month: 28, quarter: 90, year: 365 };

/**
 * A series of more periods than an answer shows, by the next grain that fits: cut off instead, its highest and lowest
 * would be those of its first part. The answer says so.
 */
export function fitGrain(query: SemanticQuery, asOf: string): SemanticQuery {
  const { grain } = query.time;
  if (!grain || query.op === "rank" || query.op === "cohort") return query;
  const days = daysBetween(query.time.from, minDay(query.time.to, addDays(asOf, 1)));
  const fits = GRAINS.slice(GRAINS.indexOf(grain)).find((one) => days / DAYS[one] <= MAX_ROWS) ?? "year";
  if (fits === grain) return query;
  const note = `By ${fits}: there are more than ${MAX_ROWS.toLocaleString("en-US")} ${grain}s`;
  return { ...query, time: { ...query.time, grain: fits }, assumptions: [...query.assumptions, note].slice(-20) };
}
