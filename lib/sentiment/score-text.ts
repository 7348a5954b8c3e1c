import type { Sentiment } from "@/lib/contract/case";
import type { SentimentResult } from "@/lib/ports";
import { CLAUSE_WORDS, FALSE_NEGATIONS, LEXICON, NEGATORS } from "./lexicon";
import { lemmaTable } from "./word-forms";

const HIGH = 0.6;
const ELEVATED = 0.3;
const MAX_TERMS = 8;
/** A negator reaches this many words ahead: "not a case of fraud". */
const NEGATION_REACH = 4;
/** "not resolved" is itself a mild complaint; "no fraud" is itself mildly calming. */
const NEGATED_CALM_RISK = 0.25;
const NEGATED_RISK_CALM = 0.1;

interface Word {
  text: string;
  lemma: string;
  clause: number;
}

interface Entry {
  words: string[];
  weight: number;
  calming: boolean;
}

/** What one text says: risk terms with their weights, and the share of the risk that calming words leave. */
interface Reading {
  risks: Map<string, { found: string; weight: number }>;
  calm: number;
}

const LEMMAS = lemmaTable(LEXICON.flatMap((group) => group.terms.flatMap((term) => term.split(" "))));
const ENTRIES = indexEntries();

function indexEntries(): ReadonlyMap<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const group of LEXICON) {
    for (const term of group.terms) {
      const words = term.split(" ").map((word) => LEMMAS.get(word) ?? word);
      const first = words[0] ?? "";
      const entry: Entry = { words, weight: group.weight, calming: group.family === "calming" };
      index.set(first, [...(index.get(first) ?? []), entry]);
    }
  }
  for (const entries of index.values()) entries.sort((a, b) => b.words.length - a.words.length || b.weight - a.weight);
  return index;
}

/**
 * Risk of one text in [0, 1] with the words that raised it, most weighty first.
 * Score = (1 - product of (1 - weight) over distinct terms) x product of (1 - calming weight); linear in the text.
 */
export function scoreText(text: string): SentimentResult {
  const { risks, calm } = readText(text);
  const ranked = [...risks.values()].sort((a, b) => b.weight - a.weight || (a.found < b.found ? -1 : 1));
  const clear = ranked.reduce((left, term) => left * (1 - term.weight * calm), 1);
  const score = Math.round((1 - clear) * 1000) / 1000;
  return { score, label: labelOf(score), terms: ranked.slice(0, MAX_TERMS).map((term) => term.found) };
}

/** The label of a risk score, whoever gave it. */
export function labelOf(score: number): SentimentResult["label"] {
  if (score >= HIGH) return "high";
  return score >= ELEVATED ? "elevated" : "low";
}

/**
 * Risk of a case's texts: that of its most alarming one, so that many texts or repeated ones do not add up to
 * certainty. Terms are those of all texts, the most alarming text first. Without any text the label is "unknown".
 */
export function scoreEvidence(texts: readonly string[]): Sentiment {
  return mostAlarming([...new Set(texts.map((text) => text.trim()).filter((text) => text !== ""))].map(scoreText));
}

/** The risk of several scored texts together; see `scoreEvidence`. */
export function mostAlarming(results: readonly SentimentResult[]): Sentiment {
  const ranked = [...results].sort((a, b) => b.score - a.score);
  const worst = ranked[0];
  if (!worst) return { score: null, label: "unknown", terms: [] };
  const terms = new Map(ranked.flatMap((result) => result.terms).map((term) => [term.toLowerCase(), term]));
  return { score: worst.score, label: worst.label, terms: [...terms.values()].slice(0, MAX_TERMS) };
}

function readText(text: string): Reading {
  const words = splitWords(text);
  const risks: Reading["risks"] = new Map();
  const calming = new Map<string, number>();
  for (let at = 0; at < words.length; ) {
    const entry = entryAt(words, at);
    if (!entry) {
      at += 1;
      continue;
    }
    const key = entry.words.join(" ");
    const span = words.slice(at, at + entry.words.length);
    const negated = isNegated(words, at);
    const phrase = span.map((word) => word.text).join(" ");
    const found = negated && entry.calming ? `not ${phrase}` : phrase;
    if (entry.calming === negated) {
      const riskKey = negated ? `not ${key}` : key;
      const weight = negated ? NEGATED_CALM_RISK : entry.weight;
      if (!risks.has(riskKey)) risks.set(riskKey, { found, weight });
    } else {
      calming.set(key, negated ? NEGATED_RISK_CALM : entry.weight);
    }
    at += span.length;
  }
  return { risks, calm: [...calming.values()].reduce((left, weight) => left * (1 - weight), 1) };
}

function entryAt(words: readonly Word[], at: number): Entry | undefined {
  const clause = words[at]?.clause;
  return ENTRIES.get(words[at]?.lemma ?? "")?.find((entry) =>
    entry.words.every((lemma, offset) => words[at + offset]?.lemma === lemma && words[at + offset]?.clause === clause),
  );
}

function isNegated(words: readonly Word[], at: number): boolean {
  const clause = words[at]?.clause;
  for (let back = at - 1; back >= 0 && back >= at - NEGATION_REACH; back -= 1) {
    const word = words[back];
    if (!word || word.clause !== clause || CLAUSE_WORDS.has(word.lemma)) return false;
    if (NEGATORS.has(word.lemma) || word.lemma.endsWith("n't")) {
      return !FALSE_NEGATIONS.has(`${word.lemma} ${words[back + 1]?.lemma ?? ""}`);
    }
  }
  return false;
}

/** Words in order, as written and as matched; invisible characters inside a word do not hide it. */
function splitWords(text: string): Word[] {
  const plain = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[\u2018\u2019]/g, "'");
  const words: Word[] = [];
  let clause = 0;
  for (const [token] of plain.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:'\p{L}+)*|[.,;:!?\n]/gu)) {
    if (/^[.,;:!?\n]$/.test(token)) {
      clause += 1;
      continue;
    }
    const lower = token.toLowerCase().replace(/'s$/, "");
    words.push({ text: token, lemma: LEMMAS.get(lower) ?? lower, clause });
  }
  return words;
}
