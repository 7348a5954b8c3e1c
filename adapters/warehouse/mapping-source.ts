import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DataFault } from "@/lib/contract/dataset";
import { AppError } from "@/lib/errors";
import { formatMapping, type ParsedMapping, parseMapping } from "@/lib/mapping/parse-mapping";
import { planMapping } from "@/lib/mapping/plan-mapping";
import type { LoadOptions } from "@/lib/ports";
import { findForeignFiles } from "./foreign-files";
import { findSourceFiles, resolveFolder } from "./source-files";
import type { ForeignSource, SourceFolder } from "./source-folder";

/** The mapping that a folder brings along. */
const FOLDER_MAPPING = "opsiq-mapping.yml";
const READY_FOLDER = "data/mappings";

/** Finds a folder's files, through a mapping where one counts; remembers the mappings that people confirmed. */
export interface MappingSources {
  /**
   * Which mapping counts: the one given; else, `asBefore`, the one confirmed for the dataset; else the folder's own;
   * else the confirmed one, unless the folder holds the canonical tables.
   * @throws AppError `not_found` or `validation` as `findSourceFiles`, and for an unknown ready mapping.
   */
  find(
    folder: string,
    options: { mapping?: LoadOptions["mapping"]; asBefore: boolean; datasetId: string },
  ): Promise<SourceFolder>;
  /** Remembers what a dataset was loaded through. */
  keep(source: SourceFolder, datasetId: string): Promise<void>;
}

export function createMappingSources(stateDir: string): MappingSources {
  const savedFile = (datasetId: string) => join(resolve(stateDir), "mappings", `${datasetId}.yml`);
  return {
    async find(folder, { mapping, asBefore, datasetId }) {
      const path = await resolveFolder(folder);
      const own = join(path, FOLDER_MAPPING);
      if (typeof mapping === "string") return mapFolder(path, `${mapping}.yml`, await readReadyMapping(mapping));
      if (mapping && "text" in mapping) return mapFolder(path, mapping.file, mapping.text);
      if (mapping) return mapFolder(path, "mapping", formatMapping(mapping));
      if (asBefore && existsSync(savedFile(datasetId)))
        return mapFolder(path, "mapping", await readText(savedFile(datasetId)));
      if (existsSync(own)) return mapFolder(path, FOLDER_MAPPING, await readText(own));
      const canonical = await findSourceFiles(path);
      if (canonical.faults.length === 0 || !existsSync(savedFile(datasetId))) return canonical;
      return mapFolder(path, "mapping", await readText(savedFile(datasetId)));
    },
    async keep({ mapped }, datasetId) {
      const file = savedFile(datasetId);
      if (!mapped || mapped.parsed.file === FOLDER_MAPPING) return rm(file, { force: true });
      await mkdir(join(resolve(stateDir), "mappings"), { recursive: true });
      await writeFile(file, mapped.parsed.text);
    },
  };
}

/** The mappings that ship, checked; a faulty one is a fault of the installation. */
export async function readReadyMappings(): Promise<ParsedMapping[]> {
  const names = (await readdir(resolve(READY_FOLDER))).filter((name) => name.endsWith(".yml")).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const { parsed, faults } = parseMapping(name, await readText(resolve(READY_FOLDER, name)));
      if (parsed) return parsed;
      const words = faults.map((fault) => `${fault.file}:${fault.line} ${fault.expected}`).join("; ");
      throw new AppError("unavailable", `A ready mapping is broken: ${words}`);
    }),
  );
}

/** A folder's files with what a mapping does with them; what it lacks is a fault. */
async function mapFolder(path: string, name: string, text: string): Promise<SourceFolder> {
  const { sources, faults: unreadable } = await findForeignFiles(path);
  const fingerprint = await fingerprintOf(text, sources);
  const read = parseMapping(name, text);
  if (!read.parsed) return { path, files: [], faults: read.faults, fingerprint };
  const { plan, faults } = planMapping(
    read.parsed,
    sources.map((source) => source.file),
  );
  const all: DataFault[] = plan ? [] : [...unreadable, ...faults];
  return { path, files: [], faults: all, fingerprint, mapped: { parsed: read.parsed, plan, files: sources } };
}

async function fingerprintOf(text: string, sources: readonly ForeignSource[]): Promise<string> {
  const hash = createHash("sha256").update(text);
  for (const { file, paths } of sources)
    for (const part of paths) {
      const { size, mtimeMs } = await stat(part);
      hash.update(`\n${file.name}|${part}|${size}|${mtimeMs}`);
    }
  return hash.digest("hex");
}

async function readReadyMapping(name: string): Promise<string> {
  const ready = await readReadyMappings();
  const found = ready.find((parsed) => parsed.mapping.name === name);
  if (found) return found.text;
  const names = ready.map((parsed) => parsed.mapping.name).join(", ");
  const detail = `expected one of ${names}`;
  throw new AppError("validation", `There is no ready mapping ${name.slice(0, 60)}: ${detail}`, {
    details: [{ pointer: "/mapping", detail }],
  });
}

async function readText(path: string): Promise<string> {
  return readFile(/* turbopackIgnore: true */ path, "utf8");
}
