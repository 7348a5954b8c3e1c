import { findBent } from "./bent-words";
import type { Metric } from "./model-types";
import type { ParseContext } from "./parse-types";
import type { Slots } from "./slots";
import type { Reading } from "./spans";
import { FILLER } from "./words/filler-words";

/** Words that only say again what the metric, a cut or a filter already says: "refunds that gus approved". */
export function restatedWords({ model }: ParseContext, slots: Slots, metric: Metric | undefined): ReadonlySet<string> {
  const dims = [...slots.dims, ...slots.filters.map((filter) => filter.dim)];
  return new Set([
    ...(metric?.restates ?? []),
    ...slots.metrics.flatMap((id) => [...(model.metrics.get(id)?.restates ?? [])]),
    ...dims.flatMap((id) => [...(model.dimensions.get(id)?.restates ?? [])]),
  ]);
}

/** "By customer size": behind a cut these words name another one. */
function bendsCut(reading: Reading, at: number): boolean {
  if (!/^(?:size|sizes|value|values|number|numbers|kind|worth|total)$/.test(reading.tokens[at]?.text ?? ""))
    return false;
  const text = (index: number) => reading.tokens[index]?.text ?? "";
  const led = text(at + 1) === "of" && /^(?:by|per|across)$/.test(text(at - 1));
  if (led) return reading.spans.some(({ meaning, at: own }) => meaning.kind === "dim" && own[0] === at + 2);
  const dim = reading.spans.find(({ meaning, at: own }) => meaning.kind === "dim" && own.at(-1) === at - 1);
  return dim !== undefined && /^(?:by|per|across)$/.test(reading.tokens[(dim.at[0] ?? 0) - 1]?.text ?? "");
}

/** Content words that neither a span, a time phrase, a slot nor the list of empty words accounts for. */
export function findUnplaced(reading: Reading, slots: Slots, follow: boolean): number[] {
  const covered = new Set([...reading.timed, ...slots.placed, ...reading.spans.flatMap((span) => span.at)]);
  const bent = findBent(reading);
  return reading.tokens.flatMap((token, at) =>
    covered.has(at) ||
    (FILLER.has(token.text) && !bendsCut(reading, at) && !bent.has(at)) ||
    (at === 0 && token.text === "since") ||
    (follow && token.text === "same")
      ? []
      : [at],
  );
}
