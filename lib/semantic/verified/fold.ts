import type { Language, LanguageEvent, LanguageState } from "../../contract/questions";
import { normalise, stemsOf } from "../normalise";

export const EMPTY_LANGUAGE: LanguageState = { verified: [], synonyms: [], defaults: [] };

/** The stems a phrase or question is known by: "Top lines" and "top line" are one. */
export function phraseKey(phrase: string): string {
  return stemsOf(phrase).join(" ");
}

/** Ids of the events that count: an undo takes its target back, and undoing an undo restores it. */
function liveEvents(events: readonly LanguageEvent[]): ReadonlySet<string> {
  const live = new Set(events.map((event) => event.id));
  for (const event of events.toReversed()) if (event.kind === "undo" && live.has(event.id)) live.delete(event.eventId);
  return live;
}

/**
 * What the analyst has been taught, from its log alone: the same events give the same state, and an undo gives back
 * the very state before the event it takes back. A later event about the same words replaces the earlier one.
 */
export function foldLanguage(events: readonly LanguageEvent[]): LanguageState {
  const live = liveEvents(events);
  const verified = new Map<string, LanguageState["verified"][number]>();
  const synonyms = new Map<string, LanguageState["synonyms"][number]>();
  const defaults = new Map<string, LanguageState["defaults"][number]>();
  for (const event of events) {
    if (!live.has(event.id)) continue;
    if (event.kind === "verify") {
      const { id: eventId, question, semanticQuery, asOf, firstDay } = event;
      verified.set(normalise(question).text, { eventId, question, semanticQuery, asOf, firstDay });
    }
    if (event.kind === "synonym") {
      const { id: eventId, phrase, means } = event;
      synonyms.set(phraseKey(phrase), { eventId, phrase, means });
    }
    if (event.kind === "default") {
      const { id: eventId, phrase, metric } = event;
      defaults.set(phraseKey(phrase), { eventId, phrase, metric });
    }
  }
  return { verified: sorted(verified), synonyms: sorted(synonyms), defaults: sorted(defaults) };
}

/** By key, so that the order in which things were taught leaves no mark on the state. */
function sorted<T>(entries: ReadonlyMap<string, T>): T[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry);
}

/** The log as people read it: state, version, and each event with whether it still counts. */
export function toLanguage(events: readonly LanguageEvent[]): Language {
  const live = liveEvents(events);
  return {
    version: `v${events.length}`,
    state: foldLanguage(events),
    events: events.map((event, at) => ({ version: `v${at + 1}`, live: live.has(event.id), event })).toReversed(),
  };
}
