import type { Dataset } from "../contract/dataset";
import type { SqlValue, Warehouse } from "../ports";
import type { Detector, Parameters } from "./detector";

/** Columns count as present, whatever the data: a statement is shown as it would run. */
const EVERY_COLUMN: ReadonlySet<string> = Object.assign(new Set<string>(), { has: () => true });

const NO_DATA: Dataset = {
  id: "none",
  label: "none",
  folder: "none",
  loadedAt: "2026-01-31T00:00:00.000Z",
  asOf: "2026-01-31",
  reportingCurrency: "USD",
  tables: [],
  quarantine: [],
  quarantinedRows: 0,
};

/**
 * The statements a detector runs with these parameters, with the values they bind, from a run over tables without a row.
 * Thresholds in major units are scaled for each currency, so the reporting currency stands for all. Asks no engine.
 */
export async function captureStatements(
  detector: Detector,
  parameters: Parameters,
  dataset: Dataset | null,
): Promise<{ sql: string; params: readonly SqlValue[] }[]> {
  const shown = dataset?.asOf ? dataset : NO_DATA;
  const statements: { sql: string; params: readonly SqlValue[] }[] = [];
  const warehouse: Warehouse = {
    dialect: "duckdb",
    dataset: shown,
    presentColumns: EVERY_COLUMN,
    async query(sql, params = []) {
      if (/^select distinct currency\b/.test(sql)) return [{ currency: shown.reportingCurrency }];
      statements.push({ sql, params });
      return [];
    },
  };
  await detector.detect({
    warehouse,
    parameters,
    claimed: { centsOf: () => 0, isHeld: () => false },
    once: (_key, compute) => compute(),
  });
  return statements;
}
