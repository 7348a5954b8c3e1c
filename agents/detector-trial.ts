import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { saveTrial } from "@/db/detectors";
import { readMemoryState } from "@/db/memory";
import type { DetectorSetting, DetectorTrial, TrialRequest } from "@/lib/contract/detector";
import { groupByMonth, overlapWith } from "@/lib/detection/backtest";
import { compareFindings, totalBoth } from "@/lib/detection/compare-findings";
import type { CustomDefinition } from "@/lib/detection/custom/definition";
import { camelCase } from "@/lib/detection/custom/shape-findings";
import type { ClaimedFinding, DetectionRun, Finding, Parameters } from "@/lib/detection/detector";
import { ownParameters } from "@/lib/detection/detector-settings";
import { parseParameters, runDetectors } from "@/lib/detection/run-detectors";
import { AppError } from "@/lib/errors";
import { canonicalJson } from "@/lib/learning/canonical-json";
import type { Warehouse } from "@/lib/ports";
import { authorizeDetectorChange } from "./authorize";
import type { Context } from "./context";
import {
  type DetectorSet,
  type KnownDetector,
  missingColumns,
  planRun,
  type RunPlan,
  readDetectorSet,
} from "./detector-set";
import { runExclusive } from "./gate";
import { memoWarehouse } from "./memo-warehouse";

/** The time limit of a whole trial, ms: two detections. */
const TRIAL_LIMIT_MS = 10 * 60_000;

/** The detector of an id, with the faults of its file where that is why there is none. Throws `not_found`, `validation`. */
export function findKnown({ known, refused }: DetectorSet, id: string): KnownDetector {
  const found = known.find(({ detector }) => detector.id === id);
  if (found) return found;
  const file = refused.find((one) => one.id === id);
  if (!file) throw new AppError("not_found", `There is no detector ${id.slice(0, 60)}`);
  const [first] = file.faults;
  const where = first?.line ? `, line ${first.line}` : "";
  throw new AppError("validation", `${file.file} is refused${where}: expected ${first?.expected}`, {
    details: file.faults.map(({ file: name, line, column, expected }) => ({
      pointer: [name, line, column].filter((part) => part !== null).join(":"),
      detail: `expected ${expected}`,
    })),
  });
}

/**
 * The setting that a request asks for: of the parameters those that differ from what was learned, or from the default.
 * @throws AppError `validation` naming each parameter.
 */
export function wantedSetting(
  { db, datasetId }: Pick<Context, "db" | "datasetId">,
  { detector, file }: KnownDetector,
  { enabled, parameters }: { enabled: boolean; parameters: Parameters },
): DetectorSetting {
  const base = { ...detector.defaults, ...readMemoryState(db, datasetId).parameters[detector.id] };
  const parsed = parseParameters(detector, { ...base, ...parameters });
  return { enabled, parameters: ownParameters(parsed, base), fileHash: file?.hash ?? null };
}

/** What a trial is bound to: the detector, its setting and file, and the settings of all others. */
export function subjectHash(detectorId: string, setting: DetectorSetting, version: string): string {
  return createHash("sha256").update(canonicalJson({ detectorId, setting, version })).digest("hex");
}

/**
 * Previews a setting, or backtests a custom detector: the whole detection as it is and as it would be, through the
 * money ledger, read-only. The trial is kept, so that the change may rest on it; nothing else is.
 * @throws AppError `forbidden`, `not_found`, `validation`, `unavailable` without data, `conflict` beside a run or where
 * the data lacks a column, `timeout` when the SQL of a file does not end.
 */
export async function tryDetector(context: Context, id: string, request: TrialRequest): Promise<DetectorTrial> {
  await authorizeDetectorChange(context, request.actor, id);
  return runExclusive("A preview", async () => {
    const { warehouse } = context;
    if (!warehouse) throw new AppError("unavailable", "No data is loaded, so there is nothing to try a detector on");
    const set = await readDetectorSet(context);
    const known = findKnown(set, id);
    const setting = wantedSetting(context, known, request);
    const missing = missingColumns(known.detector, warehouse);
    if (setting.enabled && missing.length > 0)
      throw new AppError("conflict", `${known.detector.title} needs ${missing.join(", ")}, which the data has not`);
    const signal = AbortSignal.timeout(TRIAL_LIMIT_MS);
    // What both ask is asked once; first as it would be, so that the time told is that of asking.
    const asked = memoWarehouse(warehouse);
    const after = await detectAs(planRun(context, set, { id, setting }), asked, id, signal);
    if (setting.enabled && after.error) throw after.error;
    const before = await detectAs(planRun(context, set), asked, id, signal);
    const trial: DetectorTrial = {
      id: context.newId("trial"),
      detectorId: id,
      setting,
      version: set.version,
      by: request.actor,
      at: context.clock().toISOString(),
      asOf: warehouse.dataset.asOf,
      ...summarize(set, known, before, after, warehouse.dataset.asOf),
    };
    saveTrial(context.db, context.datasetId, subjectHash(id, setting, set.version), trial);
    return trial;
  });
}

interface Detected {
  findings: ClaimedFinding[];
  /** What the detector on trial asked for, before the ledger. */
  wanted: Finding[];
  durationMs: number;
  /** Why the detector on trial failed. */
  error: unknown;
}

/** Runs a plan and keeps what the detector on trial asked for, how long that took, and why it failed. */
async function detectAs(plan: RunPlan, warehouse: Warehouse, id: string, signal: AbortSignal): Promise<Detected> {
  const own: Omit<Detected, "findings"> = { wanted: [], durationMs: 0, error: null };
  const detectors = plan.detectors.map((detector) =>
    detector.id === id
      ? {
          ...detector,
          async detect(run: DetectionRun) {
            const started = performance.now();
            try {
              own.wanted = await detector.detect(run);
              return own.wanted;
            } catch (error) {
              own.error = error;
              throw error;
            } finally {
              own.durationMs = performance.now() - started;
            }
          },
        }
      : detector,
  );
  const { findings } = await runDetectors(warehouse, plan.parameters, { ...plan, detectors, signal, pause: nextTurn });
  return { findings, ...own };
}

function summarize(
  { known: all }: DetectorSet,
  { detector, file }: KnownDetector,
  before: Detected,
  after: Detected,
  asOf: string | null,
) {
  const titles = new Map(all.map((one) => [one.detector.id, one.detector.title]));
  const own = after.findings.filter(({ detectorId }) => detectorId === detector.id);
  return {
    totals: totalBoth(before.findings, after.findings),
    ...compareFindings(before.findings, after.findings, titles),
    months: file?.definition && asOf ? groupByMonth(own, datesOf(file.definition, after.wanted), asOf) : [],
    overlap: overlapWith(after.wanted, after.findings, detector.id, titles),
    rows: after.wanted.reduce((sum, { wanted }) => sum + wanted.length, 0),
    durationMs: Math.round(after.durationMs),
  };
}

/** The date that each row of a custom detector carries in its evidence. */
function datesOf({ result }: CustomDefinition, findings: readonly Finding[]) {
  const name = camelCase(result.date);
  const dates = new Map(
    findings.flatMap(({ evidence }) =>
      evidence.map(({ table, key, values }) => [`${table}\n${key}`, String(values[name])] as const),
    ),
  );
  return (table: string, key: string) => dates.get(`${table}\n${key}`);
}
