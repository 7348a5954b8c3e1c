import { createStreamScorer } from "@/lib/anomaly/score-stream";
import { createSortedWindow } from "@/lib/anomaly/sorted-window";
import { createSurprise } from "@/lib/anomaly/surprise";
import { FAULT_KINDS, KINDS, makeStream } from "@/tests/bench/series/streams";
import { makeTelemetry, TELEMETRY_KINDS } from "@/tests/bench/series/telemetry";
import { createDraws } from "@/tests/bench/why/draws";

const HOUR = 3_600_000;
const scoresOf = (values: readonly (number | null)[], stepMs = HOUR) => {
  const scorer = createStreamScorer();
  return values.map((value, t) => scorer.score(Date.UTC(2026, 0, 1) + t * stepMs, value));
};
const noisy = (length: number, label: string, shape: (t: number) => number) => {
  const draws = createDraws(1, label);
  return Array.from({ length }, (_, t) => shape(t) + draws.normal());
};
const firstAbove = (scores: readonly number[], from: number, threshold = 0.5) =>
  scores.findIndex((score, t) => t >= from && score >= threshold);

test.each(KINDS)("scores of a prefix are the prefix of the scores: %s", (kind) => {
  for (const fault of FAULT_KINDS) {
    if (kind === "constant" && fault === "seasonal break") continue;
    const { values, stepMs } = makeStream(7, kind, fault);
    const whole = scoresOf(values.slice(0, 700), stepMs);
    expect(whole.every((score) => Number.isFinite(score) && score >= 0 && score <= 1)).toBe(true);
    const cut = 411;
    expect(scoresOf(values.slice(0, cut), stepMs)).toEqual(whole.slice(0, cut));
  }
});

test.each(TELEMETRY_KINDS)("scores are finite, from 0 to 1, and know no future: %s", (kind) => {
  const { values, stepMs } = makeTelemetry(3, kind);
  const whole = scoresOf(values.slice(0, 900), stepMs);
  expect(whole.every((score) => Number.isFinite(score) && score >= 0 && score <= 1)).toBe(true);
  expect(scoresOf(values.slice(0, 400), stepMs)).toEqual(whole.slice(0, 400));
});

test.each([
  ["as large as numbers go", (t: number) => (t % 7 === 0 ? 1e308 : -1e308)],
  ["as small as numbers go", (t: number) => (t % 7 === 0 ? 5e-324 : 0)],
  ["all below zero", (t: number) => -100 - (t % 5)],
])("values %s still give finite scores", (_, value) => {
  const scores = scoresOf(Array.from({ length: 500 }, (_, t) => value(t)));
  expect(scores.every((score) => Number.isFinite(score) && score >= 0 && score <= 1)).toBe(true);
});

test("a spike, a shift and a stuck sensor stand out; the same series without them is quiet", () => {
  const calm = noisy(2_000, "calm", (t) => 100 + 20 * Math.sin((2 * Math.PI * t) / 24));
  expect(scoresOf(calm).filter((score) => score >= 0.5).length).toBeLessThanOrEqual(4);
  const spiked = calm.map((value, t) => (t === 1_500 ? value + 60 : value));
  expect(scoresOf(spiked)[1_500]).toBeGreaterThan(0.9);
  const shifted = calm.map((value, t) => (t >= 1_500 ? value + 40 : value));
  expect(firstAbove(scoresOf(shifted), 1_495)).toBeLessThan(1_504);
  const stuck = calm.map((value, t) => (t >= 1_500 && t < 1_600 ? 117 : value));
  expect(firstAbove(scoresOf(stuck), 1_495)).toBeLessThan(1_560);
});

test("one event does not raise one alarm after another", () => {
  const shifted = noisy(2_000, "shift", (t) => (t < 1_200 ? 50 : 90));
  const alarms = scoresOf(shifted).filter((score, t) => t >= 1_200 && t < 1_300 && score >= 0.5);
  expect(alarms.length).toBeGreaterThanOrEqual(1);
  expect(alarms.length).toBeLessThanOrEqual(4);
});

test("a constant series is quiet until its first change", () => {
  const scores = scoresOf(Array.from({ length: 900 }, (_, t) => (t === 700 ? 43 : 42)));
  expect(Math.max(...scores.slice(0, 700))).toBeLessThan(0.1);
  expect(scores[700]).toBeGreaterThan(0.9);
});

test("a stream that spikes all the time needs a larger spike than a calm one", () => {
  const draws = createDraws(4, "spiky");
  const spiky = Array.from({ length: 2_000 }, () => draws.normal() + (draws.chance(0.03) ? 15 : 0));
  const calm = noisy(2_000, "calm", () => 0);
  const spikeAt = (values: number[]) => scoresOf(values.map((value, t) => (t === 1_800 ? 15 : value)))[1_800] ?? 0;
  expect(spikeAt(calm)).toBeGreaterThan(0.9);
  expect(spikeAt(spiky)).toBeLessThan(0.2);
});

test("missing values score 0 and leave the others as they would be judged", () => {
  const values = noisy(1_200, "gaps", (t) => (t === 1_000 ? 60 : 0)).map((value, t) => (t % 17 === 3 ? null : value));
  const scores = scoresOf(values);
  expect(scores.filter((_, t) => values[t] === null).every((score) => score === 0)).toBe(true);
  expect(scores[1_000]).toBeGreaterThan(0.9);
});

test("numbered rows have their season too: a missed peak of every 24 stands out", () => {
  const isPeak = (t: number) => t % 24 >= 8 && t % 24 <= 13 && Math.floor(t / 24) !== 33;
  const values = noisy(900, "numbered", (t) => (isPeak(t) ? 80 : 20));
  const scorer = createStreamScorer();
  const scores = values.map((value, t) => scorer.score(1_000 * t, value));
  expect(Math.max(...scores.slice(33 * 24 + 8, 33 * 24 + 14))).toBeGreaterThan(0.9);
  expect(scores.slice(300, 33 * 24 + 8).filter((score) => score >= 0.5)).toEqual([]);
});

test("times that stand still, go back or are unknown do not break it", () => {
  const scorer = createStreamScorer();
  const times = [0, HOUR, HOUR, 0, null, 5 * HOUR, -HOUR];
  for (let t = 0; t < 700; t += 1) {
    const score = scorer.score(times[t % times.length] ?? null, t % 5);
    expect(score >= 0 && score <= 1).toBe(true);
  }
});

test("a window's quantile and deviation are those of its last values", () => {
  const window = createSortedWindow(5);
  for (const value of [100, -100, 7, 1, 2, 3, 10]) window.push(value);
  expect(window.length).toBe(5);
  expect(window.quantile(0.5)).toBe(3);
  // Deviations from 3 of 7, 1, 2, 3, 10: 4, 2, 1, 0, 7; their median is 2.
  expect(window.deviation()).toBeCloseTo(1.4826 * 2, 6);
  expect(createSortedWindow(3).quantile(0.5)).toBe(0);
});

test("surprise is about the logarithm of how rare a size is", () => {
  const draws = createDraws(2, "tail");
  const surprise = createSurprise();
  let rare = 0;
  for (let n = 0; n < 20_000; n += 1) {
    const value = surprise(Math.abs(draws.normal()));
    if (n > 4_000 && value > 3) rare += 1;
  }
  // One in a thousand of 16,000 is 16; a normal tail falls faster than the one assumed, so fewer is on the safe side.
  expect(rare).toBeGreaterThan(0);
  expect(rare).toBeLessThan(60);
});
