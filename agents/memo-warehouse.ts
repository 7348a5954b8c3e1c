import type { SqlRow, Warehouse } from "@/lib/ports";

/**
 * The warehouse with a memory of what it answered, for work that runs the same statements twice over unchanged data. A
 * failed statement is asked again. Rows are shared and must not be changed; each list of them is the caller's own.
 */
export function memoWarehouse(warehouse: Warehouse): Warehouse {
  const answers = new Map<string, Promise<SqlRow[]>>();
  return {
    ...warehouse,
    async query(sql, params = [], options = {}) {
      const key = JSON.stringify([sql, params, options.maxRows ?? null]);
      const known = answers.get(key) ?? warehouse.query(sql, params, options);
      answers.set(key, known);
      try {
        return [...(await known)];
      } catch (error) {
        answers.delete(key);
        throw error;
      }
    },
  };
}
