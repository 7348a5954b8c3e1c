import { answerQuestion, readCatalogue } from "@/agents/analyst";
import { createContext } from "@/agents/context";
import { parseSettings } from "@/lib/env";
import type { Warehouse } from "@/lib/ports";

/**
 * Times the analyst on a large world: whole answers against their own statements, and "why".
 * Arguments: the data folder, the state folder (kept, so that a second run loads nothing).
 */
const [folder = "", stateDir = ""] = process.argv.slice(2);
const REPEATS = 5;
const QUESTIONS = [
  "net revenue last month",
  "invoiced revenue by region last quarter",
  "invoiced revenue by tier last quarter",
  "refunds by reason last quarter",
  "collected by month this year",
  "MRR by tier",
  "MRR over the last 12 months",
  "top 10 customers by invoiced revenue this year",
  "refund rate by region last quarter",
  "customers with more than $500 of refunds",
  "distribution of invoice amounts last quarter",
  "customer retention by signup cohort",
  "revenue this month vs last month",
  "share of invoiced revenue by segment last quarter",
  "days to pay by tier last quarter",
  "Why is revenue down this month?",
  "Why did invoiced revenue change last month?",
  "Why did refunds change last quarter?",
  "Why did MRR change last month?",
  "Why did the refund rate change last month?",
  "Why did the payment failure rate change last month?",
];

const context = await createContext(parseSettings({ OPSIQ_DATA_DIR: folder, OPSIQ_STATE_DIR: stateDir }));
const { warehouse, model } = context;
if (!warehouse) throw new Error(`The folder was refused: ${JSON.stringify(context.store.lastLoad()?.faults[0])}`);
const began = performance.now();
await readCatalogue(warehouse, model);
console.log(`catalogue, once a dataset: ${(performance.now() - began).toFixed(0)} ms`);

let running = 0;
let since = 0;
let sqlMs = 0;
let longest = { ms: 0, sql: "" };
/** Counts the time in which at least one statement runs: statements of one answer may overlap. */
const timed: Warehouse = {
  dialect: warehouse.dialect,
  dataset: warehouse.dataset,
  presentColumns: warehouse.presentColumns,
  ...(warehouse.rollups ? { rollups: warehouse.rollups } : {}),
  async query(sql, params, options) {
    const start = performance.now();
    if (running === 0) since = start;
    running += 1;
    try {
      return await warehouse.query(sql, params, options);
    } finally {
      running -= 1;
      const end = performance.now();
      if (running === 0) sqlMs += end - since;
      if (end - start > longest.ms) longest = { ms: end - start, sql };
    }
  },
};

for (const question of QUESTIONS) {
  const runs: { whole: number; sql: number }[] = [];
  for (let at = 0; at < REPEATS; at += 1) {
    sqlMs = 0;
    longest = { ms: 0, sql: "" };
    const start = performance.now();
    const answer = await answerQuestion({ warehouse: timed, llm: null, model, recordTrace: () => {} }, { question });
    if (answer.refusal) throw new Error(`${question}: ${answer.refusal.message}`);
    runs.push({ whole: performance.now() - start, sql: sqlMs });
  }
  const best = runs.reduce((a, b) => (b.whole < a.whole ? b : a));
  const middle = [...runs].sort((a, b) => a.whole - b.whole)[REPEATS >> 1] ?? best;
  const over = best.whole > 1.2 * best.sql + 15 ? "  OVER" : "";
  console.log(
    `${question.padEnd(52)} best ${best.whole.toFixed(0).padStart(5)} ms, its statements ${best.sql.toFixed(0).padStart(5)} ms, median ${middle.whole.toFixed(0).padStart(5)} ms${over}`,
  );
  if (process.argv.includes("--sql")) console.log(`${longest.ms.toFixed(0)} ms\n${longest.sql}\n`);
}
await context.close();
process.exit(0);
