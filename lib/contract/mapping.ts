import { z } from "zod";
import { Mapping } from "../mapping/schema";
import { DatasetChoice, TableName } from "./dataset";

/** A mapping to load through: the name of a ready one, or the mapping itself. */
export const MappingChoice = z.union([z.string().trim().min(1).max(60), Mapping]);
export type MappingChoice = z.infer<typeof MappingChoice>;

const Folder = z.string().trim().min(1).max(1000);

export const LoadRequest = z.strictObject({
  folder: Folder,
  mapping: MappingChoice.optional(),
  /** Without one a folder continues the dataset that it was loaded into before. */
  dataset: DatasetChoice.optional(),
});
export type LoadRequest = z.infer<typeof LoadRequest>;

export const ProposeRequest = z.strictObject({ folder: Folder });
export type ProposeRequest = z.infer<typeof ProposeRequest>;

/** How sure the proposal is of one canonical column, and why. */
export const ProposedColumn = z.object({
  table: TableName,
  /** A table made of several files has one part a file. */
  part: z.number().int(),
  column: z.string(),
  isRequired: z.boolean(),
  /** The foreign column, or what stands for one; null when nothing fits. */
  from: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  reasons: z.array(z.string()),
  /** For a column with fixed words: the words the foreign column has. */
  words: z.array(z.string()),
});
export type ProposedColumn = z.infer<typeof ProposedColumn>;

export const ProposedTable = z.object({
  table: TableName,
  /** The foreign file; null for a table that is proposed as absent. */
  file: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  reasons: z.array(z.string()),
});
export type ProposedTable = z.infer<typeof ProposedTable>;

/** How well a ready mapping fits a folder; `confidence` 1 when it finds every file and column it names. */
export const ReadyFit = z.object({
  name: z.string(),
  label: z.string(),
  confidence: z.number().min(0).max(1),
  reasons: z.array(z.string()),
});
export type ReadyFit = z.infer<typeof ReadyFit>;

/** A mapping for a folder, for a person to confirm or edit: nothing is loaded by it. */
export const MappingProposal = z.object({
  folder: z.string(),
  /** `canonical`: the folder holds OpsIQ's own tables; `ready`: a mapping that ships fits; else made for it. */
  source: z.enum(["canonical", "ready", "proposed"]),
  confidence: z.number().min(0).max(1),
  /** The ready mappings, the best first. */
  ready: z.array(ReadyFit),
  mapping: Mapping.nullable(),
  /** The mapping as the text of a file. */
  yaml: z.string(),
  tables: z.array(ProposedTable),
  columns: z.array(ProposedColumn),
  /** What a person has to decide before it can be loaded. */
  open: z.array(z.string()),
  assumptions: z.array(z.string()),
  /** The files of the folder and their columns, to choose from. */
  files: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
});
export type MappingProposal = z.infer<typeof MappingProposal>;
