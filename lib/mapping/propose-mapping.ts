import type { TableName } from "../contract/dataset";
import type { ProposedColumn, ProposedTable } from "../contract/mapping";
import { TABLES, type TableSpec } from "../contract/tables";
import { namesFor } from "./file-names";
import type { FileProfile, KeyOverlap } from "./profile";
import { doubtYearlyPrice, proposeFallback } from "./propose-fallbacks";
import { findMixedKinds, type MixedKinds } from "./propose-kinds";
import { takeFromLookups } from "./propose-lookups";
import { takeFromParents } from "./propose-parents";
import { type ProposedPart, proposePart } from "./propose-table";
import type { Mapping, TablePart } from "./schema";
import { TABLE_SYNONYMS } from "./synonyms";
import { translateName } from "./translate-name";

export interface Proposal {
  mapping: Mapping;
  tables: ProposedTable[];
  columns: ProposedColumn[];
  open: string[];
  assumptions: string[];
  /** The mean over the required columns; one that nothing fits counts as 0. */
  confidence: number;
}

const LEAST_TABLE_SCORE = 0.45;
/** Tables that a company may well not have. */
const MAY_BE_ABSENT: readonly TableName[] = ["payments", "refunds", "usage_events", "signal_events"];
const DELETED = /^_?(fivetran_deleted|is_deleted|deleted|deleted_at|ab_cdc_deleted_at|sdc_deleted_at)$/;
const UPDATED = /^_?(updated_at|updated|modified_at|last_modified|fivetran_synced|version|updated_on)$/;

/** Proposes a mapping for files that nothing is known of, by names, types, words and keys in common. */
export function proposeMapping(profiles: readonly FileProfile[], overlaps: readonly KeyOverlap[]): Proposal {
  const chosen = chooseFiles(profiles, overlaps);
  const mixed = takeRefundsFromPayments(chosen);
  const keys = keyColumns(chosen);
  const parts = new Map<TableName, ProposedPart>();
  for (const [name, { profile }] of chosen) parts.set(name, proposePart(specOf(name), profile, overlaps, keys));
  const files: Mapping["files"] = {};
  const tables: Mapping["tables"] = {};
  const columns: ProposedColumn[] = [];
  const open: string[] = [];
  const assumptions: string[] = [];
  const proposedTables: ProposedTable[] = TABLES.map((table) => {
    const part = parts.get(table.name);
    const choice = chosen.get(table.name);
    if (!part || !choice) {
      tables[table.name] = "absent";
      if (!MAY_BE_ABSENT.includes(table.name))
        open.push(`No file looks like ${table.name}: name it, or say that it is absent`);
      return { table: table.name, file: null, confidence: 0, reasons: ["no file looks like it"] };
    }
    const alias = table.name;
    const made = makePart(table, part, alias, parts, () => {
      const others = profiles.filter((profile) => ![...chosen.values()].some((one) => one.profile === profile));
      return { others, overlaps, files, tables };
    });
    files[alias] = { names: namesFor(part.profile.file.stem), ...made.cleaning };
    if (mixed && part.profile === mixed.profile) selectKinds(table.name, made, mixed);
    tables[table.name] = made.part;
    columns.push(...made.columns);
    open.push(...made.open);
    assumptions.push(...made.assumptions);
    return { table: table.name, file: part.profile.file.name, confidence: choice.score, reasons: choice.reasons };
  });
  const required = columns.filter((column) => column.isRequired);
  const mean = required.reduce((sum, column) => sum + column.confidence, 0) / Math.max(1, required.length);
  return {
    mapping: { name: "proposed", label: "Proposed for this folder", files, tables },
    tables: proposedTables,
    columns,
    open,
    assumptions,
    confidence: Math.round(mean * 100) / 100,
  };
}

interface Choice {
  profile: FileProfile;
  score: number;
  reasons: string[];
}

/** The best file for each table; each file is one table's. */
function chooseFiles(profiles: readonly FileProfile[], overlaps: readonly KeyOverlap[]): Map<TableName, Choice> {
  const pairs = TABLES.flatMap((table) =>
    profiles.map((profile) => {
      const { columns } = proposePart(table, profile, overlaps, new Map());
      const required = table.columns.filter((column) => !column.optional);
      const found = columns.filter((one) => one.proposed.isRequired);
      const cover = found.reduce((sum, one) => sum + one.proposed.confidence, 0) / required.length;
      const name = tableNameScore(table.name, profile.file.stem);
      const reasons = [
        `${found.length} of ${required.length} needed columns fit`,
        ...(name > 0 ? [`${profile.file.name} sounds like ${table.name}`] : []),
      ];
      return { table: table.name, profile, score: Math.round((0.45 * name + 0.55 * cover) * 100) / 100, reasons };
    }),
  ).toSorted((left, right) => right.score - left.score);
  const chosen = new Map<TableName, Choice>();
  const taken = new Set<FileProfile>();
  for (const { table, profile, score, reasons } of pairs) {
    if (score < LEAST_TABLE_SCORE || chosen.has(table) || taken.has(profile)) continue;
    chosen.set(table, { profile, score, reasons });
    taken.add(profile);
  }
  return chosen;
}

interface MixedFile extends MixedKinds {
  profile: FileProfile;
}

/** Refunds may stand among the payments; they are a table of their own then. */
function takeRefundsFromPayments(chosen: Map<TableName, Choice>): MixedFile | null {
  const payments = chosen.get("payments");
  const mixed = payments ? findMixedKinds(payments.profile) : null;
  if (!payments || !mixed) return null;
  const { profile } = payments;
  if (!chosen.has("refunds") && Object.keys(mixed.refunds).length > 0) {
    const reasons = [`some rows of ${profile.file.name} are refunds by their ${mixed.shown}`];
    chosen.set("refunds", { profile, score: Math.round(payments.score * 80) / 100, reasons });
  }
  return { ...mixed, profile };
}

/** The rows of a mixed file that a table takes. */
function selectKinds(table: TableName, made: MadePart, { column, shown, payments, refunds, profile }: MixedFile): void {
  const words = table === "refunds" ? Object.keys(refunds) : payments;
  made.part.where = { column, in: words };
  made.assumptions.push(`Rows of ${profile.file.name} whose ${shown} is ${words.join(" or ")} are ${table}`);
  if (table !== "refunds") return;
  made.part.columns.kind = { column, values: refunds };
  const reasons = [`reads ${words.map((word) => `${word} as ${refunds[word]}`).join(", ")}`];
  const kind = { table, part: 0, column: "kind", isRequired: true, from: shown, words, confidence: 0.85, reasons };
  made.columns.splice(0, made.columns.length, ...made.columns.filter((one) => one.column !== "kind"), kind);
  made.open.splice(0, made.open.length, ...made.open.filter((one) => !one.startsWith("refunds.kind ")));
}

function tableNameScore(table: TableName, stem: string): number {
  const names = [table, ...TABLE_SYNONYMS[table].split(" ")];
  const english = translateName(stem);
  if (names.includes(stem) || names.includes(english)) return 1;
  const words = english.split("_");
  return words.some((word) => names.includes(word)) ? 0.7 : 0;
}

function keyColumns(chosen: ReadonlyMap<TableName, Choice>): Map<string, { file: string; column: string }> {
  const keys = new Map<string, { file: string; column: string }>();
  for (const [name, { profile }] of chosen) {
    const table = specOf(name);
    const part = proposePart(table, profile, [], new Map());
    const key = part.columns.find((one) => one.proposed.column === table.key[0])?.rule.column;
    if (typeof key === "string") keys.set(`${name}.${table.key[0]}`, { file: profile.file.name, column: key });
  }
  return keys;
}

interface MadePart {
  part: TablePart;
  cleaning: { deleted?: string[]; latest?: { key: string[]; by: string } };
  columns: ProposedColumn[];
  open: string[];
  assumptions: string[];
}

function makePart(
  table: TableSpec,
  part: ProposedPart,
  alias: string,
  parts: ReadonlyMap<TableName, ProposedPart>,
  beside: () => {
    others: FileProfile[];
    overlaps: readonly KeyOverlap[];
    files: Mapping["files"];
    tables: Mapping["tables"];
  },
): MadePart {
  const { profile } = part;
  const file = profile.file.name;
  const made: MadePart = {
    part: { from: alias, columns: {} },
    cleaning: {},
    columns: part.columns.map((one) => one.proposed),
    open: [],
    assumptions: [],
  };
  for (const { proposed, rule } of part.columns) made.part.columns[proposed.column] = rule;
  const { others, overlaps, files, tables } = beside();
  takeFromLookups({ table, profile, part: made.part, columns: made.columns, files }, others, overlaps);
  takeFromParents(table, made.part, made.columns, parts, tables);
  for (const spec of table.columns) {
    if (spec.optional || made.part.columns[spec.name] !== undefined) continue;
    const base = { table: table.name, part: 0, column: spec.name, isRequired: true, words: [] };
    if (spec.nullable) {
      made.part.columns[spec.name] = { constant: null };
      made.columns.push({ ...base, from: "empty", confidence: 0.7, reasons: ["no column fits; it may be empty"] });
      continue;
    }
    const fallback = proposeFallback(table, spec.name, profile, made.part, parts);
    if (fallback) {
      const { rule, from, confidence, reason } = fallback;
      made.part.columns[spec.name] = rule;
      made.columns.push({ ...base, from, confidence, reasons: [reason] });
      continue;
    }
    made.columns.push({ ...base, from: null, confidence: 0, reasons: ["no column fits"] });
    made.open.push(`${table.name}.${spec.name} needs a column of ${file} or a constant`);
  }
  if (table.name === "subscriptions") doubtYearlyPrice(made.part, made.columns, profile);
  const deleted = profile.columns.filter((column) => DELETED.test(column.name)).map((column) => column.name);
  if (deleted.length > 0) {
    made.cleaning.deleted = deleted;
    made.assumptions.push(`Rows of ${file} that ${deleted.join(" or ")} marks as deleted are left out`);
  }
  handleVersions(table, part, made);
  return made;
}

/** A key that repeats: versions of a subscription where the rows say when, else the latest row of each key. */
function handleVersions(table: TableSpec, { profile, columns }: ProposedPart, made: MadePart): void {
  const key = columns.find((one) => one.proposed.column === table.key[0])?.rule.column;
  const column = profile.columns.find((one) => one.name === key);
  const by = profile.columns.find((one) => UPDATED.test(one.name))?.name;
  if (!column || column.distinct === column.filled || made.part.columns.valid_from !== undefined) return;
  const file = profile.file.name;
  if (!by) {
    made.open.push(`${file} has several rows of one ${column.shown}, and no column says which is the latest`);
    return;
  }
  if (table.name === "subscriptions") made.part.versions = { key: [column.name], from: by };
  else made.cleaning.latest = { key: [column.name], by };
  made.assumptions.push(
    table.name === "subscriptions"
      ? `Several rows of one ${column.shown} are versions that hold from ${by}`
      : `Of several rows of one ${column.shown} in ${file} the latest by ${by} is kept`,
  );
}

function specOf(name: TableName): TableSpec {
  return TABLES.find((table) => table.name === name) as TableSpec;
}
