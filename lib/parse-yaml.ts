import { type Document, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { DataFault } from "./contract/dataset";

export type YamlPath = readonly (string | number)[];

/** A checked YAML file and where its parts stand. */
export interface ParsedYaml<T> {
  value: T;
  /** The line of the deepest part of the path that the file has. */
  lineOf(path: YamlPath): number | null;
  /** The file's line of a line (from 1) of a block of text at the path. */
  lineInText(path: YamlPath, line: number): number | null;
}

/** Reads a YAML file by a schema; every fault names its line. */
export function parseYaml<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
): { parsed: ParsedYaml<T>; faults: [] } | { parsed: null; faults: DataFault[] } {
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
  const lineOf = (path: YamlPath): number | null => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return text.trim() === "" ? null : 1;
  };
  const lineInText = (path: YamlPath, line: number): number | null => {
    const start = lineOf(path);
    const node = document.getIn(path, true);
    return start !== null && isScalar(node) && node.type === "BLOCK_LITERAL" ? start + line : start;
  };
  const data = toData(document);
  if (data instanceof Error)
    return { parsed: null, faults: [fault(1, null, `YAML that can be read: ${data.message}`)] };
  const read = schema.safeParse(data.value);
  if (read.success) return { parsed: { value: read.data, lineOf, lineInText }, faults: [] };
  const faults = read.error.issues.flatMap(deepest).map(({ path, message }) => {
    const at = path.map((part) => part as string | number);
    return fault(lineOf(at), at.join(".") || null, message);
  });
  return { parsed: null, faults };
}

/** The plain data of a document; an error for one whose aliases unfold without end. */
function toData(document: Document.Parsed): { value: unknown } | Error {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Of a union's branches the one whose faults lie deepest is the one that was meant. */
function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: `no member ${key}` }));
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
  const words = issue.message.replace(/^Invalid (?:input|option): expected /, "");
  return words.replace(/, received undefined$/, ", and there is none");
}
