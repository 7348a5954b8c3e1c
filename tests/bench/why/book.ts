import { buildLeafTable, type LeafRow, type LeafTable } from "@/lib/why/leaf-table";
import type { Draws } from "./draws";

/** A planted cause: dimension (by position) to the codes that moved, and by what factor. */
export interface Planted {
  where: Record<number, number[]>;
  factor: number;
}

/** The skeleton of a world: cells with their true size, before any window is drawn. */
export interface Book {
  cards: number[];
  cells: { codes: number[]; mean: number }[];
}

/** What a class of the bench makes of a seed. Truth as dimension name to values, one entry a cause. */
export interface World {
  table: LeafTable;
  truth: Record<string, string[]>[];
  /** Planted, but against the change of the whole: naming it is neither right nor wrong. */
  against?: Record<string, string[]>[];
}

export const dimName = (d: number): string => `d${d + 1}`;
export const valueName = (d: number, code: number): string => `d${d + 1}v${code + 1}`;

/** A book of skewed shares: each value has a share of its dimension, each cell a lognormal factor of its own. */
export function makeBook(
  draws: Draws,
  {
    dims,
    cards,
    total,
    spread = 0.8,
    density = 1,
    most = 12_000,
  }: {
    dims: number;
    cards: [number, number];
    total: number;
    spread?: number;
    density?: number;
    most?: number;
  },
): Book {
  let sizes: number[];
  do sizes = Array.from({ length: dims }, () => draws.integer(...cards));
  while (sizes.reduce((product, size) => product * size, 1) * density > most);
  const shares = sizes.map((size) => Array.from({ length: size }, () => Math.exp(0.7 * draws.normal())));
  const cells: Book["cells"] = [];
  const walk = (codes: number[], mean: number): void => {
    const d = codes.length;
    if (d === sizes.length) {
      if (draws.chance(density)) cells.push({ codes, mean: mean * Math.exp(spread * draws.normal()) });
      return;
    }
    shares[d]?.forEach((share, code) => {
      walk([...codes, code], mean * share);
    });
  };
  walk([], 1);
  const sum = cells.reduce((all, { mean }) => all + mean, 0);
  for (const cell of cells) cell.mean *= total / sum;
  return { cards: sizes, cells };
}

export function isInside(codes: readonly number[], where: Planted["where"]): boolean {
  return Object.entries(where).every(([d, allowed]) => allowed.includes(codes[Number(d)] ?? -1));
}

/** Chooses causes that share no cell, each at least `least` of the book's size, or what there is. */
export function plantCauses(
  draws: Draws,
  book: Book,
  {
    depths,
    least = 0.004,
    leastCells = 1,
    setSize = 1,
    factor,
  }: {
    depths: readonly number[];
    least?: number;
    leastCells?: number;
    setSize?: number;
    factor: () => number;
  },
): Planted[] {
  const total = book.cells.reduce((sum, { mean }) => sum + mean, 0);
  for (let attempt = 0; attempt < 2_000; attempt += 1) {
    const planted: Planted[] = [];
    for (const depth of depths) {
      const dims = draws
        .sample(
          book.cards.map((_, d) => d),
          Math.min(depth, book.cards.length),
        )
        .sort();
      const listed = setSize > 1 ? draws.pick(dims) : -1;
      const where: Planted["where"] = {};
      for (const d of dims) {
        const codes = Array.from({ length: book.cards[d] ?? 0 }, (_, code) => code);
        where[d] = draws.sample(codes, d === listed ? Math.min(setSize, codes.length - 2) : 1);
      }
      planted.push({ where, factor: factor() });
    }
    const cover = planted.map(({ where }) => book.cells.filter(({ codes }) => isInside(codes, where)));
    const share = (cells: Book["cells"]) => cells.reduce((sum, { mean }) => sum + mean, 0) / total;
    const apart = new Set(cover.flat()).size === cover.flat().length;
    const fits = cover.every(
      (cells) =>
        cells.length >= leastCells && share(cells) >= least / 2 ** Math.floor(attempt / 40) && share(cells) <= 0.4,
    );
    if (apart && fits && planted.every(({ where }) => Object.values(where).every((set) => set.length > 0)))
      return planted;
  }
  throw new Error("No place for the causes in this book");
}

export const nameTruth = ({ where }: Planted): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(where).map(([d, codes]) => [
      dimName(Number(d)),
      codes.map((code) => valueName(Number(d), code)).sort(),
    ]),
  );

/** The factor of all causes on a cell. */
export const factorOf = (codes: readonly number[], planted: readonly Planted[]): number =>
  planted.reduce((product, { where, factor }) => (isInside(codes, where) ? product * factor : product), 1);

export function tableOf(
  cards: readonly number[],
  rows: Iterable<Omit<LeafRow, "values"> & { codes: number[] }>,
): LeafTable {
  const named = function* (): Iterable<LeafRow> {
    for (const { codes, ...row } of rows) yield { ...row, values: codes.map((code, d) => valueName(d, code)) };
  };
  return buildLeafTable(
    cards.map((_, d) => dimName(d)),
    named(),
  );
}
