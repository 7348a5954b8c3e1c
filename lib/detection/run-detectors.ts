import type { Claim } from "../contract/case";
import type { DetectorReport } from "../contract/run";
import { AppError, messageOf } from "../errors";
import type { Warehouse } from "../ports";
import type { ClaimedFinding, DetectionRun, Detector, Parameters } from "./detector";
import { withKeptQueries } from "./kept-query";
import { type Ledger, openLedger } from "./ledger";
import { DETECTORS } from "./registry";
import { attachRelatedTexts } from "./related-texts";

export interface RunDetectorsOptions {
  signal?: AbortSignal;
  /** Told after each detector, in order. */
  onDetector?: (report: DetectorReport) => void;
  /** Milliseconds of any steady clock, for durations; without one they are 0. */
  now?: () => number;
  /** Awaited after each detector, so that whoever runs them can let others have a turn. */
  pause?: () => Promise<void>;
  /** Default: all of the registry. */
  detectors?: readonly Detector[];
  /** Why a detector of the list may not run now, by id: it fails with these words. */
  unfit?: ReadonlyMap<string, string>;
  /** The rows that a detector's stored cases hold: kept for them when it is skipped or fails. Default: none. */
  heldBy?: (detectorId: string) => readonly Claim[];
}

export interface Detection {
  findings: ClaimedFinding[];
  reports: DetectorReport[];
}

/**
 * Runs every detector in registry order through one ledger. A detector whose optional columns are absent is skipped,
 * one that throws is failed with its reason, and the others go on. Parameters given override the detector's defaults.
 * @throws whatever aborted the signal, once it is.
 */
export async function runDetectors(
  warehouse: Warehouse,
  parametersByDetector: Readonly<Record<string, Parameters>>,
  options: RunDetectorsOptions = {},
): Promise<Detection> {
  const { signal, onDetector, pause, now = () => 0, detectors = DETECTORS, unfit, heldBy = () => [] } = options;
  const ledger = openLedger();
  for (const id of unfit?.keys() ?? []) ledger.hold(id, heldBy(id));
  const once = createOnce();
  const reader = withKeptQueries(warehouse);
  const reports: DetectorReport[] = [];
  for (const detector of detectors) {
    signal?.throwIfAborted();
    const startedAt = now();
    const reason = unfit?.get(detector.id);
    const run = { warehouse: reader, claimed: ledger, signal, pause, once };
    const outcome: Outcome =
      reason === undefined
        ? await runDetector(detector, parametersByDetector[detector.id] ?? {}, ledger, run)
        : { status: "failed", reason, cases: 0 };
    signal?.throwIfAborted();
    if (outcome.status !== "ok") ledger.hold(detector.id, heldBy(detector.id));
    const report = { id: detector.id, title: detector.title, ...outcome, durationMs: now() - startedAt };
    reports.push(report);
    onDetector?.(report);
    await pause?.();
  }
  return { findings: await attachRelatedTexts(reader, ledger.settle(), signal), reports };
}

type Outcome = Pick<DetectorReport, "status" | "reason" | "cases">;

async function runDetector(
  detector: Detector,
  given: Parameters,
  ledger: Ledger,
  run: Omit<DetectionRun, "parameters">,
): Promise<Outcome> {
  const absent = detector.needs.filter((column) => !run.warehouse.presentColumns.has(column));
  if (absent.length > 0) return { status: "skipped", reason: `needs ${absent.join(", ")}`, cases: 0 };
  try {
    const parameters = parseParameters(detector, given);
    const findings = await detector.detect({ ...run, parameters });
    return { status: "ok", reason: null, cases: ledger.grant(detector, findings) };
  } catch (error) {
    return { status: "failed", reason: messageOf(error), cases: 0 };
  }
}

/**
 * The detector's defaults with the values given.
 * @throws AppError `validation` naming each parameter at fault.
 */
export function parseParameters(detector: Detector, given: Parameters): Parameters {
  const parsed = detector.parameters.safeParse({ ...detector.defaults, ...given });
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ pointer: issue.path.join("."), detail: issue.message }));
  const faults = details.map(({ pointer, detail }) => (pointer === "" ? detail : `${pointer}: ${detail}`));
  throw new AppError("validation", `Parameters of ${detector.id}: ${faults.join("; ")}`, { details });
}

/** Remembers by key what was computed; a failure is remembered too, so that one broken query is not run again. */
function createOnce(): DetectionRun["once"] {
  const known = new Map<string, Promise<unknown>>();
  return <T>(key: string, compute: () => Promise<T>): Promise<T> => {
    const started = (known.get(key) as Promise<T> | undefined) ?? compute();
    known.set(key, started);
    return started;
  };
}
