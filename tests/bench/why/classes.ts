import type { World } from "./book";
import { type ForecastWorldOptions, forecastWorld } from "./forecast-worlds";
import { type RatioWorldOptions, ratioWorld } from "./ratio-worlds";
import { type SumWorldOptions, sumWorld } from "./sum-worlds";

export interface BenchClass {
  name: string;
  /** Nothing is planted: every assertion is false. */
  isNull?: boolean;
  byElement?: boolean;
  make(seed: number): World;
}

const sum = (name: string, options: Omit<SumWorldOptions, "label">, extra: Partial<BenchClass> = {}): BenchClass => ({
  name,
  isNull: options.depths.length === 0,
  make: (seed) => sumWorld(seed, { label: name, ...options }),
  ...extra,
});
const ratio = (name: string, options: Omit<RatioWorldOptions, "label">): BenchClass => ({
  name,
  isNull: options.depths.length === 0,
  make: (seed) => ratioWorld(seed, { label: name, ...options }),
});
const forecast = (name: string, options: Omit<ForecastWorldOptions, "label">): BenchClass => ({
  name,
  byElement: true,
  make: (seed) => forecastWorld(seed, { label: name, ...options }),
});

const CELLS: Omit<ForecastWorldOptions, "label" | "cards"> = {
  elements: [1, 3],
  causes: [1, 3],
  depth: [1, 4],
  noise: [0, 0.15],
  zeros: [0, 0.25],
  severity: [0.2, 1],
  deviation: [0, 0.1],
};

export const CLASSES: BenchClass[] = [
  sum("one cause, 1 dimension", { depths: [1], noise: "even" }),
  sum("one cause, 2 dimensions", { depths: [2], noise: "even" }),
  sum("one cause, 3 dimensions", { depths: [3], noise: "even" }),
  sum("one cause, 4 dimensions", { depths: [4], noise: "even" }),
  sum("one cause, uneven leaves", { depths: [2], noise: "uneven-leaves" }),
  sum("one cause, uneven values", { depths: [2], noise: "uneven-values" }),
  sum("one cause, value set", { depths: [1], setSize: 3, noise: "even" }),
  sum("one cause, set in 2 dimensions", { depths: [2], setSize: 2, noise: "uneven-leaves" }),
  sum("one cause, 20,000 counts", { depths: [1], noise: "counts" }),
  sum("one cause, 2 dims, 20,000 counts", { depths: [2], noise: "counts" }),
  sum("one cause, 2,000 counts", { depths: [1], noise: "counts", events: 2_000 }),
  sum("one cause, 20,000 amounts", { depths: [1], noise: "amounts" }),
  sum("two causes", { depths: [1, 2], noise: "even" }),
  sum("two causes, uneven", { depths: [2, 2], noise: "uneven-leaves" }),
  sum("three causes to 4 dimensions", { depths: [1, 3, 4], dims: [4, 5], noise: "even" }),
  sum("three causes, uneven values", { depths: [2, 2, 3], noise: "uneven-values" }),
  sum("offsetting", { depths: [2], noise: "even", offsetting: true }),
  ratio("ratio, 1 dimension", { depths: [1] }),
  ratio("ratio, 2 dimensions", { depths: [2] }),
  ratio("ratio, value set", { depths: [1], setSize: 2 }),
  ratio("ratio, two causes", { depths: [1, 2], mixShift: true }),
  ratio("ratio, wobbling rates", { depths: [2], wobble: 0.2 }),
  forecast("forecast, small cells", { ...CELLS, cards: [10, 12, 10, 8], depth: [1, 3] }),
  forecast("forecast, last layer", {
    ...CELLS,
    cards: [10, 24, 10, 8],
    elements: [1, 1],
    causes: [1, 5],
    depth: [4, 4],
    noise: [0, 0.1],
    severity: [0.5, 1],
    deviation: [0, 0],
  }),
  forecast("forecast, many zeros", {
    ...CELLS,
    cards: [6, 34, 10, 10],
    depth: [1, 3],
    noise: [0.005, 0.08],
    zeros: [0.4, 0.7],
  }),
  forecast("forecast, ragged losses", {
    ...CELLS,
    cards: [33, 4, 4, 20],
    elements: [1, 1],
    depth: [1, 3],
    noise: [0.01, 0.05],
    ragged: true,
  }),
  sum("none, even", { depths: [], noise: "even" }),
  sum("none, uneven leaves", { depths: [], noise: "uneven-leaves" }),
  sum("none, uneven values", { depths: [], noise: "uneven-values" }),
  sum("none, 20,000 counts", { depths: [], noise: "counts" }),
  sum("none, 2,000 counts", { depths: [], noise: "counts", events: 2_000 }),
  sum("none, amounts", { depths: [], noise: "amounts" }),
  ratio("none, ratio", { depths: [] }),
  ratio("mix only", { depths: [], mixShift: true }),
  ratio("none, wobbling rates", { depths: [], wobble: 0.2 }),
];
