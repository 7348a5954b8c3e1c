import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import { sqlPath } from "@/adapters/warehouse/sql-text";

/** What was known of each table before a day: later rows are gone, and what later days changed is as it was. */
const BEFORE: Record<string, string> = {
  customers: "select * from source where created_at < timestamp '%'",
  subscriptions: `select * replace (
      case when canceled_on < date '%' then canceled_on end as canceled_on,
      case when valid_to <= date '%' then valid_to end as valid_to,
      case when status = 'canceled' and canceled_on >= date '%' then 'active' else status end as status)
    from source where started_on < date '%' and coalesce(valid_from, started_on) < date '%'`,
  invoices: `select * replace (
      case when paid_on < date '%' then paid_on end as paid_on,
      case when status = 'paid' and paid_on >= date '%' then 'open' else status end as status)
    from source where issued_on < date '%'`,
  payments: "select * from source where paid_at < timestamp '%'",
  refunds: "select * from source where refunded_at < timestamp '%'",
  usage_events: "select * from source where occurred_at < timestamp '%'",
  signal_events: "select * from source where occurred_at < timestamp '%'",
};

/** Writes what a world's folder held before `day` (`YYYY-MM-DD`) into another folder, in the same format. */
export async function cutWorld(folder: string, target: string, day: string, format: "csv" | "parquet"): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const db = await openDuckDb(":memory:");
  await db.script(async (connection) => {
    await connection.run("set memory_limit = '2GB'");
    await connection.run(`set temp_directory = ${sqlPath(`${target}.tmp`)}`);
    for (const [table, select] of Object.entries(BEFORE)) {
      const path = sqlPath(join(folder, `${table}.${format}`));
      // Every column as text: what is written back is what was read.
      const source =
        format === "csv" ? `read_csv(${path}, header = true, all_varchar = true)` : `read_parquet(${path})`;
      const sql = select.replaceAll("%", day).replace("from source", `from ${source}`);
      const typed = sql.replaceAll(/\b(created_at|paid_at|refunded_at|occurred_at) </g, "cast($1 as timestamp) <");
      const dated = typed.replaceAll(
        /\b(canceled_on|valid_to|paid_on|started_on|issued_on) (<=?|>=)/g,
        "cast($1 as date) $2",
      );
      const kept = dated.replace(
        "coalesce(valid_from, started_on) <",
        "cast(coalesce(valid_from, started_on) as date) <",
      );
      const options = format === "csv" ? "(header, delimiter ',')" : "(format parquet)";
      await connection.run(`copy (${kept}) to ${sqlPath(join(target, `${table}.${format}`))} ${options}`);
    }
  });
  db.close();
}
