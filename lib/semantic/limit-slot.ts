import type { Reading } from "./spans";
import { NUMBER_WORDS } from "./time-words";
import type { Cue } from "./words";

export const RANKING: readonly Cue[] = ["top", "bottom", "best", "worst"];

/** The N of "top N", "N largest". */
export function findLimit(reading: Reading, placed: Set<number>): number | null {
  const numeric = (at: number) => {
    const token = reading.tokens[at];
    if (!token || reading.timed.has(at)) return null;
    const value = NUMBER_WORDS[token.text] ?? (/^\d{1,4}$/.test(token.text) ? Number(token.text) : Number.NaN);
    return Number.isInteger(value) && value >= 1 && value <= 1000 ? value : null;
  };
  const ranks = reading.spans.some(
    ({ meaning }) => meaning.kind === "cue" && meaning.cues.some((cue) => RANKING.includes(cue)),
  );
  for (const { meaning, at } of reading.spans) {
    const dim = ranks && meaning.kind === "dim" ? numeric((at[0] ?? 0) - 1) : null;
    if (dim !== null) {
      placed.add((at[0] ?? 0) - 1);
      return dim;
    }
    if (meaning.kind !== "cue" || !meaning.cues.some((cue) => ["top", "bottom", "best", "worst", "list"].includes(cue)))
      continue;
    for (const index of [(at.at(-1) ?? 0) + 1, (at[0] ?? 0) - 1]) {
      const value = numeric(index);
      if (value !== null) {
        placed.add(index);
        return value;
      }
    }
  }
  return null;
}
