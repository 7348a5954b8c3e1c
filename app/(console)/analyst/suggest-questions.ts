/** Something the box can complete to: a whole question, or a name of the metric model. */
export interface Suggestion {
  text: string;
  kind: "question" | "metric" | "dimension";
}

const MAX_SHOWN = 8;
const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** How many of the last words typed a name may replace. */
const MAX_TAIL = 3;

/** What is typed before the part that a name would complete, or null when the name does not fit the end. */
export function completedText(typed: string, name: string): string | null {
  const parts = typed.split(/(\s+)/);
  for (let count = MAX_TAIL; count >= 1; count -= 1) {
    const from = parts.length - (2 * count - 1);
    if (from < 0) continue;
    const tail = parts.slice(from).join("");
    if (tail.trim() === "" || !name.toLowerCase().startsWith(tail.toLowerCase())) continue;
    if (name.toLowerCase() === tail.toLowerCase()) return null;
    return `${parts.slice(0, from).join("")}${name}`;
  }
  return null;
}

/** Behind one of these only a dimension can follow. */
const BY = /\b(?:by|per|each)\s+\S*$/i;

/**
 * What could be meant by the text so far: questions that hold a word beginning with each word typed, those that begin
 * with the text first; then names that complete its end.
 */
export function rankSuggestions(typed: string, suggestions: readonly Suggestion[]): Suggestion[] {
  const wanted = words(typed);
  if (wanted.length === 0) return [];
  const lower = typed.trim().toLowerCase();
  const questions = suggestions.filter(({ kind, text }) => {
    if (kind !== "question" || text.toLowerCase() === lower) return false;
    const own = words(text);
    return wanted.every((word) => own.some((one) => one.startsWith(word)));
  });
  const starts = (one: Suggestion) => (one.text.toLowerCase().startsWith(lower) ? 0 : 1);
  const ordered = questions.toSorted((a, b) => starts(a) - starts(b));
  const cuts = BY.test(typed);
  const names = suggestions.filter(({ kind, text }) => {
    if (kind === "question" || (cuts && kind === "metric")) return false;
    return completedText(typed, text) !== null;
  });
  const room = Math.max(MAX_SHOWN - Math.min(names.length, 4), MAX_SHOWN / 2);
  return [...ordered.slice(0, room), ...names].slice(0, MAX_SHOWN);
}
