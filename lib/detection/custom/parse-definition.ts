import type { DataFault } from "../../contract/dataset";
import { type ParsedYaml, parseYaml } from "../../parse-yaml";
import { bindNames, lineAt } from "./bind-names";
import { CustomDefinition } from "./definition";
import { boundNames } from "./statement";

/** A detector file that can be read; whether its SQL may run is for the guard and the engine to say. */
export interface ParsedDefinition extends ParsedYaml<CustomDefinition> {
  file: string;
  /** A fault of the SQL at a line of it, from 1. */
  sqlFault(line: number, expected: string): DataFault;
  /** A fault at a member of the file. */
  fault(path: readonly (string | number)[], expected: string): DataFault;
}

/** Reads a detector file; every fault names its line. `after` must name one of the built-in detectors given. */
export function parseDefinition(
  file: string,
  text: string,
  builtIn: ReadonlySet<string>,
): { parsed: ParsedDefinition; faults: [] } | { parsed: null; faults: DataFault[] } {
  const read = parseYaml(file, text, CustomDefinition);
  if (!read.parsed) return read;
  const { lineOf, lineInText } = read.parsed;
  const value = { ...read.parsed.value, sql: read.parsed.value.sql.replace(/[\s;]+$/, "") };
  const fault = (path: readonly (string | number)[], expected: string): DataFault => ({
    file,
    line: lineOf(path),
    column: path.join("."),
    value: null,
    expected,
  });
  const sqlFault = (line: number, expected: string): DataFault => ({
    ...fault(["sql"], expected),
    line: lineInText(["sql"], line),
  });
  const { faults: names } = bindNames(value.sql, boundNames(value), (name) => name);
  const faults = [
    ...names.map(({ offset, expected }) => sqlFault(lineAt(value.sql, offset), expected)),
    ...("as_of" in value.parameters
      ? [fault(["parameters", "as_of"], "another name: $as_of is the data's own day")]
      : []),
    ...(value.after !== undefined && !builtIn.has(value.after)
      ? [fault(["after"], `the id of a built-in detector, not ${value.after}`)]
      : []),
    ...(builtIn.has(value.id) ? [fault(["id"], `an id of its own: ${value.id} is a built-in detector`)] : []),
  ];
  if (faults.length > 0) return { parsed: null, faults };
  return { parsed: { value, file, lineOf, lineInText, fault, sqlFault }, faults: [] };
}
