import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { TABLES, warehouseColumn } from "@/lib/contract/tables";
import { sqlName, sqlText } from "./sql-text";

/** Above this share of subscriptions touched by single changed rows, a month counts as changed as a whole. */
const MANY_SUBSCRIPTIONS = 0.05;

/** The month a row of a large table belongs to: that of a period's end, of an event's instant. */
const MONTHS = {
  invoices: "cast(date_trunc('month', period_end) as date)",
  usage_events: "cast(date_trunc('month', occurred_at) as date)",
} as const;
type Monthly = keyof typeof MONTHS;

/**
 * Keeps in the warehouse file, in a schema of its own, a digest of every month of invoices and usage, and, where the
 * data before it is given, what changed since: `opsiq.changes` says up to which day every billing period is as it was,
 * apart from those of `opsiq.changed_subscriptions`. A file of another making has no digests: then nothing is said.
 */
export async function recordChanges(connection: DuckDBConnection, previousFile: string | null): Promise<void> {
  const digests = Object.entries(MONTHS).map(
    ([table, month]) =>
      `select ${sqlText(table)} as table_name, ${month} as month, count(*) as row_count,
       cast(sum(${rowHash(table)}) as varchar) as digest from ${table} group by 2`,
  );
  await connection.run("create schema opsiq");
  await connection.run(`create table opsiq.digests as ${digests.join(" union all ")}`);
  await connection.run("create table opsiq.changed_subscriptions (subscription_id varchar)");
  await connection.run("create table opsiq.changes (previous varchar, sealed_up_to date)");
  if (previousFile === null) return;
  await connection.run(`attach ${sqlText(previousFile)} as previous (read_only)`);
  try {
    if (await hasDigests(connection)) await compare(connection, basename(previousFile));
  } finally {
    await connection.run("detach previous");
  }
}

async function hasDigests(connection: DuckDBConnection): Promise<boolean> {
  const found = await connection.runAndReadAll(
    "select 1 from duckdb_tables() where database_name = 'previous' and schema_name = 'opsiq' and table_name = 'digests'",
  );
  return found.currentRowCount > 0;
}

async function compare(connection: DuckDBConnection, previous: string): Promise<void> {
  await connection.run(`insert into opsiq.changed_subscriptions ${differing("subscriptions", "subscription_id")}`);
  await connection.run(`insert into opsiq.changed_subscriptions select distinct subscription_id from invoices
    where customer_id in (${differing("customers", "customer_id")})`);
  const total = await readNumber(connection, "select count(distinct subscription_id) from subscriptions");
  const few = total * MANY_SUBSCRIPTIONS;
  const sealed = [await sealedByAsOf(connection)];
  for (const table of ["invoices", "usage_events"] as const) {
    for (const month of await changedMonths(connection, table)) {
      const inMonth = `${MONTHS[table]} = cast(${sqlText(month)} as date)`;
      const touched = differing(table, "subscription_id", inMonth);
      if ((await readNumber(connection, `select count(*) from (${touched})`)) > few) {
        sealed.push(table === "invoices" ? `cast(${sqlText(month)} as date) - 1` : `cast(${sqlText(month)} as date)`);
        break;
      }
      await connection.run(`insert into opsiq.changed_subscriptions ${touched}`);
    }
  }
  await connection.run(`create or replace table opsiq.changed_subscriptions as
    select distinct subscription_id from opsiq.changed_subscriptions where subscription_id is not null`);
  await connection.run(`insert into opsiq.changes select ${sqlText(previous)}, least(${sealed.join(", ")})`);
}

/** Periods that had ended by the earlier as-of day stay ended, as long as the data goes on from there. */
async function sealedByAsOf(connection: DuckDBConnection): Promise<string> {
  const lastDay = (database: string) =>
    `(select max(cast(occurred_at as date)) from ${database}usage_events), (select max(issued_on) from ${database}invoices)`;
  const before = `greatest(${lastDay("previous.")})`;
  const isLater = await readNumber(
    connection,
    `select case when greatest(${lastDay("")}) >= ${before} then 1 else 0 end`,
  );
  return isLater === 1 ? `${before} + 1` : "cast('0001-01-01' as date)";
}

async function changedMonths(connection: DuckDBConnection, table: Monthly): Promise<string[]> {
  const result = await connection.runAndReadAll(
    `select cast(coalesce(n.month, o.month) as varchar) from (select * from opsiq.digests where table_name = '${table}') n
     full join (select * from previous.opsiq.digests where table_name = '${table}') o on o.month = n.month
     where n.digest is distinct from o.digest or n.row_count is distinct from o.row_count order by 1`,
  );
  return result.getRows().map((row) => String(row[0]));
}

/** The values of a column in rows that only one of both files has. */
function differing(table: string, column: string, where = "true"): string {
  const rows = (database: string) =>
    `select ${sqlName(column)}, ${rowHash(table)} as row_hash from ${database}${table} where ${where}`;
  return `select distinct ${sqlName(column)} from (
    (${rows("")} except all ${rows("previous.main.")}) union all (${rows("previous.main.")} except all ${rows("")}))`;
}

function rowHash(table: string): string {
  const columns = TABLES.find(({ name }) => name === table)?.columns ?? [];
  return `hash(${columns.map((column) => sqlName(warehouseColumn(column))).join(", ")})`;
}

async function readNumber(connection: DuckDBConnection, sql: string): Promise<number> {
  return Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0]);
}
