import { createHash } from "node:crypto";
import type { DataFault } from "@/lib/contract/dataset";
import { checkDefinition } from "@/lib/detection/custom/check-definition";
import type { CustomDefinition } from "@/lib/detection/custom/definition";
import { parseDefinition } from "@/lib/detection/custom/parse-definition";
import { DETECTORS } from "@/lib/detection/registry";
import type { Context } from "./context";

/** A file of the detectors' folder: a definition that may run, or the faults that refuse it. */
export interface CustomFile {
  file: string;
  /** SHA-256 of its text: what a backtest and an activation are bound to. */
  hash: string;
  /** The id it gives itself, read as well as the file allows. */
  id: string | null;
  definition: CustomDefinition | null;
  faults: DataFault[];
}

export type CustomContext = Pick<Context, "readDetectorFiles" | "parseSql" | "warehouse">;

const BUILT_IN: ReadonlySet<string> = new Set(DETECTORS.map(({ id }) => id));
const BIND_LIMIT_MS = 10_000;
const MAX_PASSED = 500;

/** Files that passed, by hash and data: binding asks the engine, and neither changes with every page. */
const passed = new Set<string>();

/** Reads and checks every file; a faulty one is refused alone, and of two with one id the later by name. */
export async function readCustomFiles(context: CustomContext): Promise<CustomFile[]> {
  const files: CustomFile[] = [];
  for (const { name, text } of await context.readDetectorFiles()) {
    const read = text === null ? tooLarge(name) : await readFile(context, name, text);
    const twin = files.find(({ definition }) => definition !== null && definition.id === read.definition?.id);
    files.push(twin ? refuseTwin(read, twin, text ?? "") : read);
  }
  return files;
}

function tooLarge(file: string): CustomFile {
  const fault = { file, line: null, column: null, value: null, expected: "a file of at most 64 KB" };
  return { file, hash: "", id: null, definition: null, faults: [fault] };
}

async function readFile(context: CustomContext, file: string, text: string): Promise<CustomFile> {
  const hash = createHash("sha256").update(text).digest("hex");
  const { parsed, faults } = parseDefinition(file, text, BUILT_IN);
  if (!parsed) return { file, hash, id: idIn(text), definition: null, faults };
  const { warehouse } = context;
  const key = `${file} ${hash} ${warehouse?.dataset.id} ${warehouse?.dataset.loadedAt}`;
  const found = passed.has(key) ? [] : await checkDefinition(parsed, context.parseSql, warehouse, bindLimit);
  if (passed.size >= MAX_PASSED) passed.clear();
  if (found.length === 0) passed.add(key);
  const { id } = parsed.value;
  return { file, hash, id, definition: found.length === 0 ? parsed.value : null, faults: found };
}

const bindLimit = () => AbortSignal.timeout(BIND_LIMIT_MS);

function refuseTwin(read: CustomFile, twin: CustomFile, text: string): CustomFile {
  const line = text.split("\n").findIndex((one) => one.startsWith("id:")) + 1;
  const expected = `an id of its own: ${twin.file} has it already`;
  const fault = { file: read.file, line: line > 0 ? line : null, column: "id", value: read.id, expected };
  return { ...read, definition: null, faults: [fault] };
}

function idIn(text: string): string | null {
  return /^id:\s*["']?([a-z][a-z0-9_]{2,59})\b/m.exec(text)?.[1] ?? null;
}
