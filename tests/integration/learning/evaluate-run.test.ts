import { eq } from "drizzle-orm";
import { type EvaluatedRun, evaluateRun } from "@/agents/evaluator";
import { recordFeedback } from "@/agents/memory";
import { latestEvaluation } from "@/db/evals";
import { claims } from "@/db/tables";
import { listRunTraces } from "@/db/traces";
import { Evaluation } from "@/lib/contract/evaluation";
import type { Verdict } from "@/lib/contract/feedback";
import type { DetectorReport } from "@/lib/contract/run";
import {
  caseIdFor,
  DATASET,
  fakeLlm,
  type LearningState,
  openLearningState,
  type PlantedCase,
} from "@/tests/support/learning-state";

let state: LearningState;
afterEach(() => state.stop());

const report = (id: string, status: DetectorReport["status"], reason: string | null = null): DetectorReport => ({
  id,
  title: id,
  status,
  reason,
  cases: 0,
  durationMs: 1,
});
const RUN: EvaluatedRun = {
  runId: "run_1",
  cases: [],
  detectors: [report("duplicate_refund", "ok"), report("manual_credit", "skipped", "needs refunds.approved_by")],
  degraded: [],
  durationMs: 1200,
};
const evaluate = async (run: Partial<EvaluatedRun> = {}) => {
  const { evaluation, fallbackReason } = await evaluateRun(state.context, { ...RUN, ...run });
  const figure = (id: string) => evaluation.figures.find((one) => one.id === id);
  return { evaluation, fallbackReason, figure };
};
const planted = (count: number): PlantedCase[] => Array.from({ length: count }, (_, at) => ({ entityKey: `k${at}` }));
const judge = async (count: number, verdictOf: (at: number) => Verdict, reviewers: readonly string[]) => {
  for (let at = 0; at < count; at += 1) {
    const reviewer = reviewers[at % reviewers.length] ?? "local";
    await recordFeedback(state.context, { caseId: caseIdFor(`k${at}`), verdict: verdictOf(at), reviewer });
  }
};

test("without verdicts: what ran and what is claimed is known, the rest says what is missing", async () => {
  state = openLearningState([
    { entityKey: "a", note: "angry customer" },
    { entityKey: "b", grossCents: 10_050 },
    { entityKey: "c", currency: "EUR", grossCents: 500 },
  ]);
  const { evaluation, figure, fallbackReason } = await evaluate();
  expect(Evaluation.parse(evaluation)).toEqual(evaluation);
  expect(fallbackReason).toBeNull();
  expect(figure("detectors-run")).toMatchObject({ value: 1, n: 2 });
  expect(figure("detectors-skipped")?.value).toBe(1);
  expect(figure("cases")?.value).toBe(3);
  // Without loaded data the first currency by name is the reporting one; the other is named, never added.
  expect(figure("money-claimed")).toMatchObject({ value: 500, reason: "and $250.50" });
  expect(figure("ledger-balance")).toMatchObject({ value: 0, reason: "and $0.00" });
  expect(figure("text-scored")).toMatchObject({ value: 1, n: 1 });
  expect(figure("precision")).toMatchObject({
    value: null,
    low: null,
    reason: "not enough evidence: 0 of 5 verdicts, 0 of 2 reviewers",
  });
  expect(figure("precision-duplicate_refund")).toMatchObject({ value: null, low: expect.any(Number), n: 0 });
  expect(figure("recall")).toMatchObject({ value: null, reason: "no audit sample yet" });
  expect(figure("brier")).toMatchObject({ value: null, reason: "not enough evidence: 0 of 5 verdicts" });
  expect(figure("ece")).toMatchObject({ value: null, reason: "not enough evidence: 0 of 30 verdicts" });
  expect(evaluation.reliability).toEqual([]);
  expect(evaluation.source).toBe("rules");
  expect(evaluation.assessment).toContain("1 of 2 detectors ran and 3 cases claim €5.00 and $250.50.");
  expect(evaluation.assessment).toContain("add up to its gross impact to the cent");
  expect(evaluation.suggestions.join(" ")).toContain("manual_credit was skipped: it needs refunds.approved_by.");
  expect(latestEvaluation(state.context.db, DATASET)).toEqual(evaluation);
  expect(listRunTraces(state.context.db, "run_1")).toMatchObject([{ agent: "evaluator", source: "rules" }]);
});

test("a claim that is gone shows as cents off the ledger, in the words too", async () => {
  state = openLearningState(planted(2));
  state.context.db
    .delete(claims)
    .where(eq(claims.caseId, caseIdFor("k0")))
    .run();
  const { evaluation, figure } = await evaluate();
  expect(figure("ledger-balance")?.value).toBe(15_000);
  expect(evaluation.assessment).toContain("The ledger does not balance: claims are off by $150.00.");
});

test.each([
  [4, ["ana", "ben"], "not enough evidence: 4 of 5 verdicts, 2 of 2 reviewers"],
  [6, ["ana"], "not enough evidence: 6 of 5 verdicts, 1 of 2 reviewers"],
  [6, ["ana", "ben"], null],
])("%p verdicts by %p give a precision only above both floors", async (count, reviewers, reason) => {
  state = openLearningState(planted(count));
  await judge(count, (at) => (at < 3 ? "approve" : "false_positive"), reviewers);
  const { figure, evaluation } = await evaluate();
  const precision = figure("precision");
  expect(precision).toMatchObject({ value: reason ? null : 0.5, n: count, reason });
  expect(precision?.low).toBeLessThan(0.5);
  expect(precision?.high).toBeGreaterThan(0.5);
  const ofType = figure("precision-duplicate_refund");
  if (reason) expect(ofType?.value).toBeNull();
  else expect(ofType?.value).toBeCloseTo((17 * 0.95 + 9) / (17 + 18), 12);
  if (!reason) expect(evaluation.assessment).toContain("Precision is 50 % over 6 verdicts");
});

test("five verdicts give a Brier score; verdicts on usefulness do not count", async () => {
  state = openLearningState(planted(5));
  await judge(5, (at) => (at === 0 ? "false_positive" : "approve"), ["ana"]);
  await judge(5, () => "useful", ["ana"]);
  const { figure } = await evaluate();
  expect(figure("brier")?.value).toBeCloseTo((0.95 ** 2 + 4 * 0.05 ** 2) / 5, 12);
  expect(figure("verdicts")?.value).toBe(10);
});

test.each([
  ["as stated", 2, "not distinguishable from calibrated"],
  ["far from stated", 25, "more than chance explains"],
])(
  "forty verdicts %s: the error stands beside that of a calibrated model",
  async (_name, denied, reason) => {
    state = openLearningState(planted(40));
    await judge(40, (at) => (at % 20 < denied / 2 ? "false_positive" : "approve"), ["ana", "ben"]);
    const { figure, evaluation } = await evaluate();
    expect(figure("ece")).toMatchObject({ n: 40, reason });
    const floor = figure("ece-calibrated-model");
    expect(floor?.value).toBeGreaterThan(0);
    expect(floor?.high).toBeGreaterThan(floor?.value ?? 1);
    expect(evaluation.reliability).toHaveLength(10);
    expect(evaluation.reliability.reduce((sum, bin) => sum + bin.n, 0)).toBe(40);
  },
  60_000,
);

test("a model's words stand when their numbers are the figures', under its name", async () => {
  state = openLearningState(
    planted(1),
    fakeLlm(() => ({ assessment: "1 case claims $150.00; recall is not known.", suggestions: ["Judge more cases."] })),
  );
  const { evaluation } = await evaluate();
  expect(evaluation).toMatchObject({
    assessment: "1 case claims $150.00; recall is not known.",
    suggestions: ["Judge more cases."],
    source: "fake-model",
  });
});

test.each<[string, unknown]>([
  ["invents a number", { assessment: "Precision is 97 %.", suggestions: [] }],
  ["invents one in a suggestion", { assessment: "Fine.", suggestions: ["You lose $3,000 a month."] }],
  ["answers prose", "All is well."],
])("a model that %s gives way to the rules' words", async (_name, answer) => {
  state = openLearningState(
    planted(1),
    fakeLlm(() => answer),
  );
  const { evaluation, fallbackReason } = await evaluate();
  expect(evaluation.source).toBe("rules");
  expect(evaluation.assessment).toContain("1 case claims $150.00");
  expect(fallbackReason).not.toBeNull();
});
