import type { TimeGrain } from "../contract/analyst";
import type { MetricModel } from "./model-types";
import { normalise, stem, stemsOf } from "./normalise";
import { countryNames, firstName, withoutLegalForm } from "./value-names";
import { CUES, type Cue, GRAIN_PHRASES } from "./words";
import { FILLER, GLUE } from "./words/filler-words";

/** The distinct values of a dimension; `label` is how people write it where it differs (a customer's name). */
export interface DimensionValue {
  value: string;
  label: string | null;
}
export type DimensionValues = ReadonlyMap<string, readonly DimensionValue[]>;

export type Meaning =
  | { kind: "metric"; ids: readonly string[]; defaultId: string | null }
  | { kind: "dim"; ids: readonly string[] }
  | { kind: "value"; values: readonly { dim: string; value: string }[]; upperOnly: boolean; alias: boolean }
  | { kind: "cue"; cues: readonly Cue[] }
  | { kind: "grain"; grain: TimeGrain };

export interface Node {
  next: Map<string, Node>;
  meanings: Meaning[];
}

export interface Lexicon {
  /** Everything but metrics, keyed by stems. */
  words: Node;
  /** Metrics, keyed by stems without glue words. */
  metrics: Node;
  /** Single words that a typo may be corrected to. */
  vocabulary: ReadonlySet<string>;
  values: DimensionValues;
}

/** Dimension values past this are not put in the lexicon (they stay reachable by id). */
const MAX_VALUES = 50_000;
/** Values that are words of the language itself: reached by their aliases alone. */
export const UNIT_VALUES = new Set(["day", "week", "month", "quarter", "year", "none", "unknown", "other", "total"]);

export const newNode = (): Node => ({ next: new Map(), meanings: [] });

function insert(root: Node, stems: readonly string[], meaning: Meaning): void {
  if (stems.length === 0) return;
  let node = root;
  for (const word of stems) {
    let next = node.next.get(word);
    if (!next) {
      next = newNode();
      node.next.set(word, next);
    }
    node = next;
  }
  merge(node, meaning);
}

/** One meaning of each kind a phrase: a second value or dimension of the same words joins the first. */
function merge(node: Node, meaning: Meaning): void {
  const at = node.meanings.findIndex((one) => one.kind === meaning.kind);
  const old = node.meanings[at];
  if (!old) node.meanings.push(meaning);
  else if (old.kind === "value" && meaning.kind === "value") {
    const fresh = meaning.values.filter((v) => !old.values.some((o) => o.dim === v.dim && o.value === v.value));
    node.meanings[at] = { ...old, values: [...old.values, ...fresh], alias: old.alias && meaning.alias };
  } else if (old.kind === "dim" && meaning.kind === "dim") {
    node.meanings[at] = { kind: "dim", ids: [...new Set([...old.ids, ...meaning.ids])] };
  } else if (old.kind === "cue" && meaning.kind === "cue") {
    node.meanings[at] = { kind: "cue", cues: [...new Set([...old.cues, ...meaning.cues])] };
  } else if (old.kind === "metric" && meaning.kind === "metric") {
    const ids = [...new Set([...old.ids, ...meaning.ids])];
    node.meanings[at] = { kind: "metric", ids, defaultId: old.defaultId ?? meaning.defaultId };
  }
}

/** The metric words of a phrase: stems without glue, as questions are matched. */
export function metricStems(phrase: string): string[] {
  return normalise(phrase)
    .tokens.filter((token) => !GLUE.has(token.text))
    .map((token) => token.stem);
}

/** Builds the lexicon of a model and the values of one dataset. */
export function buildLexicon(model: MetricModel, values: DimensionValues): Lexicon {
  const words = newNode();
  const metrics = newNode();
  for (const metric of model.metrics.values()) {
    if (metric.hidden) continue;
    for (const phrase of [metric.label, metric.id.replaceAll("_", " "), ...metric.synonyms])
      if (!metric.sharedSynonyms.includes(phrase.toLowerCase())) insertExact(metrics, metricStems(phrase), metric.id);
  }
  for (const metric of model.metrics.values())
    for (const phrase of metric.sharedSynonyms)
      insert(metrics, metricStems(phrase), {
        kind: "metric",
        ids: [metric.id],
        defaultId: metric.defaultFor.includes(phrase) ? metric.id : null,
      });
  for (const dim of model.dimensions.values())
    for (const phrase of [dim.label, dim.plural, dim.id.replaceAll("_", " "), ...dim.synonyms])
      insert(words, stemsOf(phrase), { kind: "dim", ids: [dim.id] });
  for (const [cue, phrases] of Object.entries(CUES) as [Cue, readonly string[]][])
    for (const phrase of phrases) insert(words, stemsOf(phrase), { kind: "cue", cues: [cue] });
  for (const [grain, phrases] of Object.entries(GRAIN_PHRASES) as [TimeGrain, readonly string[]][])
    for (const phrase of phrases) insert(words, stemsOf(phrase), { kind: "grain", grain });
  const known = new Set(vocabularyOf(words, metrics));
  for (const dim of model.dimensions.values())
    insertValues(words, dim.id, dim.valueAliases, values.get(dim.id) ?? [], known);
  return { words, metrics, vocabulary: new Set(vocabularyOf(words, metrics)), values };
}

/** An own synonym beats a shared one of the same words, and the first metric to claim it keeps it. */
function insertExact(root: Node, stems: readonly string[], id: string): void {
  insert(root, stems, { kind: "metric", ids: [id], defaultId: id });
}

function insertValues(
  words: Node,
  dim: string,
  aliases: Readonly<Record<string, readonly string[]>>,
  values: readonly DimensionValue[],
  known: ReadonlySet<string>,
): void {
  const listed = values.slice(0, MAX_VALUES);
  const firstWords = new Map<string, number>();
  for (const { value, label } of listed) {
    for (const phrase of label === null ? [value] : [value, label]) {
      const stems = stemsOf(phrase);
      if (stems.length === 1 && UNIT_VALUES.has(stems[0] ?? "")) continue;
      const upperOnly = phrase.length <= 3 && FILLER.has(phrase.toLowerCase());
      insert(words, stems, { kind: "value", values: [{ dim, value }], upperOnly, alias: false });
    }
    const short = label === null ? null : withoutLegalForm(label);
    if (short !== null && (stemsOf(short).length > 1 || !known.has(stemsOf(short)[0] ?? "")))
      insert(words, stemsOf(short), { kind: "value", values: [{ dim, value }], upperOnly: false, alias: true });
    const plain = label === null ? value.replace(UNIT_ENDING, "") : value;
    if (plain !== value && !known.has(stemsOf(plain)[0] ?? ""))
      insert(words, stemsOf(plain), { kind: "value", values: [{ dim, value }], upperOnly: false, alias: true });
    const names = dim === "country" ? countryNames(value) : [];
    for (const alias of [...(aliases[value] ?? []), ...names])
      insert(words, stemsOf(alias), { kind: "value", values: [{ dim, value }], upperOnly: false, alias: true });
    const first = openingWord(dim, value, label);
    if (first) firstWords.set(first, (firstWords.get(first) ?? 0) + 1);
  }
  for (const { value, label } of listed) {
    const first = openingWord(dim, value, label);
    if (!first || (label !== null && (stemsOf(label).length < 2 || first.length < 4)) || firstWords.get(first) !== 1)
      continue;
    if (!known.has(first) && !FILLER.has(first))
      insert(words, [first], { kind: "value", values: [{ dim, value }], upperOnly: false, alias: true });
  }
}

/** What a stored name says of its unit: "storage_gb" is asked for as storage. */
const UNIT_ENDING = /_(?:bytes|kb|mb|gb|tb|seconds|minutes|hours|count|units)$/;
const PERSONS: readonly string[] = ["issuer", "approver"];

/** The word people cut a longer name to: the first of a company's name, the first name of a person. */
function openingWord(dim: string, value: string, label: string | null): string | undefined {
  if (label !== null) return stemsOf(label)[0];
  const first = PERSONS.includes(dim) ? firstName(value) : null;
  return first === null ? undefined : stemsOf(first)[0];
}

function vocabularyOf(...roots: readonly Node[]): string[] {
  const found: string[] = [];
  const visit = (node: Node) => {
    for (const [word, next] of node.next) {
      if (word.length >= 4 && !/\d/.test(word)) found.push(stem(word));
      visit(next);
    }
  };
  for (const root of roots) visit(root);
  return found;
}

/** The longest phrase at `at`: how many words it takes and what it may mean. */
export function longestMatch(
  root: Node,
  stems: readonly string[],
  at: number,
): { length: number; meanings: Meaning[] } | null {
  let node: Node | undefined = root;
  let best: { length: number; meanings: Meaning[] } | null = null;
  for (let length = 1; at + length <= stems.length; length += 1) {
    node = node.next.get(stems[at + length - 1] ?? "");
    if (!node) break;
    if (node.meanings.length > 0) best = { length, meanings: node.meanings };
  }
  return best;
}
