import type { LearningUpdate } from "@/lib/contract/feedback";
import { formatMoney } from "@/lib/money";
import { sentence } from "./chips";
import { formatConfidence } from "./confidence";

type LearnedValue = string | number | null | undefined;

/** A learned value by its name: `…Cents` as money, confidences with their digits, unknown as a word. */
export function formatLearned(name: string, value: LearnedValue, currency: string): string {
  if (value === null || value === undefined) return "unknown";
  if (typeof value === "string") return value;
  if (name.endsWith("Cents")) return formatMoney(value, currency);
  return /confidence/i.test(name) ? formatConfidence(value) : String(value);
}

/** `grossImpactCents` -> `gross impact`, `window_hours` -> `window hours`. */
export function wordsOf(name: string): string {
  return name
    .replace(/_?cents$/i, "")
    .replaceAll("_", " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase();
}

/** What a learned item changes: each value before and after, in words. */
export function LearningChange({ update, currency }: { update: LearningUpdate; currency: string }) {
  const names = [...new Set([...Object.keys(update.before), ...Object.keys(update.after)])].filter(
    (name) => name !== "currency",
  );
  const own = update.after.currency ?? update.before.currency;
  const unit = typeof own === "string" ? own : currency;
  const text = names.map((name) => {
    const before = formatLearned(name, update.before[name], unit);
    const after = formatLearned(name, update.after[name], unit);
    return before === after ? `${wordsOf(name)} ${before}` : `${wordsOf(name)} ${before} to ${after}`;
  });
  return <>{sentence(text.join(", "))}</>;
}
