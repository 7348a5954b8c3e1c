import type { MappingProposal, ProposedColumn, ReadyFit } from "@/lib/contract/mapping";
import { TABLES } from "@/lib/contract/tables";
import { fitMapping } from "@/lib/mapping/fit-mapping";
import { formatMapping, type ParsedMapping } from "@/lib/mapping/parse-mapping";
import type { PlannedColumn, PlannedPart } from "@/lib/mapping/plan";
import { planMapping } from "@/lib/mapping/plan-mapping";
import { proposeMapping } from "@/lib/mapping/propose-mapping";
import { findForeignFiles } from "./foreign-files";
import { profileFolder } from "./mapping-profile";
import { readReadyMappings } from "./mapping-source";
import { findSourceFiles, resolveFolder } from "./source-files";
import type { ForeignSource } from "./source-folder";

/** A ready mapping that fits this well is proposed instead of one made for the folder. */
const READY_CONFIDENCE = 0.9;
/** One that fits this well is most likely the right one for a fuller export. */
const NEARLY_READY = 0.6;
/** A value taken from one of several rows of another file, one that holds today's state, and one that is not there. */
const SURENESS = { picked: 0.85, asOfToday: 0.6, absent: 0.5 } as const;

/**
 * Proposes how to read a folder: as it is, through a mapping that ships, or through one made for it from names,
 * types, words and keys in common. Loads nothing.
 * @throws AppError `not_found` when there is no such folder, `validation` when it cannot be read.
 */
export async function proposeFolder(folder: string): Promise<MappingProposal> {
  const path = await resolveFolder(folder);
  const { sources, faults } = await findForeignFiles(path);
  const files = sources.map(({ file }) => ({ name: file.name, columns: [...file.columns.values()] }));
  const unreadable = faults.map((fault) => `${fault.file} cannot be read: ${fault.expected}`);
  const shared = { folder: path, files };
  const canonical = await findSourceFiles(path);
  if (canonical.faults.length === 0 && hasCanonicalColumns(sources))
    return { ...shared, ...EMPTY, source: "canonical", confidence: 1 };
  const ready = await rankReady(sources);
  const best = ready[0];
  if (best && best.fit.confidence >= READY_CONFIDENCE) {
    return { ...shared, ready: ready.map((one) => one.fit), ...describeReady(best.parsed, best.fit, sources) };
  }
  const nearly = best && best.fit.confidence >= NEARLY_READY ? best : null;
  const { profiles, overlaps, unread } = await profileFolder(sources);
  const proposal = proposeMapping(profiles, overlaps);
  return {
    ...shared,
    source: "proposed",
    ready: ready.map((one) => one.fit),
    ...proposal,
    ...(nearly ? { columns: doubtLacking(proposal.columns, nearly.parsed, sources) } : {}),
    yaml: formatMapping(proposal.mapping),
    open: [...(nearly ? [describeNearly(nearly.fit)] : []), ...unreadable, ...unread, ...proposal.open],
  };
}

const EMPTY = {
  ready: [],
  mapping: null,
  yaml: "",
  tables: [],
  columns: [],
  open: [],
  assumptions: [],
} satisfies Partial<MappingProposal>;

function hasCanonicalColumns(sources: readonly ForeignSource[]): boolean {
  return TABLES.every((table) => {
    const file = sources.find((source) => source.file.stem === table.name)?.file;
    return table.columns.every((column) => column.optional || file?.columns.has(column.name));
  });
}

async function rankReady(sources: readonly ForeignSource[]): Promise<{ parsed: ParsedMapping; fit: ReadyFit }[]> {
  const files = sources.map((source) => source.file);
  return (await readReadyMappings())
    .map((parsed) => ({ parsed, fit: fitMapping(parsed, files) }))
    .toSorted((left, right) => right.fit.confidence - left.fit.confidence);
}

function describeReady(
  parsed: ParsedMapping,
  fit: ReadyFit,
  sources: readonly ForeignSource[],
): Pick<MappingProposal, "source" | "confidence" | "mapping" | "yaml" | "tables" | "columns" | "open" | "assumptions"> {
  const { plan } = planMapping(
    parsed,
    sources.map((source) => source.file),
  );
  const nameOf = (alias: string) => {
    const source = plan?.sources.find((one) => one.alias === alias);
    return source?.kind === "file" ? source.file.name : alias;
  };
  const reasons = [`the ready mapping ${parsed.mapping.label}`];
  const contracts = plan?.tables.find(({ table }) => table.name === "subscriptions")?.parts ?? [];
  const today = new Set(contracts.filter((part) => part.todayOnly).map((part) => part.from));
  return {
    source: "ready",
    confidence: fit.confidence,
    mapping: parsed.mapping,
    yaml: parsed.text,
    tables: (plan?.tables ?? []).map(({ table, parts }) => ({
      table: table.name,
      file: parts.length === 0 ? null : [...new Set(parts.map((part) => nameOf(part.from)))].join(", "),
      confidence: fit.confidence,
      reasons: parts.length === 0 ? ["the system has no such table, or the folder has not"] : reasons,
    })),
    columns: (plan?.tables ?? []).flatMap(({ table, parts }) =>
      parts.flatMap((part, at) =>
        part.columns.map((column) => {
          const doubt = doubtOf(column, part, today, nameOf);
          return {
            table: table.name,
            part: at,
            column: column.spec.name,
            isRequired: !column.spec.optional,
            from: sourceWords(column, part, nameOf),
            confidence: Math.min(fit.confidence, doubt?.confidence ?? 1),
            reasons: doubt ? [...reasons, doubt.reason] : reasons,
            words: [],
          };
        }),
      ),
    ),
    open: [],
    assumptions: parsed.mapping.assumptions ?? [],
  };
}

function sourceWords({ value }: PlannedColumn, part: PlannedPart, nameOf: (alias: string) => string): string {
  if (value.kind === "constant") return value.value ?? "empty";
  const at = value.kind === "columns" ? value.at : value.pieces.filter((piece) => typeof piece !== "string");
  const words = at.map(({ source, column }) => {
    const alias = source === 0 ? part.from : (part.joins[source - 1]?.file ?? "");
    return `${nameOf(alias)} ${column}`;
  });
  return words.slice(0, 3).join(", ");
}

/** Why a column of a ready mapping is less sure than the mapping; null when it is not. */
function doubtOf(
  { value, rule, cases }: PlannedColumn,
  part: PlannedPart,
  today: ReadonlySet<string>,
  nameOf: (alias: string) => string,
): { confidence: number; reason: string } | null {
  const namesColumns = rule.column !== undefined || rule.first_filled !== undefined;
  if (value.kind === "constant")
    return namesColumns && cases.length === 0
      ? { confidence: SURENESS.absent, reason: "the export has no such column" }
      : null;
  if (value.kind !== "columns") return null;
  const joins = value.at.map(({ source }) => (source === 0 ? null : part.joins[source - 1]));
  const first = joins[0];
  if (!first) return null;
  if (!today.has(part.from) && today.has(first.file))
    return { confidence: SURENESS.asOfToday, reason: `as ${nameOf(first.file)} has it today` };
  if (first.pick)
    return { confidence: SURENESS.picked, reason: `of several rows of ${nameOf(first.file)} one is taken` };
  return null;
}

function describeNearly({ label, reasons }: ReadyFit): string {
  const lacks = reasons.filter((reason) => reason.startsWith("lacks ")).join(", ");
  return `This looks like ${label}, and ${lacks || "not all of it is there"}: export all columns, or check what is proposed here`;
}

/** What a known system has in a column that is not there is hardly right in another one, whatever that is called. */
function doubtLacking(
  columns: readonly ProposedColumn[],
  parsed: ParsedMapping,
  sources: readonly ForeignSource[],
): ProposedColumn[] {
  const { faults } = planMapping(
    parsed,
    sources.map((source) => source.file),
  );
  const lacking = new Map(faults.map(({ column, value }) => [column, value]));
  return columns.map((proposed) => {
    const value = lacking.get(`${proposed.table}.${proposed.column}`);
    if (value === undefined) return proposed;
    const reason = `${parsed.mapping.label} has it in ${value ?? "another column"}, which is not there`;
    return {
      ...proposed,
      confidence: Math.min(proposed.confidence, SURENESS.absent),
      reasons: [...proposed.reasons, reason],
    };
  });
}
