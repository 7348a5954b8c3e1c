import type { DataFault, Dataset, QuarantinedRow, TableSummary } from "@/lib/contract/dataset";
import { AS_OF_SQL, REPORTING_CURRENCY_SQL } from "../summarize-tables";
import { checkRows, findRepeatedKey, readDays, type TableFacts } from "./check-rows";
import type { PostgresDb } from "./connection";
import { readLayout, type TableLayout } from "./read-layout";
import { readOrphans } from "./read-orphans";
import { type TableDifference, withViews } from "./table-views";

/** What the tables of a warehouse are now. */
export interface Profile {
  dataset: Pick<Dataset, "asOf" | "reportingCurrency" | "tables" | "quarantine" | "quarantinedRows">;
  /** Optional columns the tables have, as `table.column`. */
  presentColumns: string[];
  /** What each statement has to be told; see `withViews`. */
  differences: TableDifference[];
}

export interface ProfileOptions {
  /** From this size on a table is not read whole: its rows are the planner's estimate, its rules go unchecked. */
  estimateFromRows?: number;
  signal?: AbortSignal | undefined;
}

const ESTIMATE_FROM_ROWS = 10_000_000;
const MAX_QUARANTINED = 200;

/**
 * Describes the canonical tables of a warehouse. Any fault of a table, a column or a rule refuses all of it, as it
 * would a folder; rows that name a key which is not there are set apart and counted.
 */
export async function readProfile(
  db: PostgresDb,
  { estimateFromRows = ESTIMATE_FROM_ROWS, signal }: ProfileOptions = {},
): Promise<{ profile: Profile | null; faults: DataFault[] }> {
  const layout = await readLayout(db);
  if (layout.faults.length > 0) return { profile: null, faults: layout.faults };
  const checked: { table: TableLayout; facts: TableFacts; isEstimate: boolean }[] = [];
  for (const table of layout.tables) {
    const isEstimate = (table.estimatedRows ?? 0) >= estimateFromRows;
    checked.push({ table, isEstimate, facts: await readFacts(db, table, isEstimate, signal) });
  }
  const faults = checked.flatMap(({ facts }) => facts.faults);
  if (faults.length > 0) return { profile: null, faults };

  const differences: TableDifference[] = [];
  const quarantine: QuarantinedRow[] = [];
  const tables: TableSummary[] = [];
  for (const { table, facts, isEstimate } of checked) {
    const { spec, missing } = table;
    const orphans = isEstimate ? null : await readOrphans(db, table, differences, signal);
    faults.push(...(orphans?.faults ?? []));
    quarantine.push(...(orphans?.listed ?? []));
    differences.push({ spec, missing, emptied: facts.emptied, orphans: orphans?.keys ?? new Map() });
    tables.push({
      name: spec.name,
      file: spec.name,
      rows: facts.rows - (orphans?.rows ?? 0),
      quarantined: orphans?.rows ?? 0,
      missingColumns: [...missing],
      firstDay: facts.firstDay,
      lastDay: facts.lastDay,
      ...(isEstimate ? { rowsAreEstimated: true } : {}),
    });
  }
  if (faults.length > 0) return { profile: null, faults };
  const ask = async (sql: string) => {
    const statement = withViews(differences, { sql, params: [] });
    return Object.values((await db.query(statement.sql, statement.params, { signal }))[0] ?? {})[0];
  };
  const [day, currency] = [await ask(AS_OF_SQL), await ask(REPORTING_CURRENCY_SQL)];
  const dataset = {
    asOf: typeof day === "string" ? day : null,
    reportingCurrency: typeof currency === "string" ? currency : "USD",
    tables,
    quarantine: quarantine.slice(0, MAX_QUARANTINED),
    quarantinedRows: tables.reduce((sum, table) => sum + table.quarantined, 0),
  };
  return { profile: { dataset, presentColumns: presentColumns(layout.tables), differences }, faults };
}

async function readFacts(
  db: PostgresDb,
  table: TableLayout,
  isEstimate: boolean,
  signal: AbortSignal | undefined,
): Promise<TableFacts> {
  if (isEstimate) {
    const days = await readDays(db, table.spec, signal);
    return { rows: Math.round(table.estimatedRows ?? 0), ...days, emptied: new Set(), faults: [] };
  }
  const facts = await checkRows(db, table, signal);
  const repeated = table.hasUniqueKey ? [] : await findRepeatedKey(db, table, signal);
  return { ...facts, faults: [...facts.faults, ...repeated] };
}

function presentColumns(tables: readonly TableLayout[]): string[] {
  return tables.flatMap(({ spec, missing }) =>
    spec.columns
      .filter(({ name, optional }) => optional && !missing.has(name))
      .map(({ name }) => `${spec.name}.${name}`),
  );
}
