import { differencesOf, shrink } from "@/tests/support/oracle/differential";
import { randomWorld } from "@/tests/support/oracle/random-world";

/** Further seeds: `ORACLE_SEEDS=1000-2000 jest --selectProjects integration -- tests/integration/oracle`. */
const [from = 1, to = 26] = (process.env.ORACLE_SEEDS ?? "1-26").split("-").map(Number);
const seeds = Array.from({ length: to - from }, (_, at) => from + at);

test("the detectors say what an oracle written from the rules alone says", async () => {
  const differences: string[] = [];
  let smallest: unknown = null;
  for (const seed of seeds) {
    const micro = randomWorld(seed);
    const lines = await differencesOf(micro);
    differences.push(...lines.map((line) => `seed ${seed}, ${line}`));
    const [, detector] = /^\w+: (\w+)/.exec(lines[0] ?? "") ?? [];
    if (detector) smallest ??= await shrink(micro, detector);
  }
  expect({ differences, smallest }).toEqual({ differences: [], smallest: null });
}, 3_600_000);
