import { AppError } from "@/lib/errors";

export const SHAPES = ["seats", "usage", "mixed"] as const;
export type Shape = (typeof SHAPES)[number];

/** What world to make. The same options give the same rows and the same truth. */
export interface WorldOptions {
  /** Invoices wanted; the world has these within two percent, and twice as many usage events. */
  invoices: number;
  /** Customers wanted instead: about as many, each with one or two subscriptions. */
  customers: number | null;
  seed: number;
  /** What the business sells: seats, metered usage, or both. */
  shape: Shape;
  format: "csv" | "parquet";
  /** Adds untidy spelling and rows that name missing keys; the truth stays the same. */
  dirty: boolean;
}

export const DEFAULT_WORLD: WorldOptions = {
  invoices: 20_000,
  customers: null,
  seed: 0,
  shape: "mixed",
  format: "csv",
  dirty: false,
};

/** First day with invoices, the last dated day (a Tuesday: its week is incomplete), and the months between. */
export const FIRST_DAY = "2025-01-01";
export const AS_OF = "2026-03-31";
export const MONTHS = 15;
/** The Monday of the week that holds the first day: weeks are counted from here. */
export const FIRST_MONDAY = "2024-12-30";

/** A bill run that failed on these days and was not made up for; close to the end, so nothing else is missing yet. */
export const GAP_DAYS = ["2026-03-25", "2026-03-27"] as const;
/** A bill run that came three days late: nothing is missing. */
export const LATE_DAY = "2025-09-12";

/** Two subscriptions are at least needed for every kind of leak to have room. */
const MIN_INVOICES = 500;

/** @throws AppError `validation` naming the option at fault. */
export function checkWorldOptions(options: WorldOptions): void {
  const { invoices, customers, seed } = options;
  const isCount = (value: number, least: number) => Number.isSafeInteger(value) && value >= least;
  if (!isCount(invoices, MIN_INVOICES) || invoices > 100_000_000)
    throw new AppError("validation", `invoices must be an integer from ${MIN_INVOICES} to 100000000`);
  if (customers !== null && (!isCount(customers, 50) || customers > 10_000_000))
    throw new AppError("validation", "customers must be an integer from 50 to 10000000");
  if (!isCount(seed, 0)) throw new AppError("validation", "seed must be an integer of at least 0");
  if (!SHAPES.includes(options.shape)) throw new AppError("validation", `shape must be one of ${SHAPES.join(", ")}`);
}
