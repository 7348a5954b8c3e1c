import type { TableName } from "../contract/dataset";
import type { ColumnSpec } from "../contract/tables";
import { normalizeName } from "./names";
import { type ColumnProfile, currencyShare, shareOf, timeRule, wordsOf } from "./profile";
import { columnSynonyms, tableWords, wordKey, wordSynonyms } from "./synonyms";
import { plainLetters, translateName } from "./translate-name";

export interface ColumnScore {
  /** 0 to 1. */
  score: number;
  reasons: string[];
}

const NAME_WEIGHT = 0.7;
/** Names such as `created_at` for the day of an invoice stay below 0.8, however well their cells fit. */
const WEAK_SCORE = 0.68;
const ZEROS_FACTOR = 0.5;
const METHODS =
  /card|visa|master|amex|ach|sepa|debit|iban|bank|wire|transfer|paypal|cheque|check|cash|wallet|lastschrift|ueberweisung/;

/** A foreign name in English, without what says where a key comes from or in which unit an amount is. */
export function tidyName(given: string): string {
  const english = translateName(given.replace(/^_/, ""));
  return english.replace(/(^|_)external_(?=.)/, "$1").replace(/_(cents|minor|in_cents|utc)$/, "");
}

function isOfMethods(column: ColumnProfile): boolean {
  const words = wordsOf(column);
  return words.filter((word) => METHODS.test(plainLetters(word))).length > words.length / 2;
}

/** How likely a foreign column is a canonical one: by its name, by what its cells look like, by its words. */
export function scoreColumn(table: TableName, spec: ColumnSpec, column: ColumnProfile): ColumnScore {
  const names = [column.name, ...qualifiedName(table, column.shown)];
  const [name] = names
    .map((given) => nameScore(table, spec.name, given))
    .toSorted((left, right) => right.score - left.score);
  if (!name) return { score: 0, reasons: [] };
  if (name.score === 0) return { score: 0, reasons: [] };
  if (name.isWeak && spec.name === "method" && !isOfMethods(column)) return { score: 0, reasons: [] };
  if (column.samples.length === 0) return { score: name.score * 0.6, reasons: [name.reason, "its cells are empty"] };
  const value = valueScore(table, spec, column);
  if (value.score < 0.5) return { score: 0, reasons: [] };
  const score = Math.min(1, name.score * NAME_WEIGHT + value.score * (1 - NAME_WEIGHT));
  const isMoney = spec.type === "amount" || spec.type === "price";
  if (isMoney && column.samples.every((cell) => Number(cell) === 0))
    return { score: score * ZEROS_FACTOR, reasons: [name.reason, "all its cells are 0"] };
  return { score, reasons: [name.reason, value.reason] };
}

/** `subscriptions.plan_id` and `customers.id` in a file of subscriptions are its plan_id and the customer_id. */
function qualifiedName(table: TableName, shown: string): string[] {
  const [, owner, rest] = /^([A-Za-z_]+)\.([A-Za-z_]+)$/.exec(shown.trim()) ?? [];
  if (owner === undefined || rest === undefined) return [];
  const entity = tidyName(normalizeName(owner)).replace(/(?<=s)es$|s$/, "");
  const bare = normalizeName(rest);
  return [bare === "id" && !tableWords(table).includes(entity) ? `${entity}_id` : bare];
}

interface NameScore {
  score: number;
  reason: string;
  /** A name that says little of what the column holds. */
  isWeak?: boolean;
}

function nameScore(table: TableName, wanted: string, given: string): NameScore {
  const plain = tidyName(given);
  if (plain === wanted) return { score: 1, reason: `named ${wanted}` };
  const { strong, weak } = columnSynonyms(table, wanted);
  const synonyms = strong.map(normalizeName);
  const at = synonyms.indexOf(plain);
  if (at >= 0) return { score: 0.92 - Math.min(at, 10) * 0.01, reason: `${plain} is another name of ${wanted}` };
  if (weak.includes(plain))
    return { score: WEAK_SCORE, reason: `${plain} may be another name of ${wanted}`, isWeak: true };
  const entities = tableWords(table);
  if (entities.some((entity) => plain === `${entity}_${wanted}` || `${entity}_${plain}` === wanted))
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
      const known = wordSynonyms(table, spec.name, column.name);
      const words = wordsOf(column);
      const share = words.filter((word) => known.has(wordKey(word))).length / words.length;
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
      const share = Math.max(shareOf(column, "number"), shareOf(column, "comma"));
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
