import { AppError } from "../errors";
import type { SqlRow } from "../ports";

/** The column as text. @throws AppError `internal` when it holds anything else: the SQL is at fault. */
export function textOf(row: SqlRow, name: string): string {
  const value = row[name];
  if (typeof value === "string") return value;
  throw new AppError("internal", `Column ${name} holds no text`);
}

/** The column as text, null where the row has none; blank text counts as absent. */
export function textOrNull(row: SqlRow, name: string): string | null {
  const value = row[name];
  if (value === null) return null;
  const text = textOf(row, name);
  return text.trim() === "" ? null : text;
}

/** The column as a number. @throws AppError `internal` when it holds anything else: the SQL is at fault. */
export function numberOf(row: SqlRow, name: string): number {
  const value = row[name];
  if (typeof value === "number") return value;
  throw new AppError("internal", `Column ${name} holds no number`);
}

/** The column as a number, null where the row has none. */
export function numberOrNull(row: SqlRow, name: string): number | null {
  return row[name] === null ? null : numberOf(row, name);
}

/** A measured quantity without the last bits, which depend on the order an engine adds in. */
export function steadyNumber(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(12));
}

/** Orders text by code unit, the same on every machine and engine (a collation is not). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
