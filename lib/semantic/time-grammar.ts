import type { TimeWindow } from "../contract/analyst";
import { addDays, addMonths, dayLabel, isDay, periodLabel } from "./days";
import { RULES } from "./time-rules";

/** A time phrase found in a question: where it stands, and the window it means. */
export interface TimeSpan {
  start: number;
  end: number;
  window: TimeWindow;
  future: boolean;
  /** "from June to July": the first and the last month, for questions about the change between them. */
  pair?: [TimeWindow, TimeWindow];
}

/**
 * Finds the time phrases of a normalised question, left to right, longest first where they overlap.
 * `today` is the data's as-of day. Windows are half-open and full periods; `partial` when today cuts them short.
 */
export function findTimes(text: string, today: string): TimeSpan[] {
  const found: TimeSpan[] = [];
  for (const { pattern, resolve } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const resolved = resolve(match.slice(1), today);
      if (!resolved || !isDay(resolved.from) || !isDay(resolved.to)) continue;
      const { from, to, label } = resolved;
      const partial = from <= today && addDays(today, 1) < to;
      const future = from > today;
      found.push({
        start: match.index,
        end: match.index + match[0].length,
        window: { from, to, label, partial },
        future,
        ...(resolved.pair ? { pair: endsOf(from, to, today) } : {}),
      });
    }
  }
  found.sort((a, b) => b.end - b.start - (a.end - a.start));
  const kept: TimeSpan[] = [];
  for (const one of found) if (kept.every((other) => one.end <= other.start || one.start >= other.end)) kept.push(one);
  return kept.map((one) => narrowToStart(one, text, today)).sort((a, b) => a.start - b.start);
}

const EDGE = /(?:\b(?:at|on|by|as of|in) )?(?:the |very )*(start|beginning|end|close) (?:of )?(?:the )?$/;

/** "At the start of July" is its first day; "at the end of July" keeps the month, whose last value snapshots take. */
function narrowToStart(span: TimeSpan, text: string, today: string): TimeSpan {
  const edge = EDGE.exec(text.slice(0, span.start));
  if (!edge) return span;
  if (edge[1] === "end" || edge[1] === "close") return { ...span, start: edge.index };
  const { from } = span.window;
  const to = addDays(from, 1);
  return {
    ...span,
    start: edge.index,
    window: { from, to, label: dayLabel(from), partial: false },
    future: from > today,
  };
}

/** The first and the last month of a range. */
function endsOf(from: string, to: string, today: string): [TimeWindow, TimeWindow] {
  const month = (start: string): TimeWindow => {
    const end = addMonths(start, 1);
    return {
      from: start,
      to: end,
      label: periodLabel("month", start),
      partial: start <= today && addDays(today, 1) < end,
    };
  };
  return [month(from), month(addMonths(to, -1))];
}
