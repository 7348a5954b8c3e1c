import type { TimeWindow } from "../contract/analyst";
import { formatMoney } from "../money";
import { grainOf } from "./compare-windows";
import { addDays, addMonths, periodLabel } from "./days";
import type { MetricUnit } from "./model-types";

const count = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 2 });

/** A value as people read it; cents need their currency. Unknown stays the word. */
export function formatValue(value: number | null, unit: MetricUnit, currency: string | null): string {
  if (value === null) return "unknown";
  if (unit === "cents") return currency ? formatMoney(value, currency) : count.format(value / 100);
  if (unit === "pct") return `${percent.format(value)} %`;
  return unit === "days" ? `${count.format(value)} days` : count.format(value);
}

/** The size of a change, without its sign: the difference of two percentages is percentage points. */
export function formatChange(change: number, unit: MetricUnit, currency: string | null): string {
  return formatValue(Math.abs(change), unit, currency).replace(" %", " points");
}

/** A relative change with its sign's word: `4.1 % below`. Null when the base is 0 or unknown. */
export function relativeChange(current: number | null, base: number | null): number | null {
  return current === null || base === null || base === 0 ? null : (100 * (current - base)) / Math.abs(base);
}

/** A window in words that the parser reads back as the same window; two months named in a "why" would be two ends. */
export function windowPhrase(window: TimeWindow, op: "why" | "other"): string {
  const grain = grainOf(window);
  if (grain && grain !== "week") return `in ${grain === "day" ? window.from : periodLabel(grain, window.from)}`;
  if (op === "other" && window.from.endsWith("-01") && window.to.endsWith("-01")) {
    const last = addMonths(window.to, -1);
    return `between ${periodLabel("month", window.from)} and ${periodLabel("month", last)}`;
  }
  return `between ${window.from} and ${addDays(window.to, -1)}`;
}
