/** A calendar day as the number of days since 1970-01-01 (UTC). */
export type Day = number;

const DAY_MS = 86_400_000;

/** @example toDay("1970-01-02") === 1 */
export function toDay(text: string): Day {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

/** The day as `YYYY-MM-DD`. */
export function isoDay(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The second of a day as `YYYY-MM-DDTHH:MM:SSZ`. */
export function isoInstant(day: Day, second: number): string {
  return `${new Date(day * DAY_MS + second * 1000).toISOString().slice(0, 19)}Z`;
}

/** The same day of the month `months` later; days past the 28th are not used by the generator. */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()) / DAY_MS;
}

export function dayOfMonth(day: Day): number {
  return new Date(day * DAY_MS).getUTCDate();
}

/** The first of the month after `day`. */
export function nextMonthStart(day: Day): Day {
  return addMonths(day - dayOfMonth(day) + 1, 1);
}

/** A day of the month from 1 to 28: later days move to the first of the next month. */
export function billingDay(day: Day): Day {
  return dayOfMonth(day) > 28 ? nextMonthStart(day) : day;
}

/** Monday of the ISO week. */
export function weekStart(day: Day): Day {
  return day - ((((day + 3) % 7) + 7) % 7);
}
