/** Damerau-Levenshtein distance (optimal string alignment), stopping as soon as it must pass `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      current.push(value);
      smallest = Math.min(smallest, value);
    }
    if (smallest > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}

type Shelves = ReadonlyMap<string, readonly string[]>;
const shelved = new WeakMap<ReadonlySet<string>, Shelves>();

/** The vocabulary by first letter and length, so that a typo is compared with the few words it can be of. */
function shelvesOf(vocabulary: ReadonlySet<string>): Shelves {
  const known = shelved.get(vocabulary);
  if (known) return known;
  const shelves = new Map<string, string[]>();
  for (const word of vocabulary) {
    const key = `${word[0]}${word.length}`;
    const shelf = shelves.get(key);
    if (shelf) shelf.push(word);
    else shelves.set(key, [word]);
  }
  shelved.set(vocabulary, shelves);
  return shelves;
}

/**
 * The one word of the vocabularies an unknown word is a typo of: distance 1 for 4 to 7 letters, 2 from 8 on, the same
 * first letter. Null when there is none, or when two are equally near.
 */
export function correctTypo(word: string, ...vocabularies: readonly ReadonlySet<string>[]): string | null {
  if (word.length < 4 || word.length > 30 || /\d/.test(word)) return null;
  const limit = word.length >= 8 ? 2 : 1;
  let best: string | null = null;
  let bestDistance = limit + 1;
  let tied = false;
  const wins = (candidate: string) => likeness(word, candidate) - likeness(word, best ?? "");
  for (const letter of new Set([word[0], word[1]]))
    for (let length = word.length - limit; length <= word.length + limit; length += 1)
      for (const candidate of vocabularies.flatMap((one) => shelvesOf(one).get(`${letter}${length}`) ?? [])) {
        // Two slips and another first letter make another word: "committed" is no "omitted".
        const most = candidate[0] === word[0] ? limit : 1;
        const distance = editDistance(word, candidate, most);
        if (distance > most || distance > bestDistance) continue;
        if (distance === bestDistance && candidate !== best && best !== null) {
          const gain = wins(candidate);
          tied = gain === 0 || (tied && gain < 0);
          if (gain <= 0) continue;
        } else tied = false;
        best = candidate;
        bestDistance = distance;
      }
  return tied ? null : best;
}

/** Of equally near words the one with the same letters is meant ("teir"), else the one with the same ending. */
function likeness(word: string, candidate: string): number {
  const sorted = (text: string) => [...text].sort().join("");
  return (sorted(word) === sorted(candidate) ? 2 : 0) + (word.at(-1) === candidate.at(-1) ? 1 : 0);
}

/** The values nearest to a word, for "did you mean". */
export function nearestWords(word: string, candidates: readonly string[], count: number): string[] {
  const target = word.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(target, candidate.toLowerCase(), 40) }))
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, count)
    .map((one) => one.candidate);
}
