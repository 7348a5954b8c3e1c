import type { SemanticQuery, TimeWindow } from "../../contract/analyst";
import { previousWindow } from "../compare-windows";
import { addDays } from "../days";
import type { Metric } from "../model-types";
import { normalise } from "../normalise";
import { findTimes } from "../time-grammar";
import { defaultWindow } from "../windows";

/** The data's last and first day: what "last month" and "all data" are relative to. */
export interface DataExtent {
  asOf: string;
  firstDay: string;
}

type Asked = Pick<SemanticQuery, "op" | "compareTo"> & { metric: Metric; words: string };
type Resolver = (extent: DataExtent) => TimeWindow | undefined;

/**
 * A stored query with its relative periods as they are on newer data: "last month" moves on, "Q2 2026" stays. A
 * window is relative when the question's words, the window's own label or the metric's default give it on the day the
 * query was stored.
 */
export function retimeQuery(
  query: SemanticQuery,
  question: string | null,
  metric: Metric,
  then: DataExtent,
  now: DataExtent,
): SemanticQuery {
  if (then.asOf === now.asOf && then.firstDay === now.firstDay) return query;
  const asked = { op: query.op, compareTo: query.compareTo, metric, words: question ?? "" };
  const { grain, ...bare } = query.time;
  const moved = moveWindow(bare, windowSources(asked, bare.label), then, now);
  const time = grain ? { ...moved, grain } : moved;
  if (!query.compareTo) return { ...query, time };
  const compared: Resolver[] = [false, true].map((yearBefore) => (extent) => {
    const own = extent === then ? bare : moved;
    return previousWindow(own, extent.asOf, yearBefore);
  });
  const sources = [...compared, ...windowSources({ ...asked, words: question ?? "" }, query.compareTo.label)];
  return { ...query, time, compareTo: moveWindow(query.compareTo, sources, then, now) };
}

function windowSources({ op, metric, words }: Asked, label: string): Resolver[] {
  const text = normalise(words).text;
  const count = findTimes(text, "2000-01-01").length;
  const spoken = Array.from({ length: Math.min(count, 4) }, (_, at): Resolver => {
    return ({ asOf }) => findTimes(text, asOf)[at]?.window;
  });
  const labelText = normalise(label).text;
  return [
    ...spoken,
    ({ asOf, firstDay }) => defaultWindow(metric, op, asOf, firstDay),
    ({ asOf }) => wholeText(labelText, asOf),
  ];
}

/** The window of a label that is one time phrase and nothing else. */
function wholeText(text: string, asOf: string): TimeWindow | undefined {
  const [first, ...rest] = findTimes(text, asOf);
  return first && rest.length === 0 && first.start === 0 && first.end === text.length ? first.window : undefined;
}

function moveWindow(window: TimeWindow, sources: readonly Resolver[], then: DataExtent, now: DataExtent): TimeWindow {
  for (const source of sources) {
    const old = source(then);
    if (!old || old.from !== window.from || old.to !== window.to) continue;
    const fresh = source(now);
    if (fresh) return { from: fresh.from, to: fresh.to, label: fresh.label, partial: fresh.partial };
  }
  return { ...window, partial: window.from <= now.asOf && addDays(now.asOf, 1) < window.to };
}
