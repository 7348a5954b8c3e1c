/** Context rows a case keeps at most; the rows that carry its money are all kept. */
export const CONTEXT_ROWS = 200;

/** Texts a case hands to the sentiment scorer at most. */
const MAX_TEXTS = 200;

/** The distinct non-blank texts, in order. */
export function distinctTexts(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.flatMap((text) => (text === null || text.trim() === "" ? [] : [text.trim()])))].slice(
    0,
    MAX_TEXTS,
  );
}
