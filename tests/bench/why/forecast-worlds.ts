import { dimName, tableOf, valueName, type World } from "./book";
import { createDraws, type Draws } from "./draws";

export interface ForecastWorldOptions {
  label: string;
  cards: readonly number[];
  /** Elements a cause (cells of one cuboid, moving alike), causes, and dimensions a cause. */
  elements: [number, number];
  causes: [number, number];
  depth: [number, number];
  noise: [number, number];
  zeros: [number, number];
  /** Loss inside: mean and how much leaves differ around it. */
  severity: [number, number];
  deviation: [number, number];
  /** Each leaf of a cause loses its own share, as in content delivery incidents. */
  ragged?: boolean;
}

/**
 * A forecast for each leaf against what came, in the manner of the public benchmarks of multi-dimensional root causes:
 * heavy-tailed fractional leaves, many of them zero, and losses of the same ripple inside a cause, up or down.
 */
export function forecastWorld(seed: number, options: ForecastWorldOptions): World {
  const draws = createDraws(seed, options.label);
  const { cards } = options;
  const noise = draws.uniform(...options.noise);
  const zeros = draws.uniform(...options.zeros);
  const shape = draws.uniform(0.5, 1);
  const leaves: { codes: number[]; base: number; actual: number }[] = [];
  const walk = (codes: number[]): void => {
    const d = codes.length;
    if (d < cards.length) {
      for (let code = 0; code < (cards[d] ?? 0); code += 1) walk([...codes, code]);
      return;
    }
    const value = draws.chance(zeros) ? 0 : 100 * (-Math.log(1 - draws.next())) ** (1 / shape);
    const other = Math.max(0, value * (1 + noise * draws.normal()));
    const swap = draws.chance(0.5);
    leaves.push({ codes, base: swap ? value : other, actual: swap ? other : value });
  };
  walk([]);
  const total = (pick: "base" | "actual") => leaves.reduce((sum, leaf) => sum + leaf[pick], 0);
  const up = total("actual") > total("base");
  const truth = plantElements(draws, options, leaves);
  for (const { element, severity, deviation } of truth) {
    for (const leaf of leaves) {
      if (!Object.entries(element).every(([d, code]) => leaf.codes[Number(d)] === code)) continue;
      const loss = options.ragged ? draws.uniform(0.1, 0.9) : severity + noise + deviation * draws.normal();
      const kept = up ? leaf.actual : leaf.base;
      const changed = Math.max(0, kept * (1 - loss));
      [leaf.base, leaf.actual] = up ? [changed, kept] : [kept, changed];
    }
  }
  return {
    table: tableOf(cards, leaves),
    truth: truth.map(({ element }) =>
      Object.fromEntries(
        Object.entries(element).map(([d, code]) => [dimName(Number(d)), [valueName(Number(d), code)]]),
      ),
    ),
  };
}

interface Element {
  element: Record<number, number>;
  severity: number;
  deviation: number;
}

function plantElements(
  draws: Draws,
  { cards, causes, elements, depth, severity, deviation }: ForecastWorldOptions,
  leaves: readonly { codes: number[]; base: number; actual: number }[],
): Element[] {
  const count = draws.integer(...causes);
  for (let attempt = 0; attempt < 5_000; attempt += 1) {
    const planted: Element[] = [];
    const cuboids = new Set<string>();
    const used = cards.map(() => new Set<number>());
    let fits = true;
    for (let cause = 0; cause < count; cause += 1) {
      const dims = draws
        .sample(
          cards.map((_, d) => d),
          draws.integer(...depth),
        )
        .sort();
      fits &&= dims.length === cards.length || !cuboids.has(dims.join());
      cuboids.add(dims.join());
      const shared = { severity: draws.uniform(...severity), deviation: draws.uniform(...deviation) };
      const free = dims.map((d) => Array.from({ length: cards[d] ?? 0 }, (_, c) => c).filter((c) => !used[d]?.has(c)));
      fits &&= free.every((codes) => codes.length > 0);
      if (!fits) break;
      for (let n = draws.integer(...elements); n > 0; n -= 1)
        planted.push({ element: Object.fromEntries(dims.map((d, k) => [d, draws.pick(free[k] ?? [])])), ...shared });
      for (const { element } of planted) for (const d of dims) if (element[d] !== undefined) used[d]?.add(element[d]);
    }
    const keys = planted.map(({ element }) => JSON.stringify(element));
    fits &&= new Set(keys).size === keys.length;
    fits &&= planted.every(({ element }) =>
      leaves.some(
        (leaf) =>
          Object.entries(element).every(([d, code]) => leaf.codes[Number(d)] === code) &&
          leaf.base > 0 &&
          leaf.actual > 0,
      ),
    );
    if (fits) return planted;
  }
  throw new Error("No place for the elements");
}
