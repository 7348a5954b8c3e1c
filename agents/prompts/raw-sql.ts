import { z } from "zod";
import { TABLES, warehouseColumn } from "@/lib/contract/tables";
import type { Prompt } from "../reasoning";
import { DATA_RULE, dataBlock } from "./data-block";

/** One SELECT, or none when the tables cannot answer. */
export const RawSql = z.object({ sql: z.string().max(8000).nullable() });
export type RawSql = z.infer<typeof RawSql>;

/** The schema, the rules and what was wrong with the attempt before; the question stands apart, as data. */
export function rawSqlPrompt(question: string, asOf: string, failed: { sql: string; reason: string } | null): Prompt {
  const tables = TABLES.map((table) => `${table.name}(${table.columns.map(warehouseColumn).join(", ")})`);
  return {
    version: "analyst.raw-sql.1",
    system: [
      "You write one DuckDB SELECT over these tables, or answer null when they cannot answer the question.",
      ...tables,
      "Columns ending in _cents are integer minor units: keep that ending in aliases of money. Group money by currency.",
      `Today is ${asOf}. No table functions, no settings, no recursive queries, no files, at most 1,000 rows.`,
      DATA_RULE,
    ].join("\n"),
    user: [
      dataBlock({ question: question.slice(0, 2000) }),
      ...(failed ? ["The attempt before failed:", dataBlock(failed)] : []),
    ].join("\n"),
  };
}
