import type { SemanticQuery } from "@/lib/contract/analyst";

/** The parts of a query that decide its number. */
export function partsOf(query: SemanticQuery): Reading {
  const by = (op: string) =>
    Object.fromEntries(
      query.filters
        .filter((filter) => filter.op === op)
        .map((filter): [string, string[]] => [filter.dim, [...filter.values].sort()])
        .sort(([a], [b]) => a.localeCompare(b)),
    );
  return {
    op: query.op,
    metrics: query.metrics,
    dims: query.dims,
    filters: by("in"),
    not: by("not_in"),
    time: [query.time.from, query.time.to],
    base: query.compareTo ? [query.compareTo.from, query.compareTo.to] : null,
    grain: query.time.grain ?? null,
    limit: query.limit ?? null,
    order: query.order ?? null,
    having: (query.having ?? []).map((bound) => `${bound.op}${bound.value}`),
  };
}

export interface Reading {
  op: string;
  metrics: string[];
  dims: string[];
  filters: Record<string, string[]>;
  not: Record<string, string[]>;
  time: string[];
  base: string[] | null;
  grain: string | null;
  limit: number | null;
  order: string | null;
  having: string[];
}

export interface LabelledQuestion {
  ask: string;
  after: string | null;
  /** Each one is right: readings, or codes of a refusal. */
  readings: Reading[];
  refusals: string[];
  premise: "down" | "up" | null;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL"];
const month = (at: number) => `2026-${String(at).padStart(2, "0")}-01`;
const WINDOWS: Record<string, [string, string]> = {
  NOW: ["2026-08-18", "2026-08-19"],
  ALL: ["2025-06-01", "2026-08-19"],
  TM: ["2026-08-01", "2026-09-01"],
  EL: ["2026-07-01", "2026-07-19"],
  Q1: ["2026-01-01", "2026-04-01"],
  Q2: ["2026-04-01", "2026-07-01"],
  Q3: ["2026-07-01", "2026-10-01"],
  H1: ["2026-01-01", "2026-07-01"],
  Y: ["2026-01-01", "2027-01-01"],
  Y25: ["2025-01-01", "2026-01-01"],
  LW: ["2026-08-10", "2026-08-17"],
  TW: ["2026-08-17", "2026-08-24"],
  L3: ["2026-05-01", "2026-08-01"],
  L6: ["2026-02-01", "2026-08-01"],
  L12: ["2025-08-01", "2026-08-01"],
  SINCEJAN: ["2026-01-01", "2026-08-19"],
  ...Object.fromEntries(MONTHS.map((name, at): [string, [string, string]] => [name, [month(at + 1), month(at + 2)]])),
};

function windowOf(word: string): [string, string] {
  const [from, to] = word.split("..");
  const known = WINDOWS[word];
  if (known) return known;
  if (!from || !to) throw new Error(`unknown window ${word}`);
  return [from, to];
}

/**
 * Reads a file of labelled questions, one a line: `[question before > ] question -> what it means`, where the meaning is
 * `op metric[,metric] [by dim[,dim]] @window [vs window] [~grain] [#limit] [asc] [dim=a+b] [dim!=a] [>500] [premise:up]`,
 * or `!code|code|op ...` where a refusal is right.
 */
export function readQuestionFile(text: string): LabelledQuestion[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [left = "", right = ""] = line.split(" -> ");
      const [first = "", second] = left.split(" > ");
      const parts = right.replace(/^!/, "").split("|");
      const refusals = right.startsWith("!") ? parts.filter((part) => /^\w+$/.test(part.trim())) : [];
      const meanings = parts.filter((part) => !refusals.includes(part));
      const premise = /premise:(up|down)/.exec(right)?.[1];
      return {
        ask: second ?? first,
        after: second === undefined ? null : first,
        readings: meanings.map(readMeaning),
        refusals: refusals.map((code) => code.trim()),
        premise: premise === "up" || premise === "down" ? premise : null,
      };
    });
}

function readMeaning(text: string): Reading {
  const words = text.trim().split(/\s+/);
  const reading: Reading = {
    op: words[0] ?? "",
    metrics: (words[1] ?? "").split(","),
    dims: [],
    filters: {},
    not: {},
    time: [],
    base: null,
    grain: null,
    limit: null,
    order: null,
    having: [],
  };
  for (let at = 2; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const filter = /^(\w+)(!?=)(\S+)$/.exec(word);
    const bound = /^(>=|<=|>|<)(\d+)$/.exec(word);
    const names: Record<string, string> = { ">": "gt", ">=": "gte", "<": "lt", "<=": "lte" };
    if (word === "by") reading.dims = (words[++at] ?? "").split(",");
    else if (word === "vs") reading.base = windowOf(words[++at] ?? "");
    else if (word === "asc" || word === "desc") reading.order = word;
    else if (word.startsWith("@")) reading.time = windowOf(word.slice(1));
    else if (word.startsWith("~")) reading.grain = word.slice(1);
    else if (word.startsWith("#")) reading.limit = Number(word.slice(1));
    else if (bound) reading.having.push(`${names[bound[1] ?? ""]}${bound[2]}`);
    else if (filter)
      (filter[2] === "=" ? reading.filters : reading.not)[filter[1] ?? ""] = (filter[3] ?? "").split("+").sort();
    else if (!word.startsWith("premise:")) throw new Error(`cannot read "${word}" in ${text}`);
  }
  return reading;
}
