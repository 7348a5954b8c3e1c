import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import Database from "better-sqlite3";
import { getContext } from "@/agents/context";
import { POST as sendFeedback } from "@/app/api/feedback/route";
import { GET as getCase } from "@/app/api/triage/cases/[caseId]/route";
import { GET as listCases } from "@/app/api/triage/cases/route";
import { applyTriageInTurns } from "@/db/triage";
import { CaseList } from "@/lib/contract/case";
import { makeDrafts } from "./list-world";

/** 100,000 cases through the route handlers: how long each kind of request takes, beside bare indexed SQLite. */
const CASES = Number(process.env.CASES ?? 100_000);
const REPEATS = Number(process.env.REPEATS ?? 60);
const LIMIT_MS = 100;

process.env.OPSIQ_STATE_DIR = mkdtempSync(join(tmpdir(), "opsiq-lists-"));
Object.assign(process.env, { NODE_ENV: "production" });
const stateDir = process.env.OPSIQ_STATE_DIR;
const context = await getContext();
const { db, datasetId } = context;
const drafts = makeDrafts(datasetId, CASES);

const changed = drafts.map((draft, at) =>
  at % 10 === 0 ? { ...draft, evidenceHash: `${draft.evidenceHash}_b`, impactCents: draft.impactCents + 100 } : draft,
);
await apply("first run, all new", drafts);
await apply("rerun, nothing changed", drafts);
await apply("rerun, a tenth changed", changed);
console.log(`state.db ${(statSync(join(stateDir, "state.db")).size / 2 ** 20).toFixed(0)} MB\n`);

const bare = new Database(join(stateDir, "state.db"), { readonly: true });
const barePage = bare.prepare(`select * from cases indexed by cases_by_rank
  where dataset_id = ? and status <> 'closed' order by expected_value_cents desc, sentiment_order desc, id limit 50`);
let bareMs: number | null = null;
bareMs = (
  await measure("bare indexed SQLite, one page of 50 rows", async () => {
    barePage.all(datasetId);
  })
).p50;
const bareCount = bare.prepare(
  "select count(*), sum(impact_cents) from cases where dataset_id = ? and status <> 'closed'",
);
await measure("bare SQLite, count and sum of all cases", async () => {
  bareCount.all(datasetId);
});

let over = 0;
const cursors = new Map<string, string>();
for (const sort of ["rank", "impact", "confidence", "sentiment", "updated"]) {
  await list(`list by ${sort}`, `sort=${sort}`);
  cursors.set(sort, await deepCursor(sort));
  await list(`  the page after 60 % of them`, `sort=${sort}&cursor=${cursors.get(sort)}`);
}
const FILTERS = ["status=open", "status=closed", "status=pending_approval", "outcome=confirmed", "outcome=unset"];
FILTERS.push("anomalyType=underbilling", "anomalyType=none", "moneyKind=cash_out", "severity=critical");
FILTERS.push("confidenceBand=low", "currency=GBP", "severity=low&currency=EUR&moneyKind=timing&confidenceBand=low");
for (const filter of FILTERS) await list(`filter ${filter}`, filter);
for (const q of ["halcyon 2041", "sub_99999", "e", "no such text", "underbilling over"]) {
  await list(`q ${q}`, `q=${encodeURIComponent(q)}`);
}
await list("q and filter and sort", "q=orrin&currency=EUR&sort=updated");
await list("200 a page", "limit=200");
await request("case page", async (at) => {
  const caseId = drafts[(at * 997) % drafts.length]?.id ?? "";
  return getCase(new Request(`http://localhost/api/triage/cases/${caseId}`), { params: Promise.resolve({ caseId }) });
});
await request("a verdict", async (at) =>
  sendFeedback(
    new Request("http://localhost/api/feedback", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ caseId: drafts[at * 31]?.id, verdict: at % 2 ? "approve" : "false_positive" }),
    }),
  ),
);
bare.close();
await context.close();
rmSync(stateDir, { recursive: true, force: true });
console.log(
  `\n${CASES.toLocaleString("en-US")} cases; p95 at most ${LIMIT_MS} ms asked; ${over} kinds of request over it`,
);
process.exit(over > 0 ? 1 : 0);

async function apply(name: string, found: typeof drafts): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await applyTriageInTurns(db, {
    datasetId,
    runId: "run_bench",
    at: new Date().toISOString(),
    drafts: found,
    finishedDetectors: new Set(found.map((draft) => draft.anomalyType)),
    healedBy: new Map(),
  });
  const tookMs = performance.now() - startedAt;
  const used = process.cpuUsage(before);
  const processor = ((used.user + used.system) / 1000).toFixed(0);
  delay.disable();
  const blocked = (percentile: number) => (delay.percentile(percentile) / 1e6).toFixed(0);
  console.log(`${name}: ${tookMs.toFixed(0)} ms (processor ${processor} ms), event loop late by p99 ${blocked(99)} ms`);
}

async function list(name: string, query: string): Promise<void> {
  await request(name, () => listCases(new Request(`http://localhost/api/triage/cases?${query}`)));
}

async function request(name: string, send: (at: number) => Promise<Response>): Promise<void> {
  const { p95 } = await measure(name, async (at) => {
    const response = await send(at);
    const body = await response.text();
    if (response.status !== 200) throw new Error(`${name} answered ${response.status}: ${body.slice(0, 300)}`);
  });
  if (p95 > LIMIT_MS) over += 1;
}

/** Prints p50 and p95 on the clock, p95 of the processor's own time, and the ratio of p50 to the bare page. */
async function measure(name: string, work: (at: number) => Promise<void>): Promise<{ p50: number; p95: number }> {
  const times: number[] = [];
  const processor: number[] = [];
  for (let at = 0; at < REPEATS; at += 1) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    await work(at);
    const used = process.cpuUsage(before);
    times.push(performance.now() - startedAt);
    processor.push((used.user + used.system) / 1000);
  }
  const percentile = (values: number[], share: number) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
  const [p50, p95, busy] = [percentile(times, 0.5), percentile(times, 0.95), percentile(processor, 0.95)];
  const ratio = bareMs === null ? "" : `  ${(p50 / bareMs).toFixed(1)} x bare`;
  const say = (ms: number) => `${ms.toFixed(2).padStart(7)} ms`;
  console.log(`p50 ${say(p50)}  p95 ${say(p95)}  processor p95 ${say(busy)}  ${name}${ratio}`);
  return { p50, p95 };
}

/** The cursor after six tenths of the cases, made by walking there. */
async function deepCursor(sort: string): Promise<string> {
  let cursor = "";
  for (let page = 0; page < (CASES * 0.6) / 200; page += 1) {
    const at = cursor === "" ? "" : `&cursor=${cursor}`;
    const response = await listCases(new Request(`http://localhost/api/triage/cases?limit=200&sort=${sort}${at}`));
    cursor = CaseList.parse(await response.json()).nextCursor ?? cursor;
  }
  return cursor;
}
