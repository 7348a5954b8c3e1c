import type { QueryBound } from "../contract/analyst";
import { minorPerMajor } from "../money";
import type { Metric } from "./model-types";
import type { TimeSpan } from "./time-grammar";

/** A threshold of the question: "more than $500", "at least 10%", "between 2 and 5". */
export interface BoundSpan {
  start: number;
  end: number;
  bounds: readonly { op: QueryBound["op"]; value: number }[];
  unit: "money" | "pct" | "days" | "times" | "plain";
  /** How the amount names its currency: `dollar`, `eur`; null when it does not. */
  currency: string | null;
}

const NUMBER = "(money[a-z]*|pct)?(\\d+(?:p\\d+)?)( days?| times?)?";
const NOT_TIME = "(?! (?:full |complete |calendar )?(?:weeks?|months?|quarters?|years?|hours?|minutes?)\\b)";
const COMPARATORS: readonly [QueryBound["op"], string][] = [
  ["lte", "no more than|not more than|not over|not above|at most|up to|(?:a )?maximum of|(?:a )?max of"],
  ["gte", "no less than|no fewer than|not less than|not below|not under|at least|(?:a )?minimum of|(?:a )?min of"],
  [
    "gt",
    "more than|over|above|greater than|higher than|larger than|bigger than|longer than|exceed|exceeds|exceeded|exceeding|north of|upwards of|in excess of|beyond|worth more than",
  ],
  ["lt", "less than|fewer than|under|below|lower than|smaller than|shorter than|worth less than"],
];
const pattern = (source: string) => new RegExp(`(?<![\\w-])${source}(?![\\w-])${NOT_TIME}`, "g");
const PREFIXED = COMPARATORS.map(([op, words]) => ({ op, pattern: pattern(`(?:${words}) ${NUMBER}`) }));
const SUFFIXED = [
  { op: "gte" as const, pattern: pattern(`${NUMBER} (?:or|and) (?:more|above|over|higher|greater)`) },
  { op: "lte" as const, pattern: pattern(`${NUMBER} (?:or|and) (?:less|fewer|below|under|lower|smaller)`) },
];
const RANGE = pattern(`between ${NUMBER} (?:and|to) ${NUMBER}`);

const numberOf = (digits: string | undefined) => Number((digits ?? "").replace("p", "."));

function tagOf(kind: string | undefined): string | null {
  return kind?.startsWith("money") && kind.length > 5 ? kind.slice(5) : null;
}

function unitOf(kind: string | undefined, days: string | undefined): BoundSpan["unit"] {
  return kind?.startsWith("money")
    ? "money"
    : kind === "pct"
      ? "pct"
      : days
        ? days.includes("time")
          ? "times"
          : "days"
        : "plain";
}

/** Finds the thresholds of a normalised question that no time phrase covers, left to right. */
export function findBounds(text: string, times: readonly TimeSpan[]): BoundSpan[] {
  const found: BoundSpan[] = [];
  for (const match of text.matchAll(RANGE)) {
    const [whole, kind, low, days, otherKind, high, otherDays] = match;
    found.push({
      start: match.index,
      end: match.index + whole.length,
      bounds: [
        { op: "gte", value: numberOf(low) },
        { op: "lte", value: numberOf(high) },
      ],
      unit: unitOf(kind ?? otherKind, days ?? otherDays),
      currency: tagOf(kind) ?? tagOf(otherKind),
    });
  }
  for (const { op, pattern: one } of [...SUFFIXED, ...PREFIXED])
    for (const match of text.matchAll(one)) {
      const [whole, kind, digits, days] = match;
      const span = { start: match.index, end: match.index + whole.length };
      found.push({
        ...span,
        bounds: [{ op, value: numberOf(digits) }],
        unit: unitOf(kind, days),
        currency: tagOf(kind),
      });
    }
  const kept: BoundSpan[] = [];
  const overlaps = (a: { start: number; end: number }, b: { start: number; end: number }) =>
    a.end > b.start && a.start < b.end;
  for (const span of found) if (![...kept, ...times].some((other) => overlaps(span, other))) kept.push(span);
  return kept.sort((a, b) => a.start - b.start);
}

/**
 * The thresholds in the metric's smallest unit, or the reason why they do not fit it. A bare number of a money metric
 * is in major units, as people write it.
 */
export function fitBounds(
  spans: readonly BoundSpan[],
  metric: Metric,
  currencies: readonly string[],
): { bounds: QueryBound[] } | { fault: string } {
  const bounds = spans.flatMap((span) => span.bounds.map((bound) => ({ ...bound, unit: span.unit })));
  const lows = bounds.filter((bound) => bound.op.startsWith("g")).length;
  if (bounds.length > 2 || lows > 1 || bounds.length - lows > 1)
    return { fault: "One range at a time can be asked for." };
  if (metric.unit === "days" && bounds.some(({ value }) => value >= 1000))
    return { fault: `${metric.label} is measured in days.` };
  const scales = new Set(currencies.map(minorPerMajor));
  const fitting: Record<Metric["unit"], readonly BoundSpan["unit"][]> = {
    cents: ["money", "plain"],
    pct: ["pct", "plain"],
    count: ["plain", "times"],
    days: ["days", "plain"],
  };
  const wrong = bounds.find((bound) => !fitting[metric.unit].includes(bound.unit));
  if (wrong) return { fault: `${metric.label} is not measured in ${UNIT_NAMES[wrong.unit]}.` };
  if (metric.unit === "cents" && scales.size > 1)
    return { fault: "The data has currencies with different minor units: name the currency of the threshold." };
  const scale = metric.unit === "cents" ? ([...scales][0] ?? 100) : 1;
  return { bounds: bounds.map(({ op, value }) => ({ op, value: Math.round(value * scale * 1e6) / 1e6 })) };
}

const UNIT_NAMES: Record<BoundSpan["unit"], string> = {
  money: "money",
  pct: "percent",
  days: "days",
  times: "numbers of times",
  plain: "plain numbers",
};

export const BOUND_SQL: Record<QueryBound["op"], string> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };
