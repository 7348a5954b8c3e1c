/** One field of a CSV record: as it stands in the file, and without its quotes. */
export interface Field {
  raw: string;
  text: string;
}

/** Splits one line of a CSV file at its commas, quotes respected. */
export function splitRecord(line: string): Field[] {
  const fields: Field[] = [];
  let [from, quoted] = [0, false];
  for (let at = 0; at <= line.length; at += 1) {
    if (line[at] === '"') quoted = !quoted;
    if (at < line.length && (line[at] !== "," || quoted)) continue;
    const raw = line.slice(from, at);
    const inner = /^\s*"([\s\S]*)"\s*$/.exec(raw)?.[1];
    fields.push({ raw, text: inner === undefined ? raw : inner.replaceAll('""', '"') });
    from = at + 1;
  }
  return fields;
}

/** Seconds up to the year 5138 and milliseconds from 1973 on: no epoch is both. */
const LARGEST_SECONDS = 1e11;

const STARTS_LIKE_A_DATE = /^\d{4}-\d{1,2}-\d{1,2}|^\d{1,4}\/\d{1,2}\/\d{1,4}|^\d{1,2}[- ][a-z]{3,9}[- ]\d{4}/i;

/** Milliseconds of an ISO-like text (UTC when it names no zone) or of an epoch in seconds or milliseconds; else null. */
export function parseTime(text: string): number | null {
  const trimmed = text.trim();
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) {
    const epoch = Number(trimmed);
    return Math.abs(epoch) < LARGEST_SECONDS ? epoch * 1000 : epoch;
  }
  if (!STARTS_LIKE_A_DATE.test(trimmed)) return null;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(trimmed);
  const hasZone = /(z|utc|gmt|\d ?[+-]\d{2}:?\d{2})$/i.test(trimmed) && !isDay;
  const isIso = /^\d{4}-\d{2}-\d{2}T/.test(trimmed);
  const time = Date.parse(hasZone || isDay ? trimmed : isIso ? `${trimmed}Z` : `${trimmed} Z`);
  return Number.isNaN(time) ? null : time;
}

const MISSING = new Set(["", "nan", "null", "na", "none"]);

/** A number, null where the value is missing, or "bad" for anything else. */
export function parseNumber(text: string): number | null | "bad" {
  const trimmed = text.trim();
  if (MISSING.has(trimmed.toLowerCase())) return null;
  const value = Number(trimmed);
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(value) ? value : "bad";
}
