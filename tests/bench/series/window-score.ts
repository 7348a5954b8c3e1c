/** A stream's labels and its scores. */
export interface Judged {
  scores: readonly number[];
  /** First and last anomalous point of each event. */
  events: readonly (readonly [number, number])[];
}

/** Share of a stream at its start that is not judged, and of its length that all windows together take. */
const PROBATION = 0.15;
const WINDOW_SHARE = 0.1;
const [FALSE_ALARM, MISS] = [0.11, 1];

/** Stretches in which a detection counts: around each event, ten percent of the stream shared among them. */
export function windowsOf(length: number, events: Judged["events"]): [number, number][] {
  const half = Math.floor((WINDOW_SHARE * length) / Math.max(1, events.length) / 2);
  return events.map(([from, to]) => {
    const middle = (from + to) / 2;
    return [
      Math.max(0, Math.min(from, Math.round(middle - half))),
      Math.min(length - 1, Math.max(to, Math.round(middle + half))),
    ];
  });
}

/**
 * Credit of the detections at a threshold, in the manner of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015): the first
 * detection of a window earns the more the earlier it is (scaled sigmoid), every detection outside costs, a missed window
 * costs 1. Returns the raw credit and what a perfect detector would get.
 */
export function creditOf(
  { scores, events }: Judged,
  threshold: number,
): { credit: number; perfect: number; caught: number; alarms: number } {
  const windows = windowsOf(scores.length, events);
  const start = Math.min(PROBATION * scores.length, 750);
  const sigmoid = (place: number) => 2 / (1 + Math.exp(5 * place)) - 1;
  let [credit, caught, alarms] = [0, 0, 0];
  for (const [from, to] of windows) {
    let first = -1;
    for (let t = Math.max(from, Math.ceil(start)); t <= to && first < 0; t += 1)
      if ((scores[t] ?? 0) >= threshold) first = t;
    if (first < 0) credit -= MISS;
    else {
      caught += 1;
      credit += sigmoid(-(to - first + 1) / (to - from + 1)) / sigmoid(-1);
    }
  }
  scores.forEach((score, t) => {
    if (t < start || score < threshold || windows.some(([from, to]) => t >= from && t <= to)) return;
    alarms += 1;
    const before = windows.filter(([, to]) => to < t).at(-1);
    const place = before ? (t - before[1]) / Math.max(1, before[1] - before[0]) : 3;
    credit += FALSE_ALARM * (place > 3 ? -1 : sigmoid(place));
  });
  return { credit, perfect: windows.length, caught, alarms };
}

/** Thresholds that are tried: so many a tenfold of rarity among all scores, up to one in 10^6. */
const STEPS = 12;

/** 0 for a detector that says nothing, 100 for a perfect one, at the one threshold that suits the whole corpus best. */
export function corpusScore(corpus: readonly Judged[]): { score: number; threshold: number } {
  const scores = Float64Array.from(corpus.flatMap((one) => [...one.scores])).sort();
  let best = { score: 0, threshold: Number.POSITIVE_INFINITY };
  for (let step = 1; step <= 6 * STEPS; step += 1) {
    const threshold = scores[Math.floor((1 - 10 ** (-step / STEPS)) * scores.length)] ?? 1;
    if (threshold <= 0) continue;
    const sums = corpus.map((one) => creditOf(one, threshold));
    const credit = sums.reduce((sum, one) => sum + one.credit, 0);
    const perfect = sums.reduce((sum, one) => sum + one.perfect, 0);
    const score = (100 * (credit + perfect)) / Math.max(1, 2 * perfect);
    if (score > best.score) best = { score, threshold };
  }
  return best;
}
