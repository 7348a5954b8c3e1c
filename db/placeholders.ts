import { type Placeholder, sql } from "drizzle-orm";

/** A placeholder a column, for a statement that is built once: building one costs more than running it. */
export function placeholders<T extends Record<string, unknown>>(columns: T): { [Name in keyof T]: Placeholder } {
  const named = Object.keys(columns).map((name) => [name, sql.placeholder(name)]);
  // Object.fromEntries loses the names that it was given.
  return Object.fromEntries(named) as { [Name in keyof T]: Placeholder };
}
