import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@/lib/learning/canonical-json";
import type { Catalogue } from "@/lib/semantic/catalogue";
import type { MetricModel } from "@/lib/semantic/model-types";
import { parseQuestion } from "@/lib/semantic/parse";
import type { Parsed } from "@/lib/semantic/parse-types";
import { parseContext } from "@/tests/support/analyst-context";
import { type LabelledQuestion, partsOf, readQuestionFile } from "@/tests/support/expected-reading";

export const FILES = {
  dev: [
    "questions-dev.txt",
    "questions-dev-2.txt",
    "questions-dev-3.txt",
    "questions-dev-4.txt",
    "questions-dev-5.txt",
    "questions-dev-6.txt",
    "questions-dev-7.txt",
  ],
  latest: ["questions-aside-3.txt"],
  newest: ["questions-aside-4.txt"],
  aside: ["questions-aside-2.txt"],
  earlier: ["questions-aside.txt"],
  calibration: ["questions-calibration.txt"],
} as const;

export function readLabelled(split: keyof typeof FILES): LabelledQuestion[] {
  return FILES[split].flatMap((file) => readQuestionFile(readFileSync(join(import.meta.dirname, file), "utf8")));
}

export function parseLabelled(question: LabelledQuestion, model: MetricModel, catalogue: Catalogue): Parsed {
  const before = question.after ? parseQuestion(question.after, parseContext(model, catalogue)) : undefined;
  return parseQuestion(
    question.ask,
    parseContext(model, catalogue, before?.kind === "query" ? before.query : undefined),
  );
}

/** Whether the reading is one of those that are right, or the refusal has one of the codes that are. */
export function isRight(question: LabelledQuestion, parsed: Parsed): boolean {
  if (parsed.kind === "refusal") return question.refusals.includes(parsed.code);
  const own = partsOf(parsed.query);
  const premise = question.premise === null || parsed.premise === question.premise;
  // A label without a limit asks for none: the usual cap of a list or a ranking is no other reading.
  const capped = own.limit !== null && own.limit === USUAL_LIMITS[own.op];
  return (
    premise &&
    question.readings.some(
      (reading) =>
        canonicalJson(reading) === canonicalJson(reading.limit === null && capped ? { ...own, limit: null } : own),
    )
  );
}

const USUAL_LIMITS: Readonly<Record<string, number>> = { list: 100, rank: 10 };

/** A small generator with its own state: the same typos every time. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** The question with one typo in one of its longer words: a letter lost, doubled, swapped or wrong. */
export function withTypo(question: LabelledQuestion, next: () => number): LabelledQuestion {
  const words = question.ask.split(" ");
  const long = words.flatMap((word, at) => (/^[a-zA-Z]{5,}$/.test(word) ? [at] : []));
  const at = long[Math.floor(next() * long.length)];
  if (at === undefined) return question;
  const word = words[at] ?? "";
  const place = 1 + Math.floor(next() * (word.length - 2));
  const kind = Math.floor(next() * 4);
  const letter = "etaoinsrhld"[Math.floor(next() * 11)] ?? "e";
  const [before, own, rest] = [word.slice(0, place), word[place] ?? "", word.slice(place + 1)];
  const changed =
    kind === 0
      ? before + rest
      : kind === 1
        ? before + own + own + rest
        : kind === 2
          ? `${before}${rest[0] ?? ""}${own}${rest.slice(1)}`
          : before + letter + rest;
  return { ...question, ask: words.map((one, index) => (index === at ? changed : one)).join(" ") };
}
