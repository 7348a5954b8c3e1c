import { isNode, LineCounter, parseDocument, stringify } from "yaml";
import type { z } from "zod";
import type { DataFault } from "../contract/dataset";
import { Mapping } from "./schema";

export type MappingPath = readonly (string | number)[];

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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fault = (line: number | null, column: string | null, expected: string): DataFault => ({
    file,
    line,
    column,
    value: null,
    expected,
  });
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) =>
      fault(lines.linePos(error.pos[0]).line, null, `YAML that can be read: ${error.message.split("\n")[0]}`),
    );
    return { parsed: null, faults };
  }
  const lineOf = (path: MappingPath): number | null => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return text.trim() === "" ? null : 1;
  };
  const read = Mapping.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (read.success) return { parsed: { file, text, mapping: read.data, lineOf }, faults: [] };
  const faults = read.error.issues.flatMap(deepest).map(({ path, message }) => {
    const at = path.map((part) => part as string | number);
    return fault(lineOf(at), at.join(".") || null, message);
  });
  return { parsed: null, faults };
}

/** A mapping as the text of a file; what the API is given is kept so. */
export function formatMapping(mapping: Mapping): string {
  return stringify(mapping, { lineWidth: 110 });
}

/** Of a union's branches the one whose faults lie deepest is the one that was meant. */
function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== "invalid_union") return [{ path: issue.path, message: expectedWords(issue) }];
  const branches = issue.errors.map((errors) =>
    errors.flatMap((inner) => deepest({ ...inner, path: [...issue.path, ...inner.path] })),
  );
  const depth = (faults: { path: PropertyKey[] }[]) => Math.max(0, ...faults.map((one) => one.path.length));
  const best = branches.toSorted((left, right) => depth(right) - depth(left))[0];
  if (!best || best.length === 0) return [{ path: issue.path, message: issue.message }];
  return best;
}

function expectedWords(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `no member ${issue.keys.join(", ")}`;
  return issue.message.replace(/^Invalid input: expected /, "");
}
