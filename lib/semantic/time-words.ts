import type { TimeGrain } from "../contract/analyst";

export const MONTH_WORDS: Record<string, number> = {
  january: 1,
  jan: 1,
  february: 2,
  feb: 2,
  march: 3,
  mar: 3,
  april: 4,
  apr: 4,
  may: 5,
  june: 6,
  jun: 6,
  july: 7,
  jul: 7,
  august: 8,
  aug: 8,
  september: 9,
  sept: 9,
  sep: 9,
  october: 10,
  oct: 10,
  november: 11,
  nov: 11,
  december: 12,
  dec: 12,
};

export const NUMBER_WORDS: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  couple: 2,
  dozen: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  ninety: 90,
};

export const ORDINAL_WORDS: Record<string, number> = {
  first: 1,
  "1st": 1,
  second: 2,
  "2nd": 2,
  third: 3,
  "3rd": 3,
  fourth: 4,
  "4th": 4,
};

export const UNIT_WORDS: Record<string, TimeGrain> = {
  day: "day",
  days: "day",
  week: "week",
  weeks: "week",
  month: "month",
  months: "month",
  quarter: "quarter",
  quarters: "quarter",
  year: "year",
  years: "year",
};

export const GRAIN_WORDS: Record<string, TimeGrain> = {
  daily: "day",
  weekly: "week",
  monthly: "month",
  quarterly: "quarter",
  yearly: "year",
  annually: "year",
  annual: "year",
};

const any = (words: Record<string, number | string>) =>
  Object.keys(words)
    .sort((a, b) => b.length - a.length)
    .join("|");

/** Regular expression sources, each one group. */
export const MONTH = `(${any(MONTH_WORDS)})`;
export const NUMBER = `(\\d{1,3}|${any(NUMBER_WORDS)})`;
export const ORDINAL = `(${any(ORDINAL_WORDS)})`;
export const UNIT = `(${any(UNIT_WORDS)})`;
export const YEAR = "(20\\d{2}|19\\d{2})";

export function numberOf(word: string): number {
  return NUMBER_WORDS[word] ?? Number(word);
}
