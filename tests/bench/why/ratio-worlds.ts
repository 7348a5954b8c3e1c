import { factorOf, makeBook, nameTruth, plantCauses, tableOf, type World } from "./book";
import { createDraws } from "./draws";

export interface RatioWorldOptions {
  label: string;
  depths: readonly number[];
  setSize?: number;
  /** Denominators move while every leaf keeps its rate. */
  mixShift?: boolean;
  /** How many times the actual window's length the base spans. */
  span?: number;
  /** Lognormal spread of each leaf's rate from window to window. */
  wobble?: number;
}

/** Events out of chances (failed of all payments): rates differ between values, and the base spans a longer time. */
export function ratioWorld(seed: number, options: RatioWorldOptions): World {
  const draws = createDraws(seed, options.label);
  const deepest = Math.max(1, ...options.depths);
  const book = makeBook(draws, {
    dims: draws.integer(Math.max(3, deepest), 5),
    cards: [3, 10],
    total: draws.uniform(40_000, 200_000),
    density: draws.uniform(0.4, 1),
    most: 4_000,
  });
  const planted = plantCauses(draws, book, {
    depths: options.depths,
    setSize: options.setSize,
    least: 0.02,
    factor: () => draws.uniform(1.6, 6),
  });
  const span = options.span ?? 8;
  const overall = draws.uniform(0.01, 0.06);
  const factors = book.cards.map((size) => Array.from({ length: size }, () => Math.exp(0.4 * draws.normal())));
  const shift = book.cards.map((size) =>
    Array.from({ length: size }, () => Math.exp((options.mixShift ? 0.5 : 0.05) * draws.normal())),
  );
  const wobble = options.wobble ?? 0.05;
  const rows = book.cells.map(({ codes, mean }) => {
    const rate = Math.min(
      0.5,
      codes.reduce((product, code, d) => product * (factors[d]?.[code] ?? 1), overall),
    );
    const baseDenominator = draws.poisson(mean * span);
    const actualDenominator = draws.poisson(
      codes.reduce((product, code, d) => product * (shift[d]?.[code] ?? 1), mean),
    );
    const now = Math.min(0.95, rate * factorOf(codes, planted) * Math.exp(wobble * draws.normal()));
    return {
      codes,
      baseDenominator,
      actualDenominator,
      base: Math.min(baseDenominator, draws.poisson(baseDenominator * rate)),
      actual: Math.min(actualDenominator, draws.poisson(actualDenominator * now)),
    };
  });
  return { table: tableOf(book.cards, rows), truth: planted.map(nameTruth) };
}
