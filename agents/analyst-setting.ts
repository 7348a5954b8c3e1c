import type { Answer } from "@/lib/contract/analyst";
import type { SqlRow, SqlValue, Warehouse } from "@/lib/ports";
import type { Catalogue } from "@/lib/semantic/catalogue";
import type { MetricModel } from "@/lib/semantic/model-types";
import type { ParseContext } from "@/lib/semantic/parse-types";
import type { ResultTable } from "@/lib/semantic/result";

/** The data and the words an answer is made from. */
export interface Setting {
  warehouse: Warehouse;
  model: MetricModel;
  catalogue: Catalogue;
  parseContext: ParseContext;
  signal?: AbortSignal | undefined;
}

export type Run = (sql: string, params: readonly SqlValue[]) => Promise<SqlRow[]>;

/** What running a query found, before it is rated and dressed as an answer. */
export interface Found {
  answer: string;
  sql: string;
  table: ResultTable;
  rowCount: number;
  truncated: boolean;
  /** null when there is nothing to add up. */
  reconciled: boolean | null;
  chart: Answer["chart"];
}
