import { figuresOf } from "@/tests/bench/accuracy-scores";
import { scoreAlternative } from "@/tests/bench/alt/score";

test("a world of another generator without a fault raises no case", async () => {
  const lines: string[] = [];
  await scoreAlternative([11], { each: 4, faults: 0 }, (line) => lines.push(line));
  expect(lines).toEqual([]);
});

test("its planted faults are found, to the cent", async () => {
  const lines: string[] = [];
  const { detectors } = await scoreAlternative([12], { each: 4, faults: 2 }, (line) => lines.push(line));
  expect(lines).toEqual([]);
  for (const [id, score] of Object.entries(detectors)) {
    const { precision, recall, exact } = figuresOf(score);
    expect({ id, precision, recall, exact }).toEqual({
      id,
      precision: 1,
      recall: 1,
      exact: id === "currency_mismatch" ? null : 1,
    });
  }
});
