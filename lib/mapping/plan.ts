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
  /** JSONPath into the cell. */
  json?: string;
}

export interface PlannedCondition {
  /** The first of these that is filled in the row is tested; none when the column is absent. */
  at: ColumnAt[];
  test: MappingCondition;
}

export type PlannedValue =
  | { kind: "columns"; at: ColumnAt[] }
  | { kind: "template"; pieces: (string | ColumnAt)[] }
  | { kind: "constant"; value: string | null };

export interface PlannedCase {
  when: PlannedCondition[];
  /** Null for a case that reads a column. */
  column: ColumnAt | null;
  value: string | null;
  end: ColumnRule["end"];
}

/** A canonical column with everything found that its rule names. */
export interface PlannedColumn {
  spec: ColumnSpec;
  rule: ColumnRule;
  value: PlannedValue;
  add: ColumnAt[];
  minus: ColumnAt[];
  divideBy: ColumnAt | null;
  perMonth: { unit: ColumnAt[]; count: ColumnAt[] } | null;
  cases: PlannedCase[];
  /** Where the rule stands in the mapping file. */
  path: MappingPath;
}

/** Equal to the first of our columns that is filled. */
export interface PlannedOn {
  theirs: string;
  ours: ColumnAt[];
}

/** Without a day that a version starts only the latest row of a key is kept. */
export type PlannedVersions =
  | { kind: "days"; key: string[]; from: string; to: string | null }
  | { kind: "latest"; key: string[]; by: string };

export interface PlannedJoin {
  name: string;
  file: string;
  on: PlannedOn[];
  pick: { by: string; order: "first" | "last" } | null;
  where: PlannedCondition[];
}

export interface PlannedPart {
  from: string;
  joins: PlannedJoin[];
  where: PlannedCondition[];
  unlessIn: { file: string; on: PlannedOn[] } | null;
  versions: PlannedVersions | null;
  since: { day: ColumnAt[]; after: ColumnAt[] } | null;
  todayOnly: boolean;
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
