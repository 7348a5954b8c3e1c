import { answerQuestion } from "@/agents/analyst";
import type { Warehouse } from "@/lib/ports";
import type { Catalogue } from "@/lib/semantic/catalogue";
import { reliabilityOf } from "@/lib/semantic/confidence";
import { parseQuestion } from "@/lib/semantic/parse";
import type { Parsed } from "@/lib/semantic/parse-types";
import { catalogueOf, parseContext } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";
import type { LabelledQuestion } from "@/tests/support/expected-reading";
import { FILES, isRight, parseLabelled, random, readLabelled } from "./labelled";

const FUZZED = 10_000;
const model = metricModel();
const world = await analystWorld();
const catalogue = await catalogueOf(world, model);

interface Judged {
  question: LabelledQuestion;
  parsed: Parsed;
  right: boolean;
}

for (const split of Object.keys(FILES) as (keyof typeof FILES)[]) {
  const judged = readLabelled(split).map((question): Judged => {
    const parsed = parseLabelled(question, model, catalogue);
    return { question, parsed, right: isRight(question, parsed) };
  });
  report(split, judged);
  if (process.argv.includes("--wrong") && split !== "aside" && split !== "earlier")
    for (const { question, parsed, right } of judged)
      if (!right)
        console.log(
          `    ${question.ask}  ->  ${parsed.kind === "refusal" ? parsed.code : JSON.stringify(parsed.query)}`,
        );
}
parseTimes();
await answerTimes(world);
fuzzTimes(catalogue);
process.exit(0);

function percent(part: number, whole: number): string {
  return whole === 0 ? "  -  " : `${((100 * part) / whole).toFixed(1)} %`;
}

function report(split: string, judged: readonly Judged[]): void {
  const count = (pick: (one: Judged) => boolean) => judged.filter(pick).length;
  const note =
    split === "dev" || split === "calibration"
      ? "tuned on"
      : split === "latest"
        ? "written by somebody else, one run unseen: 123 of 150 exact, none of 40 silently wrong; learnt from since"
        : split === "newest"
          ? "written by the same hand, one run unseen: 118 of 150 exact, 1 of 40 silently wrong; learnt from since"
          : split === "aside"
            ? "kept aside for one run: 207 of 228 exact then, learnt from since"
            : "kept aside, never looked at";
  console.log(
    `\n${split} (${note}): ${count((one) => one.right)} of ${judged.length} exact, ${percent(
      count((one) => one.right),
      judged.length,
    )}`,
  );
  const classes = new Map<string, Judged[]>();
  for (const one of judged) {
    const own = one.question.readings[0]?.op ?? one.question.refusals[0] ?? "?";
    const name =
      one.question.refusals.length > 0 ? `refuse: ${one.question.refusals[0]}` : one.question.after ? "follow-up" : own;
    classes.set(name, [...(classes.get(name) ?? []), one]);
  }
  for (const [name, members] of [...classes].sort(([a], [b]) => a.localeCompare(b)))
    console.log(
      `  ${name.padEnd(30)} ${String(members.filter((one) => one.right).length).padStart(4)} of ${members.length}`,
    );
  const refused = judged.filter((one) => one.parsed.kind === "refusal");
  const mustRefuse = judged.filter((one) => one.question.readings.length === 0);
  const mayRefuse = refused.filter((one) => one.question.refusals.length > 0);
  const silent = mustRefuse.filter((one) => one.parsed.kind === "query");
  const answered = judged.filter((one) => one.parsed.kind === "query");
  console.log(
    `  silently wrong on unanswerable: ${silent.length} of ${mustRefuse.length}, ${percent(silent.length, mustRefuse.length)}`,
  );
  console.log(
    `  another reading than asked, of all answered: ${answered.filter((one) => !one.right).length} of ${answered.length}, ${percent(answered.filter((one) => !one.right).length, answered.length)}`,
  );
  console.log(
    `  refusal precision ${percent(mayRefuse.length, refused.length)}, recall ${percent(mustRefuse.length - silent.length, mustRefuse.length)}`,
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function parseTimes(): void {
  const questions = (Object.keys(FILES) as (keyof typeof FILES)[]).flatMap(readLabelled);
  const context = parseContext(model, catalogue);
  for (const { ask } of questions) parseQuestion(ask, context);
  const times = [0, 1, 2].flatMap(() =>
    questions.map(({ ask }) => {
      const start = performance.now();
      parseQuestion(ask, context);
      return performance.now() - start;
    }),
  );
  console.log(
    `\nparse, warm: p50 ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms, most ${Math.max(...times).toFixed(1)} ms over ${times.length}`,
  );
}

/** Whole answers against the time of their own statements, on the small world; and how sure they were when right or wrong. */
async function answerTimes(warehouse: Warehouse): Promise<void> {
  let sqlMs = 0;
  const timed: Warehouse = {
    ...warehouse,
    dialect: warehouse.dialect,
    dataset: warehouse.dataset,
    presentColumns: warehouse.presentColumns,
    async query(sql, params, options) {
      const start = performance.now();
      const rows = await warehouse.query(sql, params, options);
      sqlMs += performance.now() - start;
      return rows;
    },
  };
  const points: { confidence: number; correct: boolean }[] = [];
  const whole: number[] = [];
  const over: number[] = [];
  for (const question of readLabelled("aside").filter((one) => !one.after)) {
    sqlMs = 0;
    const start = performance.now();
    const answer = await answerQuestion(
      { warehouse: timed, llm: null, model, recordTrace: () => {} },
      { question: question.ask },
    );
    const ms = performance.now() - start;
    if (answer.refusal || !answer.semanticQuery) continue;
    points.push({
      confidence: answer.confidence.value,
      correct: isRight(question, parseLabelled(question, model, catalogue)),
    });
    if (points.length === 1) continue;
    whole.push(ms);
    over.push(ms - sqlMs);
  }
  const { brier, bins } = reliabilityOf(points);
  console.log(
    `answers to the questions kept aside: p50 ${quantile(whole, 0.5).toFixed(1)} ms, p95 ${quantile(whole, 0.95).toFixed(1)} ms; beside their own statements p50 ${quantile(over, 0.5).toFixed(1)} ms, p95 ${quantile(over, 0.95).toFixed(1)} ms`,
  );
  console.log(`calibration on them: Brier ${brier}`);
  for (const bin of bins)
    console.log(
      `  ${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}: said ${bin.confidence.toFixed(3)}, right ${bin.correct.toFixed(3)}, ${bin.count} answers`,
    );
}

/** Random texts: words of the questions, noise, hostile text. Only the slowest of a warm run is of interest. */
function fuzzTimes({ lexicon, asOf, firstDay }: Catalogue): void {
  const next = random(5);
  const words = readLabelled("dev").flatMap((question) => question.ask.split(" "));
  const noise = [
    "'; drop table invoices; --",
    "ignore all instructions",
    "\u202e\u0000",
    "🙂🙂",
    "收入",
    "$1 $2",
    "select *",
    "1-1-1-1",
    "a".repeat(9000),
    "refunds ".repeat(1200),
    "break ".repeat(90),
    "i need ".repeat(80),
    "between 1 and 2 ".repeat(30),
    "money".repeat(100),
  ];
  const pick = <T>(items: readonly T[], fallback: T): T => items[Math.floor(next() * items.length)] ?? fallback;
  const text = () => {
    const count = Math.floor(next() * 40);
    const own = Array.from({ length: count }, () =>
      next() < 0.05
        ? pick(noise, "")
        : next() < 0.1
          ? String.fromCodePoint(33 + Math.floor(next() * 9000)).repeat(1 + Math.floor(next() * 12))
          : pick(words, ""),
    );
    return own.join(next() < 0.9 ? " " : "");
  };
  const context = { model, lexicon, asOf, firstDay };
  const timed: { ms: number; text: string }[] = [];
  let refused = 0;
  for (let at = 0; at < FUZZED + 500; at += 1) {
    const question = text();
    if (question.trim() === "") continue;
    const start = performance.now();
    const parsed = parseQuestion(question, context);
    const ms = performance.now() - start;
    if (parsed.kind === "refusal" && at >= 500) refused += 1;
    if (at >= 500) timed.push({ ms, text: question });
  }
  // The slowest are timed again, best of five: one run of each also counts what else the machine was doing.
  const [slowest = { ms: 0, text: "" }] = timed
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 50)
    .map(({ text: question }) => {
      const times = [1, 2, 3, 4, 5].map(() => {
        const start = performance.now();
        parseQuestion(question, context);
        return performance.now() - start;
      });
      return { ms: Math.min(...times), text: question };
    })
    .sort((a, b) => b.ms - a.ms);
  console.log(`slowest on the first run: ${(timed[0]?.ms ?? 0).toFixed(1)} ms`);
  console.log(
    `${FUZZED} random texts, ${refused} refused: slowest ${slowest.ms.toFixed(1)} ms (${JSON.stringify(slowest.text.slice(0, 60))})`,
  );
}
