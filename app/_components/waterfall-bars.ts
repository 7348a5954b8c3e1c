import { formatSigned, formatValue, type Measure } from "./format-value";

export interface WaterfallSteps {
  base: { label: string; value: number };
  parts: readonly { label: string; delta: number }[];
  current: { label: string; value: number };
  measure: Measure;
}

export interface WaterfallBar {
  label: string;
  text: string;
  /** The level it starts from; null for the two totals, which stand on the axis. */
  from: number | null;
  to: number;
  tone: "total" | "up" | "down";
}

/** The bars of a waterfall; what the parts leave over becomes a bar of its own, so that they meet the end exactly. */
export function waterfallBars({ base, parts, current, measure }: WaterfallSteps): WaterfallBar[] {
  const rest = current.value - base.value - parts.reduce((sum, part) => sum + part.delta, 0);
  const steps = Math.abs(rest) < 1e-9 ? parts : [...parts, { label: "rest", delta: rest }];
  let level = base.value;
  const moved = steps.map((step): WaterfallBar => {
    const from = level;
    level += step.delta;
    const tone = step.delta < 0 ? "down" : "up";
    return { label: step.label, text: formatSigned(step.delta, measure), from, to: level, tone };
  });
  const total = ({ label, value }: { label: string; value: number }): WaterfallBar => {
    return { label, text: formatValue(value, measure), from: null, to: value, tone: "total" };
  };
  return [total(base), ...moved, total(current)];
}

/** Where the axis starts: at zero, or just below the lowest level when zero would flatten every step. */
export function axisStart(bars: readonly WaterfallBar[]): number {
  const levels = bars.flatMap((bar) => (bar.from === null ? [bar.to] : [bar.to, bar.from]));
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  if (low <= 0 || high - low > high * 0.25) return Math.min(0, low);
  const step = 10 ** Math.floor(Math.log10(Math.max(high - low, 1)));
  return Math.max(0, Math.floor((low - (high - low) * 0.6) / step) * step);
}
