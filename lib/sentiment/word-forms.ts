const VOWEL = /[aeiou]/;

/**
 * The simple English inflections of a base form: plural, past, present participle, with the silent e, the
 * y-to-i change and the doubled consonant. Words under four letters are left alone ("not" must not give "noted").
 */
export function inflect(word: string): string[] {
  if (word.length < 4) return [word];
  const last = word.at(-1) ?? "";
  const beforeLast = word.at(-2) ?? "";
  const stem = word.slice(0, -1);
  if (last === "e") return [word, `${word}s`, `${word}d`, `${stem}ing`];
  if (last === "y" && !VOWEL.test(beforeLast)) return [word, `${stem}ies`, `${stem}ied`, `${word}ing`];
  const plural = /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
  const forms = [word, plural, `${word}ed`, `${word}ing`];
  const doubles = !VOWEL.test(last) && !/[wxy]/.test(last) && VOWEL.test(beforeLast);
  return doubles ? [...forms, `${word}${last}ed`, `${word}${last}ing`] : forms;
}

/** Every inflected form mapped to the shortest base form that has it, so that "charged" and "charging" meet at "charge". */
export function lemmaTable(words: Iterable<string>): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  const byLength = [...new Set(words)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  for (const word of byLength) {
    if (table.has(word)) continue;
    for (const form of inflect(word)) if (!table.has(form)) table.set(form, word);
  }
  return table;
}
