import type { Slots } from "./slots";
import type { Reading } from "./spans";
import { FUNCTION_WORDS } from "./words/filler-words";

/** Share of the content words that a span, a time or a slot placed; words that carry nothing here count against it. */
export function coverageOf(reading: Reading, slots: Slots): number {
  const placed = new Set([...reading.timed, ...slots.placed, ...reading.spans.flatMap((span) => span.at)]);
  const idle = reading.tokens.filter((token, at) => !placed.has(at) && !FUNCTION_WORDS.has(token.text)).length;
  return placed.size === 0 ? 0 : placed.size / (placed.size + idle);
}

/** 0.7 where a word of the metric was corrected, 0.8 for another word, 0.9 for an alias, else 1. */
export function weakestMatch(reading: Reading): number {
  const corrected = new Set(reading.corrections.map(({ to }) => to));
  const inMetric = reading.spans.some(
    ({ meaning, at }) => meaning.kind === "metric" && at.some((one) => corrected.has(reading.tokens[one]?.text ?? "")),
  );
  if (corrected.size > 0) return inMetric ? 0.7 : 0.8;
  return reading.spans.some(({ meaning }) => meaning.kind === "value" && meaning.alias) ? 0.9 : 1;
}
