import type { TableName } from "../contract/dataset";
import type { ColumnSpec } from "../contract/tables";
import { normalizeName } from "./names";
import { type ColumnProfile, currencyShare, shareOf, timeRule, wordsOf } from "./profile";
import { columnSynonyms, wordSynonyms } from "./synonyms";

export interface ColumnScore {
  /** 0 to 1. */
  score: number;
  reasons: string[];
}

const NAME_WEIGHT = 0.7;

/** How likely a foreign column is a canonical one: by its name, by what its cells look like, by its words. */
export function scoreColumn(table: TableName, spec: ColumnSpec, column: ColumnProfile): ColumnScore {
  const name = nameScore(table, spec.name, column.name);
  if (name.score === 0) return { score: 0, reasons: [] };
  if (column.samples.length === 0) return { score: name.score * 0.6, reasons: [name.reason, "its cells are empty"] };
  const value = valueScore(table, spec, column);
  if (value.score < 0.5) return { score: 0, reasons: [] };
  return {
    score: Math.min(1, name.score * NAME_WEIGHT + value.score * (1 - NAME_WEIGHT)),
    reasons: [name.reason, value.reason],
  };
}

function nameScore(table: TableName, wanted: string, given: string): { score: number; reason: string } {
  const plain = given.replace(/^_/, "").replace(/_(cents|minor|in_cents|utc)$/, "");
  if (plain === wanted) return { score: 1, reason: `named ${wanted}` };
  const synonyms = columnSynonyms(table, wanted).map(normalizeName);
  const at = synonyms.indexOf(plain);
  if (at >= 0) return { score: 0.92 - Math.min(at, 10) * 0.01, reason: `${plain} is another name of ${wanted}` };
  const singular = table.replace(/s$/, "").replace(/_event$/, "");
  if (plain === `${singular}_${wanted}` || `${singular}_${plain}` === wanted)
    return { score: 0.9, reason: `${plain} is ${wanted} with the table's name` };
  const best = Math.max(...[wanted, ...synonyms].map((name) => tokenOverlap(plain, name)));
  return best >= 0.5 ? { score: best * 0.7, reason: `${plain} shares words with ${wanted}` } : { score: 0, reason: "" };
}

function tokenOverlap(left: string, right: string): number {
  const a = new Set(left.split("_"));
  const b = new Set(right.split("_"));
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / new Set([...a, ...b]).size;
}

function valueScore(table: TableName, spec: ColumnSpec, column: ColumnProfile): { score: number; reason: string } {
  switch (spec.type) {
    case "key":
    case "text":
      return { score: 0.9, reason: "holds text" };
    case "currency": {
      const share = currencyShare(column);
      return { score: share, reason: `${percent(share)} of its cells are currency codes` };
    }
    case "enum": {
      const known = wordSynonyms(table, spec.name);
      const words = wordsOf(column);
      const share = words.filter((word) => known.has(word.replaceAll(" ", "_"))).length / words.length;
      return { score: share, reason: `${percent(share)} of its words are known: ${words.slice(0, 6).join(", ")}` };
    }
    case "date":
    case "timestamp": {
      const rule = timeRule(column);
      return { score: rule ? (rule.isCertain ? 1 : 0.7) : 0, reason: rule ? timeWords(rule) : "holds no times" };
    }
    case "integer": {
      const share = shareOf(column, "integer");
      return { score: share, reason: `${percent(share)} of its cells are whole numbers` };
    }
    default: {
      const share = shareOf(column, "number");
      return { score: share, reason: `${percent(share)} of its cells are numbers` };
    }
  }
}

function timeWords(rule: { time?: string; format?: string; isCertain: boolean }): string {
  if (rule.time) return "holds seconds or milliseconds since 1970";
  if (!rule.format) return "holds ISO times";
  return rule.isCertain
    ? `holds times as ${rule.format}`
    : `holds times as ${rule.format}, or day and month the other way`;
}

/** A share in percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
