import type { SqlRow } from "../ports";
import type { DetectionRun } from "./detector";
import { keptName } from "./kept-query";
import { pricedPeriodsSql } from "./priced-periods-sql";
import { textOf } from "./read-values";
import { createBindings } from "./sql-bindings";

/**
 * The rows of `pricedPeriodsSql`. Of data that an earlier run read they are kept; after a load of more data only the
 * periods that may have changed are read, and the others are those of the run before.
 */
export async function readPricedRows(
  run: DetectionRun,
  asOf: string,
  currencies: readonly string[],
): Promise<SqlRow[]> {
  const { warehouse, signal } = run;
  const bindings = createBindings();
  const sql = pricedPeriodsSql(bindings, asOf, currencies);
  const { kept } = warehouse;
  if (!kept) return warehouse.query(sql, bindings.values, { signal, keep: false });
  // The as-of day is a bound value: the text of the statement is the same of the same rules.
  const name = keptName("priced-periods", sql, []);
  const known = await kept.read(name);
  if (known) return known;
  const rows =
    (await readChanged(run, asOf, currencies, name)) ??
    (await warehouse.query(sql, bindings.values, { signal, keep: false }));
  await kept.write(name, rows);
  return rows;
}

async function readChanged(
  { warehouse, signal }: DetectionRun,
  asOf: string,
  currencies: readonly string[],
  name: string,
): Promise<SqlRow[] | null> {
  const previous = await warehouse.kept?.readPrevious(name);
  if (!previous) return null;
  const { sealedUpTo, subscriptions } = previous.changes;
  const bindings = createBindings();
  const sql = pricedPeriodsSql(bindings, asOf, currencies, { sealedUpTo });
  const changed = await warehouse.query(sql, bindings.values, { signal, keep: false });
  const holds = (row: SqlRow) =>
    textOf(row, "period_end") <= sealedUpTo && !subscriptions.has(textOf(row, "subscription_id"));
  return [...previous.rows.filter(holds), ...changed];
}
