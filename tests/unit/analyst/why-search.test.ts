import { type Cause, findCauses, type Leaf } from "@/lib/semantic/why/search";

/** A small generator with its own state: the same worlds every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const DIMS = ["region", "tier", "segment", "method"];
const SIZES = [5, 4, 3, 4];

/** 240 leaves of uneven size; both windows carry counting and relative noise; `cause` multiplies the current one. */
function world(seed: number, causes: { at: Record<number, number>; factor: number }[], noise = 0.08): Leaf[] {
  const next = random(seed);
  for (let skip = 0; skip < 9; skip += 1) next();
  const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
  const leaves: Leaf[] = [];
  const growth = causes.length > 0 ? 1 : 0.95 + next() * 0.1;
  for (let at = 0; at < SIZES.reduce((a, b) => a * b, 1); at += 1) {
    let rest = at;
    const values = SIZES.map((size) => {
      const value = rest % size;
      rest = Math.floor(rest / size);
      return value;
    });
    const mean = 5000 * Math.exp(normal());
    const factor = causes
      .filter(({ at: where }) => Object.entries(where).every(([dim, value]) => values[Number(dim)] === value))
      .reduce((all, cause) => all * cause.factor, 1);
    const noisy = (size: number) => Math.max(0, size * (1 + noise * normal()) + Math.sqrt(size * 20) * normal());
    leaves.push({ values: values.map(String), base: noisy(mean), actual: noisy(mean * growth * factor) });
  }
  return leaves;
}

const key = (cause: Cause["cause"]) => JSON.stringify(Object.entries(cause).sort());
const planted = (at: Record<number, number>) =>
  key(Object.fromEntries(Object.entries(at).map(([dim, value]) => [DIMS[Number(dim)] ?? dim, String(value)])));

function share(runs: number, test: (seed: number) => boolean): number {
  return Array.from({ length: runs }, (_, seed) => test(seed + 1)).filter(Boolean).length / runs;
}

test.each<[string, Record<number, number>]>([
  ["one dimension", { 0: 2 }],
  ["two dimensions", { 0: 1, 1: 3 }],
  ["three dimensions", { 0: 1, 1: 2, 2: 0 }],
])("a cause in %s is found first", (_, at) => {
  expect(
    share(60, (seed) => {
      const [best] = findCauses(DIMS, world(seed, [{ at, factor: 0.55 }]));
      return best?.selected === true && key(best.cause) === planted(at);
    }),
  ).toBeGreaterThanOrEqual(0.95);
});

test("both of two causes are found", () => {
  const [a, b] = [
    { 0: 2, 1: 1 },
    { 2: 1, 3: 2 },
  ];
  expect(
    share(60, (seed) => {
      const found = findCauses(
        DIMS,
        world(seed, [
          { at: a, factor: 0.5 },
          { at: b, factor: 0.55 },
        ]),
      )
        .filter((cause) => cause.selected)
        .map((cause) => key(cause.cause));
      return found.includes(planted(a)) && found.includes(planted(b));
    }),
  ).toBeGreaterThanOrEqual(0.9);
});

test("where nothing was planted, at most 5 % report a cause", () => {
  for (const noise of [0.02, 0.08, 0.15])
    expect(
      share(200, (seed) => findCauses(DIMS, world(seed + 500, [], noise)).some((cause) => cause.selected)),
    ).toBeLessThanOrEqual(0.05);
});

test("the worked example: EMEA x Enterprise, and five candidates at least", () => {
  const leaf = (region: string, tier: string, base: number, actual: number): Leaf => ({
    values: [region, tier],
    base,
    actual,
  });
  const found = findCauses(
    ["region", "tier"],
    [
      leaf("NA", "Ent", 400, 396),
      leaf("NA", "Pro", 200, 202),
      leaf("EMEA", "Ent", 150, 54),
      leaf("EMEA", "Pro", 100, 98),
      leaf("APAC", "Ent", 90, 92),
      leaf("APAC", "Pro", 60, 58),
    ],
  );
  expect(found[0]).toMatchObject({ cause: { region: "EMEA", tier: "Ent" }, selected: true });
  expect(found[0]?.unexpected).toBeCloseTo(-95.3, 0);
});
