import type { ForeignFile } from "./plan";

/** What the first rows of a foreign column look like. */
export interface ColumnProfile {
  /** Normalised, as mappings name it. */
  name: string;
  shown: string;
  filled: number;
  distinct: number;
  /** Filled cells in the order of the file. */
  samples: string[];
  /** All its words, in lower case, when there are few. */
  words: string[] | null;
}

export interface FileProfile {
  file: ForeignFile;
  /** Rows that were looked at. */
  rows: number;
  columns: ColumnProfile[];
  /** The first rows by normalised column, for tests over two columns. */
  head: Record<string, string | null>[];
}

/** How many of a column's values are keys of another file. */
export interface KeyOverlap {
  file: string;
  column: string;
  keyFile: string;
  keyColumn: string;
  /** 0 to 1, of the distinct values. */
  share: number;
}

const PATTERNS = {
  integer: /^[+-]?\d{1,15}$/,
  number: /^[+-]?\d{1,3}(,\d{3})*(\.\d+)?$|^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i,
  fraction: /^[+-]?[\d,]+\.\d+$/,
  /** A decimal comma, with or without points between the thousands. */
  comma: /^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?$/,
  thousands: /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/,
  iso: /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)? ?(Z|UTC|GMT|[A-Z]{3}|[+-]\d{2}(:?\d{2})?)?$/i,
  epochSeconds: /^1[0-9]{9}(\.\d+)?$/,
  epochMilliseconds: /^1[0-9]{12}$/,
  slashed: /^\d{1,2}\/\d{1,2}\/\d{4}( \d{1,2}:\d{2}(:\d{2})?)?$/,
  dotted: /^\d{1,2}\.\d{1,2}\.\d{4}$/,
  named: /^\d{1,2}-[A-Za-z]{3}-\d{4}( \d{2}:\d{2}(:\d{2})?)?$/,
} as const;
export type Pattern = keyof typeof PATTERNS;

/** The words of a column, in lower case: all of them where there are few, else those of its samples. */
export function wordsOf(column: ColumnProfile): string[] {
  return column.words ?? [...new Set(column.samples.map((value) => value.toLowerCase()))];
}

/** The share of a column's samples that are of a pattern; 0 without any. Signs of currencies do not count. */
export function shareOf(column: ColumnProfile, pattern: Pattern): number {
  if (column.samples.length === 0) return 0;
  return column.samples.filter((value) => PATTERNS[pattern].test(withoutSigns(value))).length / column.samples.length;
}

/** Whether amounts stand beside the sign or code of a currency, or in brackets. */
export function hasSigns(column: ColumnProfile): boolean {
  return column.samples.some((value) => withoutSigns(value) !== value);
}

function withoutSigns(value: string): string {
  if (!/\d/.test(value) || !/^[-+\u2212(]?\s*([\p{Sc}]|[A-Z]{3}\b)|([\p{Sc}]|\b[A-Z]{3})\s*\)?$|^\(/u.test(value))
    return value;
  return value
    .replace(/[\p{Sc}\s]|\b[A-Z]{3}\b/gu, "")
    .replace("\u2212", "-")
    .replace(/^\((.*)\)$/, "-$1");
}

/** Whether numbers are written as 1.234,50: all of them fit, and some show the comma. */
export function hasDecimalComma(column: ColumnProfile): boolean {
  const shows = column.samples.some((value) => /\d,\d{1,2}$/.test(value));
  return shows && shareOf(column, "comma") > 0.9 && shareOf(column, "number") < 1;
}

/** The share of samples that are ISO 4217 codes. */
export function currencyShare(column: ColumnProfile): number {
  if (column.samples.length === 0) return 0;
  const known = column.samples.filter((value) => CURRENCIES.has(value.toUpperCase()));
  return known.length / column.samples.length;
}

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

/** How a column writes its times: the rule for it, whether it is certain, or null when it holds none. */
export function timeRule(column: ColumnProfile): { time?: "auto"; format?: string; isCertain: boolean } | null {
  if (shareOf(column, "iso") > 0.9) return { isCertain: true };
  if (shareOf(column, "epochSeconds") > 0.9 || shareOf(column, "epochMilliseconds") > 0.9)
    return { time: "auto", isCertain: true };
  const clock = column.samples.some((value) => /:\d{2}:\d{2}/.test(value))
    ? " %H:%M:%S"
    : column.samples.some((value) => value.includes(":"))
      ? " %H:%M"
      : "";
  if (shareOf(column, "named") > 0.9) return { format: `%d-%b-%Y${clock}`, isCertain: true };
  if (shareOf(column, "dotted") > 0.9) return { format: "%d.%m.%Y", isCertain: true };
  if (shareOf(column, "slashed") <= 0.9) return null;
  const parts = column.samples.map((value) => value.split(/[/ ]/).map(Number));
  const isDayFirst = parts.some(([first]) => (first ?? 0) > 12);
  const isMonthFirst = parts.some(([, second]) => (second ?? 0) > 12);
  return { format: isDayFirst ? `%d/%m/%Y${clock}` : `%m/%d/%Y${clock}`, isCertain: isDayFirst !== isMonthFirst };
}
