const DAY_MS = 86_400_000;
const MAX_KEPT = 24_000;
/** Same moments of earlier cycles that are looked at, and how many are needed. */
const CYCLES = 5;
const MIN_CYCLES = 2;

/** Rows closer than this are numbered rather than timed, and a day of them would not be remembered: 24 count as one. */
const NUMBERED_MS = DAY_MS / MAX_KEPT;
const NUMBERED_DAY = 24;

/** What the same moment of earlier days or weeks says about a moment. */
export interface Season {
  /** Expectations by cycle (a day, a week), null where too little was seen. */
  expect(timeMs: number): (number | null)[];
  add(timeMs: number, value: number): void;
}

/**
 * Remembers values by time. The step is the most common distance so far; a cycle counts once it is at least four steps
 * long. The expectation is the median over earlier cycles of what was seen within one step of that moment.
 */
export function createSeason(): Season {
  const times: number[] = [];
  const values: number[] = [];
  const steps = new Map<number, number>();
  let step = 0;
  const nearest = (timeMs: number): number[] => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) < timeMs - step) low = middle + 1;
      else high = middle;
    }
    const found: number[] = [];
    for (let at = low; at < times.length && (times[at] as number) <= timeMs + step; at += 1)
      found.push(values[at] as number);
    return found;
  };
  const expectCycle = (timeMs: number, cycleMs: number): number | null => {
    if (step === 0 || cycleMs < 4 * step) return null;
    const found: number[] = [];
    for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
      const near = nearest(timeMs - cycle * cycleMs);
      if (near.length > 0) found.push(medianOf(near));
    }
    return found.length >= MIN_CYCLES ? medianOf(found) : null;
  };
  return {
    expect(timeMs) {
      const dayMs = step < NUMBERED_MS ? NUMBERED_DAY * step : DAY_MS;
      return [expectCycle(timeMs, dayMs), expectCycle(timeMs, 7 * dayMs)];
    },
    add(timeMs, value) {
      const distance = timeMs - (times.at(-1) ?? timeMs);
      // A clock that goes back would break the order that the search relies on: such a row is not remembered.
      if (distance < 0) return;
      if (distance > 0) {
        const count = (steps.get(distance) ?? 0) + 1;
        if (steps.size < 1_000 || steps.has(distance)) steps.set(distance, count);
        if (step === 0 || count > (steps.get(step) ?? 0)) step = distance;
      }
      times.push(timeMs);
      values.push(value);
      if (times.length > 2 * MAX_KEPT) {
        times.splice(0, MAX_KEPT);
        values.splice(0, MAX_KEPT);
      }
    },
  };
}

export function medianOf(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
