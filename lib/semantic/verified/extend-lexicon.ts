import type { LanguageState } from "../../contract/questions";
import { type Lexicon, type Meaning, metricStems, type Node, newNode } from "../lexicon";
import { stem, stemsOf } from "../normalise";

/**
 * The lexicon with what people taught on top of it. Only the nodes on the way to a taught phrase are copied: the
 * lexicon given stays as it is. A taught meaning stands before what the model's files say of the same words.
 */
export function extendLexicon(lexicon: Lexicon, language: LanguageState): Lexicon {
  if (language.synonyms.length + language.defaults.length === 0) return lexicon;
  let { words, metrics } = lexicon;
  const vocabulary = new Set(lexicon.vocabulary);
  const learn = (stems: readonly string[]) => {
    for (const word of stems) if (word.length >= 4 && !/\d/.test(word)) vocabulary.add(stem(word));
  };
  for (const { phrase, means } of language.synonyms) {
    if (means.kind === "metric") {
      const stems = metricStems(phrase);
      metrics = withMeaning(metrics, stems, { kind: "metric", ids: [means.metric], defaultId: means.metric });
      learn(stems);
      continue;
    }
    const stems = stemsOf(phrase);
    words = withMeaning(words, stems, meaningOf(means));
    learn(stems);
  }
  for (const { phrase, metric } of language.defaults) metrics = withDefault(metrics, metricStems(phrase), metric);
  return { ...lexicon, words, metrics, vocabulary };
}

type WordMeaning = Exclude<LanguageState["synonyms"][number]["means"], { kind: "metric" }>;

function meaningOf(means: WordMeaning): Meaning {
  if (means.kind === "dimension") return { kind: "dim", ids: [means.dimension] };
  return { kind: "value", values: [{ dim: means.dimension, value: means.value }], upperOnly: false, alias: true };
}

function withMeaning(root: Node, stems: readonly string[], meaning: Meaning): Node {
  return edit(root, stems, (old) => [meaning, ...old.filter((one) => one.kind !== meaning.kind)]);
}

/** The words keep all their readings; the taught one comes first. */
function withDefault(root: Node, stems: readonly string[], metric: string): Node {
  return edit(root, stems, (old) => {
    const known = old.flatMap((one) => (one.kind === "metric" ? one.ids : []));
    const ids = [metric, ...known.filter((id) => id !== metric)];
    return [{ kind: "metric", ids, defaultId: metric }, ...old.filter((one) => one.kind !== "metric")];
  });
}

function edit(node: Node, stems: readonly string[], change: (old: Meaning[]) => Meaning[]): Node {
  const [first, ...rest] = stems;
  if (first === undefined) return { ...node, meanings: change(node.meanings) };
  const next = new Map(node.next);
  next.set(first, edit(node.next.get(first) ?? newNode(), rest, change));
  return { ...node, next };
}
