import { readFileSync } from "node:fs";
import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { Baseline, boardOf, findRegressions } from "@/tests/bench/accuracy-report";
import { scoreWorld } from "@/tests/bench/accuracy-scores";
import { scoreSeeds, withWorld, worldOfSeed } from "@/tests/bench/accuracy-world";

const baseline = Baseline.parse(JSON.parse(readFileSync("docs/accuracy.json", "utf8")));
const registered = DETECTORS.map((detector) => detector.id);

test("no figure of the small world is more than two points below the baseline", async () => {
  const { seeds, invoices } = baseline.quick;
  const score = await scoreSeeds(seeds, invoices);
  expect(findRegressions(boardOf(score, seeds, invoices), baseline.quick)).toEqual([]);
});

test("the published page shows every registered detector, and its table the stored figures", () => {
  const page = readFileSync("docs/accuracy.md", "utf8");
  expect(Object.keys(baseline.full.detectors).sort()).toEqual([...registered].sort());
  for (const [id, { planted, found }] of Object.entries(baseline.full.detectors)) {
    expect(page).toMatch(new RegExp(`\\| ${id} +\\| ${planted} +\\| ${found} +\\|`));
  }
});

test("the scoreboard sees a detector that looks away: a wide tolerance loses recall, a narrow rule precision", async () => {
  const { truth, blind, jumpy } = await withWorld(worldOfSeed(0, 4000), async (warehouse, truth) => ({
    truth,
    blind: await runDetectors(warehouse, { underbilling: { tolerancePct: 40, toleranceUnits: 100 } }),
    jumpy: await runDetectors(warehouse, { duplicate_refund: { windowHours: 200 } }),
  }));
  const short = scoreWorld(truth, blind.findings, registered).detectors.underbilling;
  expect(short?.hit).toBeLessThan((short?.planted ?? 0) / 2);
  const repeats = scoreWorld(truth, jumpy.findings, registered).detectors.duplicate_refund;
  expect(repeats?.wrong).toHaveProperty("eighty_hours");
});
