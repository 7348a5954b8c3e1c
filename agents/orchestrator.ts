import { setTimeout as pause } from "node:timers/promises";
import { listRunActions } from "@/db/actions";
import { totalCases } from "@/db/case-totals";
import { listCurrentCases } from "@/db/cases";
import { readMemory } from "@/db/memory";
import { getRun } from "@/db/runs";
import type { Action } from "@/lib/contract/action";
import type { CaseChange, Degradation, DetectorReport, Reasoning, RunKind, RunResult } from "@/lib/contract/run";
import { counted } from "@/lib/detection/phrases";
import { AppError, messageOf } from "@/lib/errors";
import type { Warehouse } from "@/lib/ports";
import type { Context } from "./context";
import { evaluateRun } from "./evaluator";
import { enterExclusive } from "./gate";
import { learnFromRun } from "./memory";
import { monitorSignals } from "./monitor";
import { planInvestigation, synthesizeFindings } from "./plan";
import { actOnCases } from "./policy";
import { openRun, type RunJournal } from "./run-journal";
import { withinRun } from "./run-scope";
import { detectAnomalies, type RunDetection, triageFindings } from "./triage";
import { isWatchedAsWhole } from "./watch";

/** The whole run's time limit, ms: past it every step's work is told to stop. */
const RUN_LIMIT_MS = 15 * 60_000;
/** How long detection waits for the plan, ms. */
const PLAN_HEAD_START_MS = 2000;
/** Cases, and actions, that a run's answer carries. */
const ANSWER_CASES = 200;

export interface StartedRun {
  runId: string;
  /** The run's answer; a failed run answers too, with status `failed`. */
  done: Promise<RunResult>;
  /** The answer as it stands now, status `running` included. */
  answerNow: () => RunResult;
}

/**
 * Starts an investigation: signals -> plan -> detect -> triage -> act -> evaluate -> learn.
 * @throws AppError `conflict` while another run is under way, `unavailable` when no data is loaded.
 */
export function startInvestigation(context: Context): StartedRun {
  return startRun(context, "investigation");
}

/** Starts detection again with the current memory, on the data as it is. Throws as `startInvestigation`. */
export function startTriageRerun(context: Context): StartedRun {
  return startRun(context, "triage");
}

function startRun(context: Context, kind: RunKind): StartedRun {
  if (!context.warehouse) throw new AppError("unavailable", "No data is loaded: load a folder on the Data page first");
  const leave = enterExclusive("An investigation");
  const journal = openRun(context, kind, readMemory(context.db, context.datasetId).version);
  const done = withinRun(journal.runId, () => investigate(context, kind, journal)).finally(leave);
  return { runId: journal.runId, done, answerNow: () => answerRun(context, journal.runId) };
}

/** What a run gathers on its way, kept when it fails half-way. */
interface Findings {
  degraded: Degradation[];
  reasoning: Reasoning[];
  changes: CaseChange[];
  detectors: DetectorReport[];
}

async function investigate(context: Context, kind: RunKind, journal: RunJournal): Promise<RunResult> {
  const found: Findings = { degraded: [], reasoning: [], changes: [], detectors: [] };
  const signal = AbortSignal.timeout(RUN_LIMIT_MS);
  let error: string | null = null;
  let planned: Planned = Promise.resolve(null);
  try {
    if (kind === "investigation") ({ planned } = await lookFirst(context, journal, found, signal));
    await findAndAct(context, journal, found, signal, planned);
  } catch (thrown) {
    error = messageOf(thrown);
  }
  await planned;
  const degraded = dedupe(found.degraded);
  journal.end({ ...found, degraded, error });
  return answerRun(context, journal.runId);
}

/** Resolves when the plan is told, with what went wrong or null; never rejects, as nobody may be waiting yet. */
type Planned = Promise<{ error: unknown } | null>;

/**
 * Signals and the plan: what to look at first. A plan orders attention and changes no finding, so that a model that
 * takes its time over it is waited for only this long before detection starts.
 */
async function lookFirst(
  context: Context,
  journal: RunJournal,
  found: Findings,
  signal: AbortSignal,
): Promise<{ planned: Planned }> {
  const report = await journal.step("monitor", async () => {
    const degraded = await refreshData(context);
    const value = await monitorSignals(context, runningData(context), signal);
    degraded.push(...value.degraded);
    found.degraded.push(...degraded);
    const watch = isWatchedAsWhole(runningData(context).dataset) ? "; large data: metrics watched as a whole only" : "";
    const summary = `${value.signals.length} signals, ${value.worthALook.length} worth a look${watch}`;
    return { value, summary, degraded };
  });
  const planning = journal.step("plan", async () => {
    const { plan, reasoning, degraded } = await planInvestigation(context, journal.runId, report, signal);
    found.reasoning.push(reasoning);
    found.degraded.push(...degraded);
    return { value: plan, summary: plan.headline, degraded };
  });
  const planned: Planned = planning.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  await Promise.race([planned, pause(PLAN_HEAD_START_MS, null, { ref: false })]);
  return { planned };
}

/** Detection to learning: the part a triage rerun has too. */
async function findAndAct(
  context: Context,
  journal: RunJournal,
  found: Findings,
  signal: AbortSignal,
  planned: Planned,
): Promise<void> {
  const { runId } = journal;
  const started = context.clock().getTime();
  const warehouse = runningData(context);
  const detection = await journal.step("detect", async () => {
    const value = await detectAnomalies(context, warehouse, signal);
    found.detectors = value.reports;
    const failed = value.reports.filter((report) => report.status === "failed");
    if (failed.length > 0 && failed.length === value.reports.length)
      throw new AppError("unavailable", `Every detector failed: ${failed[0]?.reason}`);
    const degraded = failed.map((report) => ({ part: report.id, reason: report.reason ?? "failed" }));
    found.degraded.push(...degraded);
    return { value, summary: detectSummary(value, warehouse), degraded };
  });
  await journal.step("triage", async () => {
    const { changes, degraded } = await triageFindings(context, warehouse, detection, runId, signal);
    found.changes = changes;
    found.degraded.push(...degraded);
    return {
      value: changes,
      summary: `${counted(detection.findings.length, "case")}, no cent claimed twice`,
      degraded,
    };
  });
  const cases = listCurrentCases(context.db, context.datasetId, ANSWER_CASES);
  await journal.step("act", async () => {
    const { created, degraded } = await actOnCases(context, runId, signal);
    found.degraded.push(...degraded);
    const count = (kind: Action["kind"], noun: string) => counted(created.get(kind) ?? 0, noun);
    const summary =
      created.size === 0
        ? "Nothing new to act on"
        : `${count("workflow_case", "case")}, ${count("alert", "alert")}, ${count("approval_task", "approval task")}`;
    return { value: created, summary, degraded };
  });
  const unplanned = await planned;
  if (unplanned) throw unplanned.error;
  await journal.step("evaluate", async () => {
    const synthesis = await synthesizeFindings(context, runId, { cases, changes: found.changes }, signal);
    found.reasoning.push(synthesis.reasoning);
    found.degraded.push(...synthesis.degraded);
    const durationMs = context.clock().getTime() - started;
    const { detectors, degraded } = found;
    const { evaluation, fallbackReason } = await evaluateRun(context, {
      runId,
      cases,
      detectors,
      degraded,
      durationMs,
      signal,
    });
    found.reasoning.push({
      agent: "evaluator",
      step: "evaluate",
      text: evaluation.assessment,
      source: evaluation.source,
    });
    const own = fallbackReason ? [{ part: "llm", reason: fallbackReason }] : [];
    found.degraded.push(...own);
    return {
      value: evaluation,
      summary: firstSentence(evaluation.assessment),
      degraded: [...synthesis.degraded, ...own],
    };
  });
  await journal.step("learn", async () => {
    const { summary, reasoning } = learnFromRun(context, runId);
    found.reasoning.push(reasoning);
    return { value: null, summary };
  });
}

/** Reads the folder again when its files changed; a refused load leaves the last good data and says so. */
async function refreshData(context: Context): Promise<Degradation[]> {
  const report = await context.store.refresh();
  if (report?.status !== "refused") return [];
  const first = report.faults[0];
  const where = first ? `, the first in ${first.file}${first.line ? ` line ${first.line}` : ""}` : "";
  return [
    { part: "data", reason: `The changed folder has ${report.faultCount} faults${where}; the last good data was used` },
  ];
}

function runningData(context: Context): Warehouse {
  if (!context.warehouse) throw new AppError("unavailable", "No data is loaded");
  return context.warehouse;
}

function detectSummary({ reports, settings }: RunDetection, warehouse: Warehouse): string {
  const ran = reports.filter((report) => report.status === "ok").length;
  const skipped = reports.filter((report) => report.status === "skipped").length;
  const invoices = warehouse.dataset.tables.find((table) => table.name === "invoices")?.rows ?? 0;
  const rest = skipped > 0 ? `, ${skipped} skipped` : "";
  const set = settings === "v0" ? "" : `, settings ${settings}`;
  return `${ran} detectors over ${invoices.toLocaleString("en-US")} invoices${rest}${set}`;
}

/** The answer of a finished (or running) run: the current cases and what this run did. */
function answerRun(context: Context, runId: string): RunResult {
  const run = getRun(context.db, runId);
  return {
    runId,
    status: run.status,
    cases: listCurrentCases(context.db, context.datasetId, ANSWER_CASES),
    totals: totalCases(context.db, context.datasetId, {}),
    actions: listRunActions(context.db, runId, ANSWER_CASES),
    degraded: run.degraded,
    reasoning: run.reasoning,
  };
}

function dedupe(entries: readonly Degradation[]): Degradation[] {
  return [...new Map(entries.map((entry) => [`${entry.part}|${entry.reason}`, entry])).values()];
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
