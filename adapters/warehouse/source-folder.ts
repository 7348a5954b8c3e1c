import type { DataFault, TableName } from "@/lib/contract/dataset";
import type { ParsedMapping } from "@/lib/mapping/parse-mapping";
import type { ForeignFile, MappingPlan } from "@/lib/mapping/plan";
import type { Delimiter } from "./csv-header";

/** Where one table's rows are: `path` is a CSV file, a Parquet file, or a folder of Parquet files. */
export interface SourceFile {
  table: TableName;
  path: string;
  /** The name that people see: `invoices.csv`, `invoices.parquet` or `invoices/`. */
  name: string;
  kind: "csv" | "parquet" | "parquet_folder";
  /** Null when it is there and cannot be read. */
  bytes: number | null;
}

export interface SourceFolder {
  /** The folder's real path: links resolved, so one folder is one dataset. */
  path: string;
  files: SourceFile[];
  faults: DataFault[];
  /** Changes when a file is added, removed, resized or written. */
  fingerprint: string;
  /** Set when a mapping turns foreign files into the tables. */
  mapped?: MappedFolder;
}

/** A CSV or Parquet file of a folder, whatever it is called. */
export interface ForeignSource {
  file: ForeignFile;
  /** The names as they stand in the file, repeated ones included. */
  header: string[];
  /** Between the columns of a CSV file. */
  delimiter: Delimiter;
  path: string;
  kind: "csv" | "parquet";
  /** All parts of a folder of Parquet files. */
  paths: string[];
}

/** A folder of foreign files and what a mapping does with them. */
export interface MappedFolder {
  parsed: ParsedMapping;
  /** Null when the mapping names what the folder lacks; the folder's faults say what. */
  plan: MappingPlan | null;
  files: ForeignSource[];
}
