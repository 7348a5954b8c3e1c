import type { DetectorEvent, DetectorSetting } from "../contract/detector";
import type { Parameters } from "./detector";

/** The settings in force by detector, folded from the log; a detector nobody touched has none. */
export function foldSettings(events: readonly DetectorEvent[]): Map<string, DetectorSetting> {
  return new Map(events.map((event) => [event.detectorId, event.to]));
}

/** The version of a log: `v0` while it is empty. */
export function settingsVersion(events: readonly DetectorEvent[]): string {
  return `v${events.length}`;
}

/** A built-in detector is on until a person switches it off; a custom one off until a person activates it. */
export function defaultSetting(fileHash: string | null): DetectorSetting {
  return { enabled: fileHash === null, parameters: {}, fileHash };
}

/** The events that can be taken back: of each detector the latest that is not itself an undo or undone already. */
export function undoableEvents(events: readonly DetectorEvent[]): Set<string> {
  const undone = new Set(events.map((event) => event.undoes));
  const open = events.filter((event) => event.undoes === null && !undone.has(event.id));
  return new Set(new Map(open.map((event) => [event.detectorId, event.id])).values());
}

/** The parameters that differ from the base, in the order of their names: equal settings are equal texts. */
export function ownParameters(given: Parameters, base: Parameters): Parameters {
  const own = Object.entries(given).filter(([name, value]) => base[name] !== value);
  return Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}
