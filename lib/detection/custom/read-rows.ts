import { AppError } from "../../errors";
import type { SqlRow } from "../../ports";
import { compareText } from "../read-values";
import type { CustomDefinition } from "./definition";

/** A row of a custom detector's result, checked: it names a base row, and its money is held against that row. */
export interface FoundRow {
  row: SqlRow;
  key: string;
  /** Minor units it may ask for, at most what the base row is worth; null where nothing says how much. */
  cents: number | null;
  /** What the SQL asked for before that cap. */
  askedCents: number | null;
  currency: string;
  date: string;
  entityId: string;
}

/** Money that is missing can be more than the row that shows it; any other kind is a part of the row's own money. */
function capOf(definition: CustomDefinition, row: SqlRow): number {
  const own = row.opsiq_row_cents;
  const isCapped = definition.money_kind !== "recoverable" && typeof own === "number";
  return isCapped ? Math.max(0, own) : Number.MAX_SAFE_INTEGER;
}

/**
 * Checks every row of the result, in the order of date and key.
 * @throws AppError `validation` naming the first row, column and value at fault.
 */
export function readFoundRows(definition: CustomDefinition, rows: readonly SqlRow[]): FoundRow[] {
  const { result } = definition;
  const seen = new Set<string>();
  const found = rows.map((row) => {
    const text = (column: string): string => {
      const value = row[column];
      if (value !== null && value !== undefined && String(value).trim() !== "") return String(value);
      throw fault(row, column, "a value");
    };
    const key = text(result.row);
    if (row.opsiq_row_key === null) throw fault(row, result.row, `the key of a row of ${result.table}`);
    if (seen.has(key)) throw fault(row, result.row, `each row of ${result.table} once: a join may repeat it`);
    seen.add(key);
    const currency = text(result.currency);
    const own = row.opsiq_row_currency;
    if (!/^[A-Z]{3}$/.test(currency)) throw fault(row, result.currency, "an ISO 4217 code");
    if (own !== null && own !== currency) throw fault(row, result.currency, `the currency of the row, ${own}`);
    const date = text(result.date);
    if (!/^\d{4}-\d{2}-\d{2}/.test(date)) throw fault(row, result.date, "a date or timestamp");
    const askedCents = amountOf(row, result.amount);
    const cents = askedCents === null ? null : Math.min(askedCents, capOf(definition, row));
    return { row, key, cents, askedCents, currency, date, entityId: text(result.entity.id) };
  });
  return found.sort((a, b) => compareText(a.date, b.date) || compareText(a.key, b.key));

  function fault(row: SqlRow, column: string, expected: string): AppError {
    const value = row[column];
    const shown = value === null || value === undefined ? "nothing" : `“${String(value).slice(0, 60)}”`;
    const where = column === result.row ? "" : ` of ${String(row[result.row]).slice(0, 60)}`;
    return new AppError("validation", `${definition.id}: ${column}${where} is ${shown}, expected ${expected}`);
  }

  function amountOf(row: SqlRow, column: string): number | null {
    const value = row[column] ?? null;
    if (value === null) return null;
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw fault(row, column, "whole minor units");
    if (value < 0) throw fault(row, column, "0 or more");
    return value;
  }
}
