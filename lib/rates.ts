import { z } from "zod";
import { Currency } from "./contract/money";
import { AppError } from "./errors";
import { minorPerMajor } from "./money";
import { parseYaml } from "./parse-yaml";

const RateFile = z
  .strictObject({
    source: z.string().trim().min(1).max(200),
    date: z.iso.date(),
    base: Currency,
    /** How many units of each currency one unit of the base buys. */
    units_per_base: z.record(Currency, z.number().positive().finite()),
  })
  .refine(({ base, units_per_base }) => base === "USD" || units_per_base.USD !== undefined, "expected a rate of USD");

/** What one minor unit of a currency is worth in US cents, on a day, by somebody's word. */
export interface DollarRate {
  usdPerMinor: number;
  date: string;
  source: string;
}

/** Rates by currency: for the severity and order of cases, never for a claimed amount. */
export type RateTable = ReadonlyMap<string, DollarRate>;

export const NO_RATES: RateTable = new Map();

/**
 * Dated rate files as one table; for each currency the newest counts.
 * @throws AppError `validation` with file and line of each fault.
 */
export function readRates(files: readonly { name: string; text: string }[]): RateTable {
  const table = new Map<string, DollarRate>();
  const faults: string[] = [];
  for (const { name, text } of files) {
    const { parsed, faults: found } = parseYaml(name, text, RateFile);
    faults.push(
      ...found.map(({ line, column, expected }) => `${name}:${line ?? 1} ${column ?? ""} expected ${expected}`),
    );
    if (!parsed) continue;
    const { source, date, base, units_per_base: units } = parsed.value;
    const perDollar = base === "USD" ? 1 : units.USD;
    if (perDollar === undefined) continue;
    for (const [currency, perBase] of [[base, 1] as const, ...Object.entries(units)]) {
      if (currency === "USD" || (table.get(currency)?.date ?? "") >= date) continue;
      const usdPerMinor = ((perDollar / perBase) * minorPerMajor("USD")) / minorPerMajor(currency);
      table.set(currency, { usdPerMinor, date, source });
    }
  }
  if (faults.length === 0) return table;
  throw new AppError("validation", `The rate files are at fault: ${faults.join("; ")}`);
}

/** US cents that minor units of a currency are worth; null without a rate. Dollars are themselves. */
export function dollarCents(cents: number, currency: string, rates: RateTable): number | null {
  if (currency === "USD") return cents;
  const rate = rates.get(currency);
  return rate ? cents * rate.usdPerMinor : null;
}

/** An amount in dollars as minor units of a currency; without a rate, that many of its whole units. */
export function minorOfDollars(dollars: number, currency: string, rates: RateTable): number {
  const rate = rates.get(currency);
  return rate ? (dollars * minorPerMajor("USD")) / rate.usdPerMinor : dollars * minorPerMajor(currency);
}
