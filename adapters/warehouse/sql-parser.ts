import { type DuckDb, openDuckDb } from "./duckdb";

/** Reads SQL into DuckDB's syntax tree, for the guard of statements that run on any engine. */
export interface SqlParser {
  /** The tree as JSON, or the parser's error as JSON: a statement that cannot be read does not throw. */
  serialize(sql: string): Promise<string>;
  close(): Promise<void>;
}

/** A parser over an empty database in memory, opened at its first use. */
export function createSqlParser(): SqlParser {
  let opened: Promise<DuckDb> | null = null;
  return {
    async serialize(sql) {
      opened ??= openDuckDb(":memory:");
      const [row] = await (await opened).query("select json_serialize_sql($1::varchar) as tree", [sql]);
      return String(row?.tree);
    },
    async close() {
      (await opened)?.close();
      opened = null;
    },
  };
}
