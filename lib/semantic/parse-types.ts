import type { RefusalCode, SemanticQuery } from "../contract/analyst";
import type { Lexicon } from "./lexicon";
import type { MetricModel } from "./model-types";

export interface ParseContext {
  model: MetricModel;
  lexicon: Lexicon;
  /** The data's last and first day. */
  asOf: string;
  firstDay: string;
  /** Optional columns the data has, as `table.column`; undefined means all. */
  presentColumns?: ReadonlySet<string>;
  /** The query of the answer before, for follow-ups. */
  previous?: SemanticQuery | undefined;
}

export type Premise = "down" | "up" | "none";

export interface ParsedQuery {
  kind: "query";
  query: SemanticQuery;
  premise: Premise;
  /** Share of the content words that were placed, 0 to 1. */
  coverage: number;
  /** Slots that were filled by a default. */
  defaults: number;
  corrections: number;
  /** 1 where every word is an exact label or synonym, less for aliases and corrected words. */
  weakestMatch: number;
  /** No word names the metric; another one implies it. */
  implied: boolean;
  /** Other readings, as chips; the reading taken is the first. */
  options: { label: string; semanticQuery: SemanticQuery }[];
  followUp: boolean;
}

export interface ParsedRefusal {
  kind: "refusal";
  code: RefusalCode;
  message: string;
  /** Questions that can be asked instead; at least two, each of which parses. */
  alternatives: string[];
  options: { label: string; semanticQuery: SemanticQuery }[];
}

export type Parsed = ParsedQuery | ParsedRefusal;
