import type { Reading } from "./spans";
import type { Cue } from "./words";

/** "Which plan brings more MRR": a comparative between the values of a cut asks for the largest. */
export function turnComparative({ spans, times }: Reading, cues: Set<Cue>): void {
  if (times.length > 1) return;
  const moves = spans.filter(
    ({ meaning }) => meaning.kind === "cue" && meaning.cues.some((cue) => cue === "up" || cue === "down"),
  );
  if (moves.length === 0 || !moves.every(({ text }) => /^(?:more|higher|less|fewer|lower)$/.test(text))) return;
  cues.add(cues.has("up") ? "top" : "bottom");
  cues.delete("up");
  cues.delete("down");
}

/** "Lower than a year ago" asserts a direction where no number makes it a threshold. */
export function addComparedPremise({ text, bounds, times }: Reading, cues: Set<Cue>, paired: boolean): void {
  if (paired || bounds.length > 0 || (times.length === 0 && !cues.has("year_before") && !cues.has("previous"))) return;
  if (/\b(?:lower|less|fewer|smaller) than\b/.test(text)) cues.add("down");
  else if (/\b(?:higher|more|greater|larger|bigger) than\b/.test(text)) cues.add("up");
}
