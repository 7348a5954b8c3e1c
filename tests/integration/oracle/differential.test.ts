import { differencesOf } from "@/tests/support/oracle/differential";
import { randomWorld } from "@/tests/support/oracle/random-world";

/** Further seeds: `ORACLE_SEEDS=1000-2000 jest --selectProjects integration -- tests/integration/oracle`. */
const [from = 1, to = 31] = (process.env.ORACLE_SEEDS ?? "1-31").split("-").map(Number);
const seeds = Array.from({ length: to - from }, (_, at) => from + at);

test("the detectors say what an oracle written from the rules alone says", async () => {
  const differences: string[] = [];
  for (const seed of seeds) {
    const lines = await differencesOf(randomWorld(seed));
    differences.push(...lines.map((line) => `seed ${seed}, ${line}`));
  }
  expect(differences).toEqual([]);
}, 3_600_000);
