import { listDetectorClaims, listDetectorEvents } from "@/db/detectors";
import { readMemoryState } from "@/db/memory";
import type { DetectorEvent, DetectorSetting, DetectorState } from "@/lib/contract/detector";
import type { DetectorReport } from "@/lib/contract/run";
import { toDetector } from "@/lib/detection/custom/custom-detector";
import { placeDetectors } from "@/lib/detection/custom/place-detectors";
import type { Detector, Parameters } from "@/lib/detection/detector";
import { defaultSetting, foldSettings, settingsVersion } from "@/lib/detection/detector-settings";
import { DETECTORS } from "@/lib/detection/registry";
import type { RunDetectorsOptions } from "@/lib/detection/run-detectors";
import { AppError } from "@/lib/errors";
import type { Context } from "./context";
import { type CustomFile, readCustomFiles } from "./custom-detectors";

/** A detector that could run, and what people set of it. */
export interface KnownDetector {
  detector: Detector;
  /** The file of a custom one that passed every check; null for a built-in one. */
  file: CustomFile | null;
  setting: DetectorSetting;
  state: DetectorState;
  reason: string | null;
}

/** Every detector that could run, in claim order, and the settings they stand under. */
export interface DetectorSet {
  version: string;
  events: DetectorEvent[];
  settings: ReadonlyMap<string, DetectorSetting>;
  known: KnownDetector[];
  refused: CustomFile[];
}

export type DetectorContext = Pick<
  Context,
  "db" | "datasetId" | "warehouse" | "settings" | "readDetectorFiles" | "parseSql"
>;

/** Reads the registry, the folder of custom detectors and what people set of both. */
export async function readDetectorSet(context: DetectorContext): Promise<DetectorSet> {
  const events = listDetectorEvents(context.db, context.datasetId);
  const settings = foldSettings(events);
  const active = [...settings.values()].flatMap(({ enabled, fileHash }) => (enabled && fileHash ? [fileHash] : []));
  const files = await readCustomFiles(context, new Set(active));
  const byId = new Map(files.flatMap((file) => (file.definition ? [[file.definition.id, file] as const] : [])));
  const limitMs = context.settings.OPSIQ_DETECTOR_TIMEOUT_MS;
  const custom = [...byId.values()].flatMap(({ file, definition }) =>
    definition ? [{ detector: withLimit(toDetector(definition), file, limitMs), after: definition.after ?? null }] : [],
  );
  const known = placeDetectors(DETECTORS, custom).map((detector): KnownDetector => {
    const file = byId.get(detector.id) ?? null;
    const setting = settings.get(detector.id) ?? defaultSetting(file?.hash ?? null);
    const isTouched = settings.has(detector.id);
    return { detector, file, setting, ...stateOf(detector, file, setting, isTouched, context.warehouse) };
  });
  return {
    version: settingsVersion(events),
    events,
    settings,
    known,
    refused: files.filter(({ definition }) => definition === null),
  };
}

function stateOf(
  detector: Detector,
  file: CustomFile | null,
  setting: DetectorSetting,
  isTouched: boolean,
  warehouse: Context["warehouse"],
): Pick<KnownDetector, "state" | "reason"> {
  if (!setting.enabled) {
    if (isTouched || !file) return { state: "off", reason: "switched off" };
    return { state: "proposed", reason: "a backtest, then a person who activates it" };
  }
  if (file && file.hash !== setting.fileHash)
    return { state: "changed", reason: `${file.file} changed since it was activated: backtest and activate it again` };
  const missing = missingColumns(detector, warehouse);
  return missing.length > 0
    ? { state: "skipped", reason: `needs ${missing.join(", ")}` }
    : { state: "on", reason: null };
}

/** The columns a detector needs and the data has not; without data nothing is known to be missing. */
export function missingColumns(detector: Detector, warehouse: Context["warehouse"]): string[] {
  return warehouse ? detector.needs.filter((column) => !warehouse.presentColumns.has(column)) : [];
}

/** The setting of an active detector whose file is refused or gone; null for any other. */
export function lostSetting({ known, settings }: DetectorSet, id: string): DetectorSetting | null {
  const setting = settings.get(id);
  return setting?.enabled && !known.some(({ detector }) => detector.id === id) ? setting : null;
}

/** A custom detector that is stopped and named when its SQL does not end. */
function withLimit(detector: Detector, file: string, limitMs: number): Detector {
  return {
    ...detector,
    async detect(run) {
      const limit = AbortSignal.timeout(limitMs);
      const signal = run.signal ? AbortSignal.any([run.signal, limit]) : limit;
      try {
        return await detector.detect({ ...run, signal });
      } catch (error) {
        run.signal?.throwIfAborted();
        if (!limit.aborted) throw error;
        const words = `${detector.id}: the SQL of ${file} did not end within ${limitMs / 1000} s and was stopped`;
        throw new AppError("timeout", words, { cause: error });
      }
    },
  };
}

/** What a run takes of a set: its detectors with their parameters, and those it must leave alone. */
export interface RunPlan {
  detectors: Detector[];
  parameters: Record<string, Parameters>;
  unfit: Map<string, string>;
  /** Detectors that a person switched off: their cases are closed. */
  off: ReadonlySet<string>;
  heldBy: NonNullable<RunDetectorsOptions["heldBy"]>;
}

/** The plan of the next run; `changed` replaces one detector's setting, to see what it would do. */
export function planRun(
  context: Pick<Context, "db" | "datasetId">,
  set: DetectorSet,
  changed?: { id: string; setting: DetectorSetting },
): RunPlan {
  const settings = new Map(set.settings);
  if (changed) settings.set(changed.id, changed.setting);
  const settingOf = ({ detector, file }: KnownDetector) =>
    settings.get(detector.id) ?? defaultSetting(file?.hash ?? null);
  const taken = set.known.filter((known) => settingOf(known).enabled);
  const learned = readMemoryState(context.db, context.datasetId).parameters;
  const unfit = new Map<string, string>(
    taken.flatMap(({ detector, file }) =>
      file && settings.get(detector.id)?.fileHash !== file.hash
        ? [[detector.id, `${file.file} changed since it was activated`] as const]
        : [],
    ),
  );
  for (const id of set.settings.keys())
    if (lostSetting(set, id)) unfit.set(id, "its file is refused or gone since it was activated");
  return {
    detectors: taken.map(({ detector }) => detector),
    parameters: Object.fromEntries(
      taken.map((known) => [known.detector.id, { ...learned[known.detector.id], ...settingOf(known).parameters }]),
    ),
    unfit,
    off: new Set([...settings].flatMap(([id, { enabled }]) => (enabled ? [] : [id]))),
    heldBy: (id) => listDetectorClaims(context.db, context.datasetId, id),
  };
}

/** Reports of detectors whose file is gone or refused: there is nothing to run, and a run must say so. */
export function reportLost({ detectors, unfit }: RunPlan): DetectorReport[] {
  const there = new Set(detectors.map(({ id }) => id));
  return [...unfit]
    .filter(([id]) => !there.has(id))
    .map(([id, reason]) => ({ id, title: id, status: "failed", reason, cases: 0, durationMs: 0 }));
}
