import { appendDetectorEvent, findTrial, latestTrial } from "@/db/detectors";
import type {
  ChangeRequest,
  DetectorChange,
  DetectorEvent,
  DetectorSetting,
  UndoRequest,
} from "@/lib/contract/detector";
import { defaultSetting, settingsVersion, undoableEvents } from "@/lib/detection/detector-settings";
import { AppError } from "@/lib/errors";
import { canonicalJson } from "@/lib/learning/canonical-json";
import { authorizeDetectorChange } from "./authorize";
import type { Context } from "./context";
import { type DetectorSet, lostSetting, readDetectorSet } from "./detector-set";
import { findKnown, subjectHash, wantedSetting } from "./detector-trial";

/**
 * Sets a detector on or off, or its parameters, as a trial of exactly this on exactly these settings showed it; a custom
 * one is activated so. The log's row is the audit row. The next run applies it.
 * @throws AppError `forbidden`, `not_found`, `validation`; `conflict` without such a trial, when the file changed since,
 * when nothing would change, or when somebody else changed a detector meanwhile.
 */
export async function changeDetector(context: Context, id: string, request: ChangeRequest): Promise<DetectorChange> {
  await authorizeDetectorChange(context, request.actor, id);
  const set = await readDetectorSet(context);
  const lost = lostSetting(set, id);
  if (lost && !request.enabled)
    // It cannot run, so there is nothing to try: its cases are closed at the next run.
    return append(context, set, {
      ...{ detectorId: id, from: lost, to: { ...lost, enabled: false }, undoes: null, trialId: null },
      ...told(request, request.why),
    });
  const known = findKnown(set, id);
  const to = wantedSetting(context, known, request);
  const from = set.settings.get(id) ?? defaultSetting(known.file?.hash ?? null);
  if (isSame(from, to)) throw new AppError("conflict", "Nothing would change: this is how the detector is set");
  const trial = findTrial(context.db, context.datasetId, subjectHash(id, to, set.version));
  if (!trial) throw new AppError("conflict", whyUntried(context, id, to, known.file?.file ?? null));
  return append(context, set, {
    ...{ detectorId: id, from, to, undoes: null, trialId: trial.id },
    ...told(request, request.why),
  });
}

/**
 * Takes the latest change of a detector back: a new row in the log, nothing is erased.
 * @throws AppError `forbidden`, `not_found`; `conflict` for a change that is not the detector's latest, or one whose
 * file is no longer the one that was backtested.
 */
export async function undoDetector(context: Context, id: string, request: UndoRequest): Promise<DetectorChange> {
  await authorizeDetectorChange(context, request.actor, id);
  const set = await readDetectorSet(context);
  const event = set.events.find((one) => one.id === request.eventId && one.detectorId === id);
  if (!event) throw new AppError("not_found", `There is no such change of ${id.slice(0, 60)}`);
  if (!undoableEvents(set.events).has(event.id))
    throw new AppError("conflict", "Only a detector's latest change can be taken back");
  const { from: to, to: from } = event;
  const hash = set.known.find(({ detector }) => detector.id === id)?.file?.hash ?? null;
  if (to.enabled && to.fileHash !== hash)
    throw new AppError("conflict", "Its file changed since: backtest it and activate it again");
  return append(context, set, {
    ...{ detectorId: id, from, to, undoes: event.id, trialId: null },
    ...told(request, "taken back"),
  });
}

function told({ actor }: { actor: string }, why: string) {
  return { by: actor, why };
}

function append(context: Context, { events }: DetectorSet, told: Omit<DetectorEvent, "id" | "at">): DetectorChange {
  const event = { ...told, id: context.newId("change"), at: context.clock().toISOString() };
  appendDetectorEvent(context.db, context.datasetId, event, events.length);
  return { event, version: settingsVersion([...events, event]) };
}

function isSame(from: DetectorSetting, to: DetectorSetting): boolean {
  return canonicalJson(from) === canonicalJson(to);
}

function whyUntried({ db, datasetId }: Context, id: string, to: DetectorSetting, file: string | null): string {
  const last = latestTrial(db, datasetId, id);
  if (file === null) return "Preview exactly this change first, on the settings as they are now";
  if (last && last.setting.fileHash !== to.fileHash)
    return `${file} changed since it was backtested: backtest it again`;
  return last
    ? "Backtest exactly this setting first, on the settings as they are now"
    : `${file} was never backtested: backtest it first`;
}
