import { createDraws, type Draws } from "../why/draws";

/** A labelled stream: values a step apart, and the stretches that are anomalous (first and last point). */
export interface Stream {
  kind: string;
  stepMs: number;
  values: (number | null)[];
  windows: [number, number][];
}

const MINUTE = 60_000;
type Shape = (t: number) => number;

/** How the normal part of a stream behaves. */
const NORMAL: Record<string, (draws: Draws, stepMs: number) => Shape> = {
  "daily rhythm": (draws, stepMs) => {
    const [size, noise] = [draws.uniform(20, 60), draws.uniform(1, 6)];
    return (t) => 100 + size * Math.sin((2 * Math.PI * t * stepMs) / (1440 * MINUTE)) + noise * draws.normal();
  },
  "weekly rhythm": (draws, stepMs) => {
    const noise = draws.uniform(2, 5);
    return (t) => {
      const day = (t * stepMs) / (1440 * MINUTE);
      const weekend = Math.floor(day) % 7 >= 5 ? 0.5 : 1;
      return weekend * (120 + 50 * Math.sin(2 * Math.PI * day)) + noise * draws.normal();
    };
  },
  "flat with noise": (draws) => {
    const noise = draws.uniform(0.5, 4);
    return () => 50 + noise * draws.normal();
  },
  wandering: (draws) => {
    let level = 70;
    return () => {
      level += 0.05 * (70 - level) + draws.normal();
      return level + 0.5 * draws.normal();
    };
  },
  "bursty counts": (draws) => () => draws.poisson(draws.chance(0.04) ? draws.uniform(5, 25) : 3),
  constant: () => () => 42,
};

/** What goes wrong: changes the values of a stretch. */
const FAULTS: Record<string, (draws: Draws, values: number[], from: number, scale: number) => number> = {
  spike: (draws, values, from, scale) => {
    const sign = draws.chance(0.8) ? 1 : -1;
    for (let t = from; t < from + 3; t += 1) values[t] = (values[t] ?? 0) + sign * draws.uniform(8, 15) * scale;
    return from + 2;
  },
  shift: (draws, values, from, scale) => {
    const by = (draws.chance(0.5) ? 1 : -1) * draws.uniform(5, 9) * scale;
    for (let t = from; t < values.length; t += 1) values[t] = (values[t] ?? 0) + by;
    return from + 40;
  },
  "seasonal break": (_, values, from) => {
    const held = values[from] ?? 0;
    for (let t = from; t < from + 120; t += 1) values[t] = held + 0.02 * ((values[t] ?? 0) - held);
    return from + 119;
  },
  unrest: (draws, values, from, scale) => {
    for (let t = from; t < from + 60; t += 1) values[t] = (values[t] ?? 0) + 5 * scale * draws.normal();
    return from + 59;
  },
  drift: (_, values, from, scale) => {
    for (let t = from; t < from + 150; t += 1) values[t] = (values[t] ?? 0) + (10 * scale * (t - from)) / 150;
    return from + 149;
  },
};

export const KINDS = Object.keys(NORMAL);
export const FAULT_KINDS = [...Object.keys(FAULTS), "none"];

/** One seeded stream of a normal kind with up to three faults of a kind after the first sixth. */
export function makeStream(seed: number, kind: string, fault: string): Stream {
  const draws = createDraws(seed, `${kind}/${fault}`);
  const stepMs = draws.pick([5, 15, 30, 60]) * MINUTE;
  const length = draws.integer(1_500, 5_000);
  const shape = NORMAL[kind]?.(draws, stepMs) ?? (() => 0);
  const values = Array.from({ length }, (_, t) => shape(t));
  const changes = values.slice(1).map((value, t) => Math.abs(value - (values[t] ?? 0)));
  const scale = Math.max(1, [...changes].sort((a, b) => a - b)[changes.length >> 1] ?? 1);
  const windows: [number, number][] = [];
  const apply = FAULTS[fault];
  if (apply) {
    const count = fault === "shift" || fault === "drift" ? 1 : draws.integer(1, 3);
    for (let n = 0; n < count; n += 1) {
      const room = Math.floor((0.8 * length) / count);
      const from = Math.floor(0.18 * length) + n * room + draws.integer(0, Math.floor(room / 2));
      windows.push([from, Math.min(length - 1, apply(draws, values, from, scale))]);
    }
  }
  const gaps = draws.chance(0.2);
  return {
    kind: `${kind}, ${fault}`,
    stepMs,
    values: values.map((value) => (gaps && draws.chance(0.02) ? null : value)),
    windows,
  };
}
