import { createHash } from "node:crypto";
import type { SqlValue, Warehouse } from "../ports";

/** A name for the rows of a statement: the same of the same text and values. */
export function keptName(label: string, sql: string, params: readonly SqlValue[]): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([sql, params]))
    .digest("hex");
  return `${label}-${digest.slice(0, 32)}`;
}

/** The warehouse with a memory: a statement that an earlier run asked of exactly this data is answered as it was then. */
export function withKeptQueries(warehouse: Warehouse): Warehouse {
  const { kept } = warehouse;
  if (!kept) return warehouse;
  return {
    dialect: warehouse.dialect,
    dataset: warehouse.dataset,
    presentColumns: warehouse.presentColumns,
    kept,
    async query(sql, params = [], options = {}) {
      if (options.maxRows !== undefined || options.keep === false) return warehouse.query(sql, params, options);
      const name = keptName("rows", sql, params);
      const known = await kept.read(name);
      if (known) return known;
      const rows = await warehouse.query(sql, params, options);
      await kept.write(name, rows);
      return rows;
    },
  };
}
