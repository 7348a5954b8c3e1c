import type { SeriesEvent } from "./watch-series";

/** One series of a metric: the whole, or a slice of it. */
export interface WatchedSeries {
  metric: string;
  region: string | null;
  currency: string | null;
}

export interface WatchEvent {
  series: WatchedSeries;
  event: SeriesEvent;
  /** Facts that the metric reads. */
  facts: readonly string[];
  isMoney: boolean;
}

/** An event, and the series that moved with it. */
export interface FoldedEvent extends WatchEvent {
  alsoMoved: WatchedSeries[];
}

/** Past so many deviations one is as certain as the other. */
const CERTAIN = 12;
const WEEK_MS = 7 * 86_400_000;

/**
 * One cause moves many series: refunds, their count, their rate, net revenue, in a region and in all. Of the events that
 * began within a week of each other and share a fact, the most certain is told, then the one of fewest facts, money, slices; it names the others.
 */
export function foldEvents(events: readonly WatchEvent[]): FoldedEvent[] {
  const ranked = [...events].sort(
    (a, b) =>
      Math.min(CERTAIN, b.event.deviations) - Math.min(CERTAIN, a.event.deviations) ||
      a.facts.length - b.facts.length ||
      Number(b.isMoney) - Number(a.isMoney) ||
      Number(b.series.region !== null) - Number(a.series.region !== null) ||
      b.event.deviations - a.event.deviations ||
      (keyOf(a.series) < keyOf(b.series) ? -1 : 1),
  );
  const told: FoldedEvent[] = [];
  for (const one of ranked) {
    const lead = told.find((other) => isSameTime(one, other) && one.facts.some((fact) => other.facts.includes(fact)));
    if (lead) lead.alsoMoved.push(one.series);
    else told.push({ ...one, alsoMoved: [] });
  }
  return told;
}

const isSameTime = (a: WatchEvent, b: WatchEvent) =>
  Math.abs(Date.parse(a.event.week) - Date.parse(b.event.week)) <= WEEK_MS;

/** A series in one text that holds for an id. */
export function keyOf({ metric, region, currency }: WatchedSeries): string {
  return [metric, region ?? "", currency ?? ""].map(encodeURIComponent).join("_");
}
