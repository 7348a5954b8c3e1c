import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableName, TableSummary } from "@/lib/contract/dataset";
import { TABLES } from "@/lib/contract/tables";

/** The column that says when a row of the table happened. */
export const DAY_COLUMNS: Record<TableName, string> = {
  customers: "created_at",
  subscriptions: "started_on",
  invoices: "issued_on",
  payments: "paid_at",
  refunds: "refunded_at",
  usage_events: "occurred_at",
  signal_events: "occurred_at",
};

/** Rows and first and last day of each filled table. */
export async function summarizeTables(
  connection: DuckDBConnection,
): Promise<Pick<TableSummary, "name" | "rows" | "firstDay" | "lastDay">[]> {
  const selects = TABLES.map(
    ({ name }) => `select '${name}', count(*), cast(cast(min(${DAY_COLUMNS[name]}) as date) as varchar),
      cast(cast(max(${DAY_COLUMNS[name]}) as date) as varchar) from ${name}`,
  );
  const result = await connection.runAndReadAll(selects.join(" union all "));
  return TABLES.map(({ name }) => {
    const row = result.getRows().find((candidate) => candidate[0] === name);
    return { name, rows: Number(row?.[1] ?? 0), firstDay: textOrNull(row?.[2]), lastDay: textOrNull(row?.[3]) };
  });
}

/** The as-of day: the last day of anything that happened; planned dates do not count. Source: domain.md. */
export const AS_OF_SQL = `select max(day) as day from (
  select max(issued_on) as day from invoices union all select max(paid_on) from invoices
  union all select cast(max(paid_at) as date) from payments
  union all select cast(max(refunded_at) as date) from refunds
  union all select cast(max(occurred_at) as date) from usage_events
  union all select cast(max(occurred_at) as date) from signal_events) days`;

/** The currency of most live invoices, ties by name. */
export const REPORTING_CURRENCY_SQL = `select currency from invoices where status in ('open', 'paid', 'uncollectible')
  group by currency order by count(*) desc, currency collate "C" limit 1`;

/** The as-of day as `YYYY-MM-DD`; null when there is no dated row. */
export async function readAsOf(connection: DuckDBConnection): Promise<string | null> {
  const result = await connection.runAndReadAll(`select cast(day as varchar) from (${AS_OF_SQL})`);
  return textOrNull(result.getRows()[0]?.[0]);
}

/** The reporting currency; USD without any live invoice. */
export async function readReportingCurrency(connection: DuckDBConnection): Promise<string> {
  const result = await connection.runAndReadAll(REPORTING_CURRENCY_SQL);
  return textOrNull(result.getRows()[0]?.[0]) ?? "USD";
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
