import { countDetectorCases, latestTrial } from "@/db/detectors";
import { readMemoryState } from "@/db/memory";
import type { CurrencyCases, DetectorDetail, DetectorList, DetectorSummary } from "@/lib/contract/detector";
import { captureStatements } from "@/lib/detection/capture-statements";
import { describeParameters } from "@/lib/detection/describe-parameters";
import type { Parameters } from "@/lib/detection/detector";
import { undoableEvents } from "@/lib/detection/detector-settings";
import { claimReason } from "@/lib/detection/registry";
import { displaySql } from "@/lib/semantic/sql-text";
import type { Context } from "./context";
import { type DetectorContext, type KnownDetector, lostSetting, missingColumns, readDetectorSet } from "./detector-set";
import { findKnown } from "./detector-trial";

type ReadContext = DetectorContext & Pick<Context, "accuracy">;

/** Every detector in claim order with its cases, its accuracy and whether it runs; and the files that were refused. */
export async function readDetectors(context: ReadContext): Promise<DetectorList> {
  const set = await readDetectorSet(context);
  const cases = countDetectorCases(context.db, context.datasetId);
  return {
    version: set.version,
    detectors: set.known.map((known, at) => summarize(context, known, at + 1, cases)),
    lost: [...set.settings.keys()].filter((id) => lostSetting(set, id) !== null),
    refused: set.refused.map(({ file, faults }) => ({ file, faults })),
  };
}

/** One detector with everything its page tells. Throws `not_found`, and `validation` for one whose file is refused. */
export async function readDetector(context: ReadContext, id: string): Promise<DetectorDetail> {
  const { db, datasetId, warehouse } = context;
  const set = await readDetectorSet(context);
  const known = findKnown(set, id);
  const { detector, file, setting } = known;
  const learned = readMemoryState(db, datasetId).parameters[id] ?? {};
  const canUndo = undoableEvents(set.events);
  const { evidence, impact, action } = detector.about;
  return {
    ...summarize(context, known, set.known.indexOf(known) + 1, countDetectorCases(db, datasetId)),
    version: set.version,
    because: claimReason(id) ?? whereItClaims(file?.definition?.after),
    needs: [...detector.needs],
    missing: missingColumns(detector, warehouse),
    sources: [...detector.sources],
    evidence,
    impact,
    action,
    confidence: file?.definition?.confidence ?? null,
    parameters: describeParameters(detector, learned, setting.parameters),
    statements: await readStatements(context, known, { ...learned, ...setting.parameters }),
    setting,
    history: set.events
      .filter((event) => event.detectorId === id)
      .map((event) => ({ event, canUndo: canUndo.has(event.id) }))
      .reverse(),
    lastTrial: latestTrial(db, datasetId, id),
  };
}

function whereItClaims(after: string | undefined): string {
  return after === undefined ? "a custom detector takes what all others leave" : `its file says: right after ${after}`;
}

function summarize(
  { accuracy }: ReadContext,
  { detector, file, state, reason }: KnownDetector,
  place: number,
  cases: ReadonlyMap<string, CurrencyCases[]>,
): DetectorSummary {
  return {
    id: detector.id,
    title: detector.title,
    question: detector.question,
    moneyKind: detector.moneyKind,
    source: file ? "custom" : "built_in",
    file: file?.file ?? null,
    state,
    reason,
    place,
    cases: cases.get(detector.id) ?? [],
    accuracy: file ? null : (accuracy.get(detector.id) ?? null),
  };
}

/** A custom detector shows its file's own SQL, a built-in one what it runs with the values in force. */
async function readStatements(
  { warehouse }: ReadContext,
  { detector, file }: KnownDetector,
  parameters: Parameters,
): Promise<string[]> {
  if (file?.definition) return [file.definition.sql];
  const parsed = detector.parameters.safeParse({ ...detector.defaults, ...parameters });
  const values = parsed.success ? parsed.data : detector.defaults;
  const statements = await captureStatements(detector, values, warehouse?.dataset ?? null);
  return statements.map(({ sql, params }) => displaySql(sql, params));
}
