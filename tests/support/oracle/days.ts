const DAY_MS = 86_400_000;

/** A calendar day as its number since 1970-01-01. */
export type Day = number;

export const dayOf = (iso: string): Day => Math.floor(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY_MS);
export const isoOf = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const msOf = (timestamp: string): number => Date.parse(timestamp);
export const HOUR_MS = 3_600_000;

/** The same day `count` months on; a day that month lacks is its last one. */
export function addMonths(day: Day, count: number): Day {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + count;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Math.floor(Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY_MS);
}

/** Monday of the ISO week. Day 0 was a Thursday. */
export const mondayOf = (day: Day): Day => day - ((((day + 3) % 7) + 7) % 7);

/** How many days of [from, to) lie in [start, end). */
export const daysInside = (from: Day, to: Day, start: Day, end: Day): number =>
  Math.max(0, Math.min(to, end) - Math.max(from, start));
