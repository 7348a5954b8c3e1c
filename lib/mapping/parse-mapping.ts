import { stringify } from "yaml";
import type { DataFault } from "../contract/dataset";
import { parseYaml, type YamlPath } from "../parse-yaml";
import { Mapping } from "./schema";

export type MappingPath = YamlPath;

/** A checked mapping and where its parts stand in its file. */
export interface ParsedMapping {
  /** The file's name, as faults show it. */
  file: string;
  text: string;
  mapping: Mapping;
  /** The line of the deepest part of the path that the file has. */
  lineOf(path: MappingPath): number | null;
}

/** Reads a mapping file; every fault names its line. */
export function parseMapping(
  file: string,
  text: string,
): { parsed: ParsedMapping; faults: [] } | { parsed: null; faults: DataFault[] } {
  const { parsed, faults } = parseYaml(file, text, Mapping);
  if (!parsed) return { parsed, faults };
  return { parsed: { file, text, mapping: parsed.value, lineOf: parsed.lineOf }, faults: [] };
}

/** A mapping as the text of a file; what the API is given is kept so. */
export function formatMapping(mapping: Mapping): string {
  return stringify(mapping, { lineWidth: 110 });
}
