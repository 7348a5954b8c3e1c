import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Context, createContext } from "@/agents/context";
import { describeData, proposeMapping } from "@/agents/data";
import type { DataFault, Dataset, LoadReport } from "@/lib/contract/dataset";
import type { MappingProposal } from "@/lib/contract/mapping";
import { parseSettings } from "@/lib/env";
import { AppError, messageOf } from "@/lib/errors";
import { findFormer } from "@/lib/known-datasets";
import type { LoadOptions } from "@/lib/ports";

const USAGE = `npm run import -- <folder> [--mapping <file or name of a ready mapping>] [--write-mapping <file>]
  [--new-data-of <id or name of a dataset> | --own]`;
/** A proposal that is this sure, and ready, is used as it is; any other is written down for a person to confirm. */
const EXIT = { loaded: 0, refused: 1, usage: 2, unconfirmed: 3 } as const;
const LEFT_OUT = { deleted: "deleted", superseded: "of older versions", not_selected: "not of the kind taken" };
const MAX_SHOWN = 10;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const given = readArguments(args);
  if (!given) {
    console.error(USAGE);
    return EXIT.usage;
  }
  if (existsSync(".env")) process.loadEnvFile(".env");
  let context: Context;
  try {
    context = await createContext(parseSettings(process.env));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(
      error.code === "conflict"
        ? `${error.message}. While it runs, load the folder on its Data page or by POST /api/data/load.`
        : error.message,
    );
    return EXIT.refused;
  }
  try {
    return await importFolder(context, given);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(messageOf(error));
    return EXIT.refused;
  } finally {
    await context.close();
  }
}

interface Given {
  folder: string;
  mapping: string | null;
  writeTo: string | null;
  /** The id or label of the dataset that the folder goes on with, or `own`. */
  dataset: string | undefined;
}

function readArguments(args: string[]): Given | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        mapping: { type: "string" },
        "write-mapping": { type: "string" },
        "new-data-of": { type: "string" },
        own: { type: "boolean" },
      },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) return null;
    if (values.own && values["new-data-of"] !== undefined) return null;
    return {
      folder: resolve(folder),
      mapping: values.mapping ?? null,
      writeTo: values["write-mapping"] ?? null,
      dataset: values.own ? "own" : values["new-data-of"],
    };
  } catch {
    // Whatever is wrong with the arguments, the usage line says what is expected.
    return null;
  }
}

async function importFolder(context: Context, given: Given): Promise<number> {
  const { folder } = given;
  const dataset = findDataset(context, given.dataset);
  const load = async (mapping: LoadOptions["mapping"], label?: string) => {
    const guess = await guessFormer(context, folder, label);
    return report(context, await context.store.load(folder, { mapping, dataset, guess }));
  };
  if (given.mapping !== null) return load(await readChoice(given.mapping));
  if (existsSync(join(folder, "opsiq-mapping.yml"))) return load(undefined);
  const proposal = await proposeMapping(context, { folder });
  const isMapped = context.store.listDatasets().some(({ id, mapping }) => id === dataset && mapping !== undefined);
  const isGoingOn = dataset === undefined && proposal.source === "proposed" && (await guessFormer(context, folder));
  if (proposal.source === "canonical" || isMapped || isGoingOn) return load(undefined);
  if (proposal.source === "ready" && proposal.mapping) {
    const { mapping, confidence } = proposal;
    console.log(`Mapping: ${mapping.label}, sure ${confidence.toFixed(2)} (${proposal.ready[0]?.reasons.join(", ")})`);
    for (const assumption of proposal.assumptions) console.log(`  takes for granted: ${assumption}`);
    return load(mapping.name, mapping.label);
  }
  return describeProposal(proposal, given);
}

/** What a folder of foreign files most likely goes on with; the load checks by its rows whether it does. */
async function guessFormer(context: Context, folder: string, mapping?: string): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => /\.(csv|parquet)$/i.test(name));
  const mapped = describeData(context).datasets.filter((one) => one.mapping !== null);
  return findFormer(names, mapped, mapping)?.id;
}

/** The id of the dataset that is meant. @throws AppError `not_found`, naming those there are. */
function findDataset({ store }: Context, wanted: string | undefined): string | undefined {
  if (wanted === undefined || wanted === "own") return wanted;
  const known = store.listDatasets();
  const found = known.find(({ id, label }) => id === wanted || label === wanted);
  if (found) return found.id;
  const names = known.map(({ id, label }) => `${id} (${label})`).join(", ");
  throw new AppError("not_found", `There is no dataset ${wanted} to go on with: ${names || "none was loaded yet"}`);
}

/** A file if there is one, else the name of a ready mapping. */
async function readChoice(mapping: string): Promise<LoadOptions["mapping"]> {
  return existsSync(mapping) ? { file: basename(mapping), text: await readFile(mapping, "utf8") } : mapping;
}

async function describeProposal(proposal: MappingProposal, given: Given): Promise<number> {
  const file = given.writeTo ?? "proposed-mapping.yml";
  console.log(`No ready mapping fits ${given.folder}. Proposed, sure ${proposal.confidence.toFixed(2)}:`);
  for (const { table, file: from, confidence } of proposal.tables)
    console.log(`  ${table}: ${from ?? "absent"}${from ? `, sure ${confidence.toFixed(2)}` : ""}`);
  for (const { table, column, from, confidence, reasons } of proposal.columns)
    console.log(`    ${table}.${column}: ${from ?? "nothing"}, sure ${confidence.toFixed(2)} (${reasons.join("; ")})`);
  for (const question of proposal.open) console.log(`  to decide: ${question}`);
  await writeFile(file, proposal.yaml);
  console.log(`Nothing was loaded. Check ${file}, then: npm run import -- ${given.folder} --mapping ${file}`);
  return EXIT.unconfirmed;
}

function report(context: Context, { status, folder, faults, faultCount, dataset }: LoadReport): number {
  if (status === "loaded") {
    const goesOn = dataset?.isContinued
      ? ` as new data of ${dataset.label}: its cases and verdicts go on (--own keeps it apart)`
      : "";
    console.log(`Loaded ${folder}${goesOn}.`);
    printTables(context.store.current()?.dataset ?? null);
    return EXIT.loaded;
  }
  console.error(`Refused: ${faultCount} ${faultCount === 1 ? "fault" : "faults"}. The data that was there stays.`);
  printFaults(faults, faultCount);
  return EXIT.refused;
}

/** What the files became: rows a table, what was left out on purpose, and what was set apart and why. */
function printTables(dataset: Dataset | null): void {
  if (!dataset) return;
  const count = (rows: number) => rows.toLocaleString("en-US");
  for (const { name, file, rows, quarantined } of dataset.tables)
    console.log(
      `  ${name}: ${file === null ? "absent" : `${count(rows)} rows of ${file}`}${quarantined > 0 ? `, ${count(quarantined)} set apart` : ""}`,
    );
  for (const { file, reason, rows } of dataset.mapping?.leftOut ?? [])
    console.log(`  left out of ${file}: ${count(rows)} rows ${LEFT_OUT[reason]}`);
  const { todayOnly } = dataset.mapping ?? {};
  if (todayOnly && todayOnly.knownInPart + todayOnly.unknown > 0)
    console.log(
      `  contracts as they are today: ${count(todayOnly.knownInPart)} known from the first period billed at today's price, ${count(todayOnly.unknown)} never billed at it; nothing is claimed before`,
    );
  for (const { table, key, column, value, reason } of dataset.quarantine.slice(0, MAX_SHOWN))
    console.log(`  set apart ${table} ${key}: ${column} “${value}”, ${reason}`);
  if (dataset.quarantinedRows > MAX_SHOWN)
    console.log(`  and ${count(dataset.quarantinedRows - MAX_SHOWN)} more set apart, listed on the Data page`);
}

function printFaults(faults: readonly DataFault[], count: number): void {
  for (const { file, line, column, value, expected } of faults) {
    const place = [file, line, column].filter((part) => part !== null).join(":");
    console.error(`  ${place}: ${value === null ? "" : `“${value}”, `}expected ${expected}`);
  }
  if (count > faults.length) console.error(`  and ${count - faults.length} more`);
}
