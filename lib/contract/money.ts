import { z } from "zod";

/** What the money of a case is: never added up across kinds in silence. */
export const MoneyKind = z.enum(["recoverable", "cash_out", "owed_to_customer", "timing"]);
export type MoneyKind = z.infer<typeof MoneyKind>;

/** ISO 4217 code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, "expected a three-letter ISO 4217 code");

/** Integer minor units. */
export const Cents = z.number().int();

/** Totals of one currency, one entry per kind of money; every kind is present. */
export const KindTotals = z.object({
  recoverable: Cents,
  cash_out: Cents,
  owed_to_customer: Cents,
  timing: Cents,
});
export type KindTotals = z.infer<typeof KindTotals>;

/**
 * Totals over all matching cases. `count` counts every currency; `impactCents` and `byKind` are those of
 * `currency` (the dataset's reporting currency); `byCurrency` holds each currency apart.
 */
export const Totals = z.object({
  count: z.number().int(),
  impactCents: Cents,
  currency: Currency,
  byKind: KindTotals,
  byCurrency: z.array(
    z.object({ currency: Currency, count: z.number().int(), impactCents: Cents, byKind: KindTotals }),
  ),
});
export type Totals = z.infer<typeof Totals>;
