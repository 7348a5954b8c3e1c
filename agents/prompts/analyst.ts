import { z } from "zod";
import type { SemanticQuery } from "@/lib/contract/analyst";
import { addBase } from "@/lib/semantic/compare-windows";
import type { ParseContext } from "@/lib/semantic/parse-types";
import { BareQuery, readingFault } from "@/lib/semantic/settle-reading";
import { sliceCatalogue } from "@/lib/semantic/slice-catalogue";
import { findTimes } from "@/lib/semantic/time-grammar";
import type { Prompt } from "../reasoning";
import { DATA_RULE, dataBlock } from "./data-block";

const MOST_READINGS = 3;

/** What a model may answer: one reading, several to choose from, or none. Never SQL, a number or a sentence. */
const ModelReading = z.object({
  reading: z.enum(["query", "clarify", "none"]),
  query: BareQuery.nullable().default(null),
  options: z.array(BareQuery).max(4).default([]),
});
export type ModelReading = z.infer<typeof ModelReading>;

/** Accepts readings that run on this model and these data; a fault goes back in words that say what would. */
export function modelReadingSchema(parse: ParseContext): z.ZodType<ModelReading> {
  return ModelReading.superRefine(({ reading, query, options }, check) => {
    const fault = (path: (string | number)[], message: string) => check.addIssue({ code: "custom", path, message });
    if (reading === "query") {
      const message = query ? readingFault(parse, query) : 'has to be given when reading is "query"';
      if (message) fault(["query"], message);
    }
    if (reading === "clarify") {
      if (options.length < 2) fault(["options"], "needs at least two queries to choose from");
      for (const [at, option] of options.entries()) {
        const message = readingFault(parse, option);
        if (message) fault(["options", at], message);
      }
    }
  });
}

const NAMED_WINDOWS = [
  "today",
  "this month",
  "last month",
  "last 3 months",
  "last 12 months",
  "this quarter",
  "last quarter",
  "this year",
  "year to date",
];

/** The rules of dates and the catalogue slice; question, values and earlier readings stand apart, as data. */
export function analystPrompt(parse: ParseContext, question: string, readings: readonly SemanticQuery[]): Prompt {
  const { asOf, firstDay, previous } = parse;
  const known = readings.slice(0, MOST_READINGS);
  const { metrics, values } = sliceCatalogue(parse, question, [...known, ...(previous ? [previous] : [])]);
  const windows = NAMED_WINDOWS.flatMap((text) => {
    const window = findTimes(text, asOf)[0]?.window;
    return window ? [`${text} = ${window.from} to ${window.to}`] : [];
  });
  return {
    version: "analyst.read.2",
    system: [
      "You turn a question about billing data into one semantic query as JSON. You never write SQL, a number of the answer, or prose.",
      'Answer {"reading":"query","query":{...},"options":[]} for one clear reading, {"reading":"clarify","query":null,"options":[...]} with 2 to 4 queries when the words allow several, and {"reading":"none","query":null,"options":[]} when no metric of the catalogue measures what is asked.',
      "Use only metrics, dimensions and values of the catalogue, spelled as there. Add no filter that the question does not ask for.",
      "op: value (one number), trend (over time, with time.grain), breakdown (by dims), rank (top or bottom), compare (two windows), share, why (what moved it), list (rows), distribution, cohort.",
      `Dates: today is ${asOf}, the last day with data; the first is ${firstDay}. Windows are half-open, from inclusive, to exclusive, of full periods: a month that is not over still ends on its last day.`,
      `"Last N months" are full months; a bare month is its latest past one; weeks start on Monday; no period named means today for MRR, ARR and active customers, else the last full month. ${windows.join("; ")}.`,
      "Thresholds in having are in the metric's smallest unit: cents, percent, count or days.",
      DATA_RULE,
    ].join("\n"),
    user: [
      `Catalogue:\n${dataBlock({ metrics, values })}`,
      `Readings of a parser, which may be wrong:\n${dataBlock(known.map((query) => bareOf(query, asOf)))}`,
      ...(previous ? [`The query before, which the question may continue:\n${dataBlock(bareOf(previous, asOf))}`] : []),
      `Question:\n${dataBlock(question.slice(0, 600))}`,
    ].join("\n"),
  };
}

function bareOf(query: SemanticQuery, asOf: string): BareQuery {
  return BareQuery.parse(addBase(query, asOf));
}
