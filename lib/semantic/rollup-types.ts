import type { SqlValue } from "../ports";

/** Totals of a fact by day and by the dimensions that may explain a change, kept beside the rows they are made from. */
export interface Rollup {
  /** Its table, in the warehouse file's own schema. */
  table: string;
  fact: string;
  time: string;
  dims: readonly string[];
  /** The metrics it holds; each has a column of its name and one of the rows that it counts (`rowsColumn`). */
  metrics: readonly string[];
  /** The statement it is made by. */
  sql: string;
  params: readonly SqlValue[];
  /** Relations that the statement reads and that are made before it, once for all rollups. */
  relations: readonly Relation[];
  /** Tells whether a table that was made earlier is this one. */
  definition: string;
}

/** A named statement, with the relations it needs written into it. */
export interface Relation {
  name: string;
  sql: string;
}

/** The column of a rollup that says how many rows a metric counts. */
export const rowsColumn = (metric: string): string => `${metric}_rows`;
