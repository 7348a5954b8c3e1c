import { type Book, factorOf, makeBook, nameTruth, type Planted, plantCauses, tableOf, type World } from "./book";
import { createDraws, type Draws } from "./draws";

/** How the noise of a leaf comes about. */
export type NoiseKind = "even" | "uneven-leaves" | "uneven-values" | "counts" | "amounts";

const fall = (draws: Draws) => () => draws.uniform(0.1, 0.7);
const rise = (draws: Draws) => () => draws.uniform(1.4, 3);

export interface SumWorldOptions {
  label: string;
  depths: readonly number[];
  noise: NoiseKind;
  dims?: [number, number];
  setSize?: number;
  /** Events a window, for counts and amounts. */
  events?: number;
  offsetting?: boolean;
}

/** A flat table of a summed measure: one book, two windows, a trend for all, and the causes. */
export function sumWorld(seed: number, options: SumWorldOptions): World {
  const draws = createDraws(seed, options.label);
  const isCount = options.noise === "counts" || options.noise === "amounts";
  const deepest = Math.max(1, ...options.depths);
  const [low, high] = options.dims ?? [Math.max(3, deepest), 5];
  const book = makeBook(draws, {
    dims: draws.integer(low, high),
    cards: isCount ? [3, 8] : [3, 20],
    total: isCount ? (options.events ?? 20_000) : 1e6,
    density: draws.uniform(0.5, 1),
    most: isCount ? 3_000 : 12_000,
  });
  const down = draws.chance(0.5);
  const plant = () =>
    plantCauses(draws, book, {
      depths: options.depths,
      setSize: options.setSize,
      least: isCount ? 0.02 : 0.004,
      factor: down ? fall(draws) : rise(draws),
    });
  let planted = plant();
  let against: Planted[] | null = options.offsetting ? offsetOf(draws, book, planted, down) : [];
  while (!against) {
    planted = plant();
    against = offsetOf(draws, book, planted, down);
  }
  const trend = options.depths.length === 0 ? draws.uniform(0.9, 1.1) : draws.uniform(0.98, 1.02);
  const all = [...planted, ...against];
  return {
    table: drawWindows(draws, book, all, trend, options.noise),
    truth: [...planted, ...against].map(nameTruth),
  };
}

/** A second cause that moves as much money the other way; null when the book has no place for one. */
function offsetOf(draws: Draws, book: Book, planted: readonly Planted[], down: boolean): Planted[] | null {
  const lost = book.cells.reduce((sum, { codes, mean }) => sum + mean * (factorOf(codes, planted) - 1), 0);
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const [other] = plantCauses(draws, book, { depths: [2], factor: () => 1 });
    if (!other) break;
    const size = book.cells.reduce(
      (sum, { codes, mean }) => sum + (factorOf(codes, [{ ...other, factor: 2 }]) - 1) * mean,
      0,
    );
    const factor = 1 - lost / size;
    const overlaps = book.cells.some(
      ({ codes }) => factorOf(codes, [{ ...other, factor: 2 }]) > 1 && factorOf(codes, planted) !== 1,
    );
    if (!overlaps && (down ? factor > 1.2 && factor < 12 : factor > 0.02 && factor < 0.8))
      return [{ ...other, factor }];
  }
  return null;
}

function drawWindows(draws: Draws, book: Book, planted: readonly Planted[], trend: number, kind: NoiseKind) {
  const level = draws.uniform(0.02, 0.15);
  const [noisy] = draws.sample(
    book.cards.map((_, d) => d),
    1,
  );
  const noiseOfValue = Array.from({ length: 40 }, () => draws.uniform(0.02, 0.15));
  const deviation = (codes: readonly number[]) => {
    if (kind === "uneven-leaves") return draws.uniform(0.02, 0.15);
    return kind === "uneven-values" ? (noiseOfValue[codes[noisy ?? 0] ?? 0] ?? level) : level;
  };
  const ticket = () => 60 * Math.exp(1 * draws.normal());
  const draw = (mean: number) => {
    const count = draws.poisson(mean);
    if (kind === "counts") return count;
    let sum = 0;
    for (let event = 0; event < count; event += 1) sum += ticket();
    return Math.round(sum * 100) / 100;
  };
  return tableOf(
    book.cards,
    book.cells.map(({ codes, mean }) => {
      const now = mean * trend * factorOf(codes, planted);
      if (kind === "counts" || kind === "amounts") return { codes, base: draw(mean), actual: draw(now) };
      return { codes, base: mean, actual: now * Math.exp(deviation(codes) * draws.normal()) };
    }),
  );
}
