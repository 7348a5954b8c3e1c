import type { DetectionRun } from "./detector";
import { compareText, textOf } from "./read-values";

/** The currencies a table holds, once a run: thresholds in major units are scaled for each. */
export function currenciesOf(run: DetectionRun, table: "invoices" | "refunds"): Promise<string[]> {
  return run.once(`currencies:${table}`, async () => {
    const sql = `select distinct currency from ${table} where currency is not null`;
    const rows = await run.warehouse.query(sql, [], { signal: run.signal });
    return rows.map((row) => textOf(row, "currency")).sort(compareText);
  });
}
