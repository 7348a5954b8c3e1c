import type { ColumnSpec, TableSpec } from "../contract/tables";
import type { MappingPath } from "./parse-mapping";
import type { ColumnRule, MappingCondition } from "./schema";

/** A foreign file as a mapping sees it: normalised column names to the ones that people see. */
export interface ForeignFile {
  name: string;
  /** The name without its ending, normalised. */
  stem: string;
  columns: ReadonlyMap<string, string>;
}

/** A column of one of a part's sources: 0 is the part's own file, then its joins in order. */
export interface ColumnAt {
  source: number;
  column: string;
}

export interface PlannedCondition {
  at: ColumnAt | null;
  test: MappingCondition;
}

export type PlannedValue =
  | { kind: "columns"; at: ColumnAt[] }
  | { kind: "template"; pieces: (string | ColumnAt)[] }
  | { kind: "constant"; value: string | null };

/** A canonical column with everything found that its rule names. */
export interface PlannedColumn {
  spec: ColumnSpec;
  rule: ColumnRule;
  value: PlannedValue;
  add: ColumnAt[];
  minus: ColumnAt[];
  perMonth: { unit: ColumnAt; count: ColumnAt | null } | null;
  cases: { when: PlannedCondition[]; value: string | null }[];
  /** Where the rule stands in the mapping file. */
  path: MappingPath;
}

export interface PlannedJoin {
  name: string;
  file: string;
  on: { theirs: string; ours: ColumnAt }[];
  pick: { by: string; order: "first" | "last" } | null;
  where: PlannedCondition[];
}

export interface PlannedPart {
  from: string;
  joins: PlannedJoin[];
  where: PlannedCondition[];
  unlessIn: { file: string; on: { theirs: string; ours: ColumnAt }[] } | null;
  versions: { key: string[]; from: string; to: string | null } | null;
  columns: PlannedColumn[];
}

export interface PlannedTable {
  table: TableSpec;
  /** None for a table that is declared absent or whose optional files are. */
  parts: PlannedPart[];
  present: ReadonlySet<string>;
}

/** A source that some part reads: a file of the folder, or the entries of a JSON list in another source. */
export type PlannedSource =
  | {
      kind: "file";
      alias: string;
      file: ForeignFile;
      columns: ReadonlySet<string>;
      deleted: string[];
      latest: { key: string[]; by: string } | null;
    }
  | { kind: "list"; alias: string; parent: string; column: string; json: string; columns: ReadonlySet<string> };

/** What a mapping does with one folder. */
export interface MappingPlan {
  /** Parents before the lists taken from them. */
  sources: PlannedSource[];
  tables: PlannedTable[];
  minorDigits: Readonly<Record<string, number>>;
}

/** How much of what a mapping names a folder has. */
export interface MappingFit {
  required: number;
  requiredFound: number;
  optional: number;
  optionalFound: number;
  files: number;
  filesFound: number;
}
