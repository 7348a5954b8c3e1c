import { createHash } from "node:crypto";
import type { DataFault } from "@/lib/contract/dataset";
import { checkDefinition } from "@/lib/detection/custom/check-definition";
import { toDetector } from "@/lib/detection/custom/custom-detector";
import type { CustomDefinition } from "@/lib/detection/custom/definition";
import { parseDefinition } from "@/lib/detection/custom/parse-definition";
import type { Detector } from "@/lib/detection/detector";
import { DETECTORS } from "@/lib/detection/registry";
import type { Context } from "./context";

/** A file of the detectors' folder: a definition that may run, or the faults that refuse it. */
export interface CustomFile {
  file: string;
  /** SHA-256 of its text: what a backtest and an activation are bound to. */
  hash: string;
  /** The id it gives itself, read as well as the file allows. */
  id: string | null;
  /** The line of that id. */
  idLine: number | null;
  definition: CustomDefinition | null;
  faults: DataFault[];
}

export type CustomContext = Pick<Context, "readDetectorFiles" | "parseSql" | "warehouse">;

const BUILT_IN: ReadonlySet<string> = new Set(DETECTORS.map(({ id }) => id));
const BIND_LIMIT_MS = 10_000;
const MAX_PASSED = 500;

/** Files that passed, by hash and data: binding asks the engine, and neither changes with every page. */
const passed = new Set<string>();

/**
 * Reads and checks every file; a faulty one is refused alone. Of two with one id the one that is active (by its hash)
 * stands, else the first by name.
 */
export async function readCustomFiles(context: CustomContext, active: ReadonlySet<string>): Promise<CustomFile[]> {
  const files: CustomFile[] = [];
  for (const { name, text } of await context.readDetectorFiles()) {
    files.push(text === null ? unreadable(name) : await readFile(context, name, text));
  }
  const standing = new Map<string, CustomFile>();
  for (const file of [...files].sort((a, b) => Number(active.has(b.hash)) - Number(active.has(a.hash))))
    if (file.definition && !standing.has(file.definition.id)) standing.set(file.definition.id, file);
  return files.map((file) => {
    const first = file.definition ? standing.get(file.definition.id) : undefined;
    return first && first !== file ? refuseTwin(file, first) : file;
  });
}

function unreadable(file: string): CustomFile {
  const fault = { file, line: null, column: null, value: null, expected: "a file that can be read, of at most 64 KB" };
  return { file, hash: "", id: null, idLine: null, definition: null, faults: [fault] };
}

async function readFile(context: CustomContext, file: string, text: string): Promise<CustomFile> {
  const hash = createHash("sha256").update(text).digest("hex");
  const { parsed, faults } = parseDefinition(file, text, BUILT_IN);
  if (!parsed) return { file, hash, id: idIn(text), idLine: null, definition: null, faults };
  const { warehouse } = context;
  const key = `${file} ${hash} ${warehouse?.dataset.id} ${warehouse?.dataset.loadedAt}`;
  const found = passed.has(key) ? [] : await checkDefinition(parsed, context.parseSql, warehouse, bindLimit);
  if (passed.size >= MAX_PASSED) passed.clear();
  if (found.length === 0) passed.add(key);
  const { id } = parsed.value;
  const idLine = parsed.lineOf(["id"]);
  return { file, hash, id, idLine, definition: found.length === 0 ? parsed.value : null, faults: found };
}

const bindLimit = () => AbortSignal.timeout(BIND_LIMIT_MS);

function refuseTwin(read: CustomFile, twin: CustomFile): CustomFile {
  const expected = `an id of its own: ${twin.file} has it already`;
  const fault = { file: read.file, line: read.idLine, column: "id", value: read.id, expected };
  return { ...read, definition: null, faults: [fault] };
}

function idIn(text: string): string | null {
  return /^id:\s*["']?([a-z][a-z0-9_]{2,59})\b/m.exec(text)?.[1] ?? null;
}

/** What learning needs to know of custom detectors: their defaults and grids. Faulty files have none. */
export async function readTunables(read: Context["readDetectorFiles"] | undefined): Promise<Detector[]> {
  const files = (await read?.()) ?? [];
  return files.flatMap(({ name, text }) => {
    const { parsed } = text === null ? { parsed: null } : parseDefinition(name, text, BUILT_IN);
    return parsed ? [toDetector(parsed.value)] : [];
  });
}
