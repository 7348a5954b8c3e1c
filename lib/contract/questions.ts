import { z } from "zod";
import { RefusalCode, SemanticQuery } from "./analyst";

const Person = z.string().trim().min(1).max(80).default("local");
const Why = z.string().trim().max(500).default("");
const Words = z.string().trim().min(1).max(600);
const Phrase = z.string().trim().min(1).max(80);
const Id = z.string().min(1).max(100);

/** A kept question: its exact query, never SQL. `question` lets relative periods move on with the data. */
export const SavedQuestion = z.object({
  id: z.string(),
  title: z.string(),
  question: z.string().nullable(),
  semanticQuery: SemanticQuery,
  pinned: z.boolean(),
  by: z.string(),
  /** The data's last and first day when it was saved. */
  asOf: z.string(),
  firstDay: z.string(),
  at: z.string(),
});
export type SavedQuestion = z.infer<typeof SavedQuestion>;

export const SaveQuestionRequest = z.strictObject({
  title: z.string().trim().min(1).max(120).optional(),
  question: Words.optional(),
  semanticQuery: SemanticQuery,
  pinned: z.boolean().default(false),
  by: Person,
});
export type SaveQuestionRequest = z.infer<typeof SaveQuestionRequest>;

/** What a taught phrase stands for. */
export const PhraseMeaning = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("metric"), metric: Id }),
  z.strictObject({ kind: z.literal("dimension"), dimension: Id }),
  z.strictObject({ kind: z.literal("value"), dimension: Id, value: z.string().min(1).max(200) }),
]);
export type PhraseMeaning = z.infer<typeof PhraseMeaning>;

const told = { by: Person, why: Why };

/** What a person may teach the analyst; `undo` takes one event back, itself an event. */
export const LanguageRequest = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("verify"), question: Words, semanticQuery: SemanticQuery, ...told }),
  z.strictObject({ kind: z.literal("synonym"), phrase: Phrase, means: PhraseMeaning, ...told }),
  z.strictObject({ kind: z.literal("default"), phrase: Phrase, metric: Id, ...told }),
  z.strictObject({ kind: z.literal("undo"), eventId: Id, ...told }),
]);
export type LanguageRequest = z.infer<typeof LanguageRequest>;

const stored = { id: z.string(), at: z.string(), by: z.string(), why: z.string() };

/** One entry of the append-only log that the analyst's words and verified questions are folded from. */
export const LanguageEvent = z.discriminatedUnion("kind", [
  z.object({
    ...stored,
    kind: z.literal("verify"),
    question: z.string(),
    semanticQuery: SemanticQuery,
    asOf: z.string(),
    firstDay: z.string(),
  }),
  z.object({ ...stored, kind: z.literal("synonym"), phrase: z.string(), means: PhraseMeaning }),
  z.object({ ...stored, kind: z.literal("default"), phrase: z.string(), metric: z.string() }),
  z.object({ ...stored, kind: z.literal("undo"), eventId: z.string() }),
]);
export type LanguageEvent = z.infer<typeof LanguageEvent>;

/** A question whose reading a person called right, on the data of that day. */
export const VerifiedQuestion = z.object({
  eventId: z.string(),
  question: z.string(),
  semanticQuery: SemanticQuery,
  asOf: z.string(),
  firstDay: z.string(),
});
export type VerifiedQuestion = z.infer<typeof VerifiedQuestion>;

export const LanguageState = z.object({
  verified: z.array(VerifiedQuestion),
  synonyms: z.array(z.object({ eventId: z.string(), phrase: z.string(), means: PhraseMeaning })),
  defaults: z.array(z.object({ eventId: z.string(), phrase: z.string(), metric: z.string() })),
});
export type LanguageState = z.infer<typeof LanguageState>;

/** `version` counts the events: `v0` before anything was taught. */
export const Language = z.object({
  version: z.string(),
  state: LanguageState,
  /** Newest first; `live` is false once an event was taken back. */
  events: z.array(z.object({ version: z.string(), live: z.boolean(), event: LanguageEvent })),
});
export type Language = z.infer<typeof Language>;

/** A question that was refused, with how often. */
export const CoverageGap = z.object({
  question: z.string(),
  code: RefusalCode,
  count: z.number().int(),
  firstAt: z.string(),
  lastAt: z.string(),
});
export type CoverageGap = z.infer<typeof CoverageGap>;

/** The metric model as people read it. `values` is null while no data is loaded. */
export const MetricCatalogue = z.object({
  metrics: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      description: z.string(),
      unit: z.enum(["cents", "pct", "count", "days"]),
      owner: z.string(),
      status: z.enum(["proposed", "approved"]),
      file: z.string(),
      synonyms: z.array(z.string()),
      dimensions: z.array(z.string()),
      sql: z.string(),
      examples: z.array(z.string()),
    }),
  ),
  dimensions: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      description: z.string(),
      synonyms: z.array(z.string()),
      values: z.number().int().nullable(),
    }),
  ),
});
export type MetricCatalogue = z.infer<typeof MetricCatalogue>;
