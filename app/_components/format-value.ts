import type { ResultColumn } from "@/lib/contract/analyst";
import { formatMoney } from "@/lib/money";
import { formatDay } from "./format-time";

/** What a cell, a bar and an axis are measured in. `cents` are minor units, `pct` is per hundred (4.1 is 4.1 %). */
export interface Measure {
  unit: ResultColumn["unit"];
  currency: string | null;
}

/** A result value in words: money with its currency, percentages with one digit, absent as `unknown`. */
export function formatValue(value: string | number | null, { unit, currency }: Measure): string {
  if (value === null) return "unknown";
  if (typeof value === "string") return unit === "date" ? formatDay(value) : value;
  switch (unit) {
    case "cents":
      return currency
        ? formatMoney(value, currency)
        : (value / 100).toLocaleString("en-US", { minimumFractionDigits: 2 });
    case "pct":
      return `${value.toLocaleString("en-US", { maximumFractionDigits: 1 })} %`;
    case "days":
      return `${value.toLocaleString("en-US", { maximumFractionDigits: 1 })} ${value === 1 ? "day" : "days"}`;
    default:
      return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
  }
}

/** The same with its sign in front: `+$330.00`, `-$52.00`. */
export function formatSigned(value: number, measure: Measure): string {
  return value > 0 ? `+${formatValue(value, measure)}` : formatValue(value, measure);
}
