import type { DataFault } from "@/lib/contract/dataset";
import type { TableSpec } from "@/lib/contract/tables";
import type { QuickSource } from "./quick-column-sql";

/** One fault of a staged row, before anyone knows in which file and line the row stands. */
export interface Problem {
  record: number;
  column: string;
  value: string | null;
  expected: string;
  /** The record that a repeated key repeats. */
  earlier: number | null;
}

/** A file read as trimmed texts into the temporary table `stage_<table>`, its rows in the order of the file. */
export interface Staged {
  /** False when the file's shape kept it from being read; its faults say why. */
  isRead: boolean;
  present: ReadonlySet<string>;
  faults: DataFault[];
  faultCount: number;
  /** Says in which file, line and column the problems of staged rows are. */
  describe(problems: readonly Problem[]): Promise<DataFault[]>;
}

/** Rows that a mapping leaves out on purpose. */
export interface LeftOut {
  file: string;
  reason: "deleted" | "superseded" | "not_selected";
  rows: number;
}

/** Where the texts of the canonical tables come from: files of their own, or foreign ones through a mapping. */
export interface Staging {
  /** The source of a table that can be read into it at once; null where it has to be staged first. */
  openQuick(table: TableSpec): Promise<QuickSource | null>;
  /** Makes `stage_<table>`; null when nothing is there to be read, which is a fault of the folder already. */
  stage(table: TableSpec): Promise<Staged | null>;
  /** The files that a table's rows come from. */
  fileOf(table: string): string | null;
  leftOut: LeftOut[];
  faults: DataFault[];
  faultCount: number;
}
