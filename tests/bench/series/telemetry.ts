import { createDraws, type Draws } from "../why/draws";
import type { Stream } from "./streams";

/** Streams in the manner of machines and crowds: heavy tails, jobs that spike by the clock, bursts that fade, gaps in time. */

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

interface Kind {
  stepMinutes: number;
  length: readonly [number, number];
  make(draws: Draws, length: number, stepMs: number): number[];
  /** Anomalies that such a stream has. */
  faults: readonly (keyof typeof FAULTS)[];
}

const lognormal = (draws: Draws, sigma: number) => Math.exp(sigma * draws.normal());
const pareto = (draws: Draws, shape: number) => (1 - draws.uniform(0, 0.9999)) ** (-1 / shape);
const rhythm = (t: number, stepMs: number, shift = 0) => Math.sin((2 * Math.PI * t * stepMs) / DAY + shift);
const isWeekend = (t: number, stepMs: number) => Math.floor((t * stepMs) / DAY) % 7 >= 5;
const fill = (length: number, value: (t: number) => number) => Array.from({ length }, (_, t) => value(t));

export const TELEMETRY: Readonly<Record<string, Kind>> = {
  "server load": {
    stepMinutes: 5,
    length: [3_500, 4_100],
    make(draws, length) {
      const [base, keep, spikes] = [draws.uniform(2, 40), draws.uniform(0.3, 0.95), draws.uniform(0, 0.01)];
      let state = 0;
      return fill(length, () => {
        state = keep * state + Math.sqrt(1 - keep ** 2) * draws.normal();
        const spike = draws.chance(spikes) ? 1 + pareto(draws, 3) : 1;
        return Math.min(100, base * Math.exp(0.12 * state) * spike);
      });
    },
    faults: ["spike", "shift", "stuck", "restless", "outage"],
  },
  "job by the clock": {
    stepMinutes: 5,
    length: [3_500, 4_100],
    make(draws, length) {
      const [every, height, noise] = [
        draws.pick([12, 24, 72, 144, 288]),
        draws.uniform(5, 40),
        draws.uniform(0.05, 0.4),
      ];
      return fill(length, (t) => {
        const runs = t % every < 2 ? height * (0.85 + 0.3 * draws.next()) : 0;
        return 1 + runs + noise * Math.abs(draws.normal());
      });
    },
    faults: ["spike", "shift", "outage", "denser"],
  },
  "crowd volume": {
    stepMinutes: 5,
    length: [5_000, 9_000],
    make(draws, length, stepMs) {
      const level = draws.uniform(5, 60);
      let burst = 0;
      return fill(length, (t) => {
        burst = 0.85 * burst + (draws.chance(0.004) ? 2 * pareto(draws, 2) : 0);
        const mean = level * (1 + 0.6 * rhythm(t, stepMs)) * (1 + Math.min(burst, 12)) * lognormal(draws, 0.25);
        return draws.poisson(mean);
      });
    },
    faults: ["burst", "outage", "spike"],
  },
  "road speed": {
    stepMinutes: 10,
    length: [2_000, 2_600],
    make(draws, length, stepMs) {
      return fill(length, (t) => {
        const hour = ((t * stepMs) / 3_600_000) % 24;
        const isRush = !isWeekend(t, stepMs) && (Math.abs(hour - 8) < 1 || Math.abs(hour - 17) < 1.5);
        const jam = isRush && draws.chance(0.5) ? draws.uniform(5, 25) : draws.chance(0.01) ? draws.uniform(5, 20) : 0;
        return Math.round(68 - jam + 3 * draws.normal());
      });
    },
    faults: ["dip", "outage", "restless"],
  },
  "price a click": {
    stepMinutes: 60,
    length: [1_400, 1_700],
    make(draws, length, stepMs) {
      const [base, sigma] = [draws.uniform(0.05, 1), draws.uniform(0.15, 0.5)];
      return fill(length, (t) => base * (1 + 0.15 * rhythm(t, stepMs)) * lognormal(draws, sigma));
    },
    faults: ["spike", "spike", "shift"],
  },
  temperature: {
    stepMinutes: 60,
    length: [4_000, 7_500],
    make(draws, length, stepMs) {
      let drift = 0;
      return fill(length, (t) => {
        drift += -0.002 * drift + 0.15 * draws.normal();
        return 70 + drift + 2 * rhythm(t, stepMs) + 0.6 * draws.normal();
      });
    },
    faults: ["dip", "ramp", "restless", "stuck"],
  },
  passengers: {
    stepMinutes: 30,
    length: [5_000, 8_000],
    make(draws, length, stepMs) {
      const slow = draws.uniform(0.01, 0.05);
      return fill(length, (t) => {
        const shape = 1 + 0.7 * rhythm(t, stepMs, -2) + 0.2 * rhythm(2 * t, stepMs);
        const week = isWeekend(t, stepMs) ? 0.85 + 0.25 * rhythm(t, stepMs, 1) : 1;
        return Math.max(0, 15_000 * shape * week * (1 + slow * draws.normal()) + 200 * draws.normal());
      });
    },
    faults: ["odd day", "odd day", "dip"],
  },
  sawtooth: {
    stepMinutes: 5,
    length: [3_500, 4_100],
    make(draws, length) {
      const [rise, top] = [draws.uniform(0.05, 0.4), draws.uniform(60, 95)];
      let level = 20;
      return fill(length, () => {
        level += rise * (0.5 + draws.next());
        if (level > top + 2 * draws.normal()) level = 20 + 2 * draws.normal();
        return level + 0.2 * draws.normal();
      });
    },
    faults: ["stuck", "spike", "outage"],
  },
  "mostly nothing": {
    stepMinutes: 5,
    length: [3_500, 4_100],
    make(draws, length) {
      const [often, size] = [draws.uniform(0.01, 0.1), draws.uniform(1e4, 1e7)];
      return fill(length, () =>
        draws.chance(often) ? size * Math.min(6, pareto(draws, 2.5)) : 40 + 4 * draws.normal(),
      );
    },
    faults: ["spike", "denser", "shift"],
  },
};

interface Change {
  draws: Draws;
  values: number[];
  from: number;
  /** How far the stream itself strays at its edges, and from point to point. */
  reach: number;
  stepMs: number;
}

/** Each changes a stretch and returns its last point. */
const FAULTS = {
  spike: ({ draws, values, from, reach }: Change) =>
    raise(values, from, draws.integer(1, 4), () => draws.uniform(1.3, 4) * reach),
  dip: ({ draws, values, from, reach }: Change) => {
    const size = draws.uniform(1.3, 3) * reach;
    return raise(values, from, draws.integer(4, 40), () => -size);
  },
  burst: ({ draws, values, from, reach }: Change) => {
    const size = draws.uniform(2, 5) * reach;
    return raise(values, from, 40, (t) => Math.round(size * 0.93 ** t));
  },
  shift: ({ draws, values, from, reach }: Change) => {
    const size = draws.uniform(0.8, 2) * reach;
    raise(values, from, values.length - from, () => size);
    return Math.min(values.length - 1, from + 60);
  },
  ramp: ({ draws, values, from, reach }: Change) => {
    const size = draws.uniform(1.5, 3) * reach;
    return raise(values, from, 200, (t) => (size * t) / 200);
  },
  outage: ({ draws, values, from }: Change) => {
    const low = Math.min(...values.slice(0, from));
    return rewrite(values, from, draws.integer(6, 60), () => Math.min(0, low));
  },
  stuck: ({ draws, values, from }: Change) => {
    const held = values[from] ?? 0;
    return rewrite(values, from, draws.integer(100, 250), () => held);
  },
  restless: ({ draws, values, from, reach }: Change) =>
    raise(values, from, draws.integer(30, 90), () => 0.9 * reach * draws.normal()),
  denser: ({ draws, values, from, reach }: Change) =>
    raise(values, from, draws.integer(80, 160), () => (draws.chance(0.35) ? reach * draws.uniform(0.8, 1.1) : 0)),
  "odd day": ({ draws, values, from, stepMs }: Change) => {
    const factor = draws.pick([0.35, 0.55, 1.6]);
    const day = Math.round(DAY / stepMs);
    return rewrite(values, from, day, (t) => factor * (values[from + t] ?? 0));
  },
};

function rewrite(values: number[], from: number, count: number, value: (t: number) => number): number {
  const end = Math.min(values.length, from + count);
  for (let t = from; t < end; t += 1) values[t] = value(t - from);
  return end - 1;
}

function raise(values: number[], from: number, count: number, by: (t: number) => number): number {
  return rewrite(values, from, count, (t) => (values[from + t] ?? 0) + by(t));
}

export const TELEMETRY_KINDS = Object.keys(TELEMETRY);

/** One seeded stream of a kind; every fifth has nothing wrong, the others one to three faults of its kind. */
export function makeTelemetry(seed: number, name: string): Stream {
  const kind = TELEMETRY[name];
  if (!kind) throw new Error(`There is no kind ${name}`);
  const draws = createDraws(seed, `telemetry ${name}`);
  const stepMs = kind.stepMinutes * MINUTE;
  const length = draws.integer(kind.length[0], kind.length[1]);
  const values = kind.make(draws, length, stepMs);
  const reach = reachOf(values);
  const windows: [number, number][] = [];
  const count = draws.chance(0.2) ? 0 : draws.integer(1, 3);
  for (let n = 0; n < count; n += 1) {
    const room = Math.floor((0.78 * length) / count);
    const from = Math.floor(0.2 * length) + n * room + draws.integer(0, Math.floor(room / 2));
    const fault = FAULTS[draws.pick(kind.faults)];
    windows.push([from, fault({ draws, values, from, reach, stepMs })]);
  }
  return { kind: name, stepMs, values, windows };
}

/** Half the span from the first to the last hundredth, at least what the values are large. */
function reachOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return Math.max(at(0.995) - at(0.5), at(0.5) - at(0.005), 1e-9);
}
