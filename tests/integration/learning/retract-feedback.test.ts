import fc from "fast-check";
import { recordFeedback } from "@/agents/memory";
import { retractFeedback } from "@/agents/retract";
import { getCase, listCaseEvents } from "@/db/cases";
import { listFeedback, listLiveFeedback } from "@/db/feedback";
import { listLearningUpdates, readMemory, readMemoryState } from "@/db/memory";
import type { FeedbackRequest } from "@/lib/contract/feedback";
import { foldMemory } from "@/lib/learning/fold-memory";
import { caseIdFor, DATASET, type LearningState, openLearningState } from "@/tests/support/learning-state";

let state: LearningState;
beforeEach(() => {
  state = openLearningState([{ entityKey: "a" }, { entityKey: "b" }]);
});
afterEach(() => state.stop());

type More = Partial<FeedbackRequest>;
const click = async (entityKey: string, verdict: FeedbackRequest["verdict"], more: More = {}) =>
  (await recordFeedback(state.context, { caseId: caseIdFor(entityKey), verdict, reviewer: "ada", ...more })).feedback;
const undo = (feedbackId: string, reviewer = "ada") => retractFeedback(state.context, feedbackId, { reviewer });
const caseOf = (entityKey: string) => getCase(state.context.db, DATASET, caseIdFor(entityKey));
const memory = () => readMemory(state.context.db, DATASET);

test("before a rerun: memory, outcome and proposals are as if the verdict had not been, and the history says why", async () => {
  const given = await click("a", "false_positive");
  expect(memory().shadow).toHaveLength(1);
  const { feedback, learning } = undo(given.id);
  expect(feedback).toMatchObject({ id: given.id, live: false, retractedAt: expect.any(String) });
  expect(learning.every((update) => update.status === "superseded")).toBe(true);
  expect(memory().state.patterns).toEqual({});
  expect(memory().shadow).toEqual([]);
  expect(memory().version).toBe("v2");
  expect(memory().versions[0]?.why).toContain("ada took back false positive");
  expect(listLearningUpdates(state.context.db, DATASET).every((update) => update.status === "superseded")).toBe(true);
  expect(caseOf("a").outcome).toBe("unset");
  expect(listCaseEvents(state.context.db, caseIdFor("a")).at(-1)?.text).toBe("Took back: false positive, rule wrong");
});

test("after a rerun: the next one shows the rules' own numbers again", async () => {
  const before = caseOf("a");
  const given = await click("a", "false_positive");
  state.rerun();
  expect(caseOf("a").impactCents).toBe(12_750);
  const { learning } = undo(given.id);
  expect(learning).toContainEqual(
    expect.objectContaining({ kind: "confidence", after: expect.objectContaining({ impactCents: 15_000 }) }),
  );
  state.rerun();
  const { confidence, confidenceBand, impactCents, outcome } = before;
  expect(caseOf("a")).toMatchObject({ confidence, confidenceBand, impactCents, outcome });
});

test("the verdict it had replaced counts again", async () => {
  await click("a", "approve");
  const later = await click("a", "false_positive");
  undo(later.id);
  expect(caseOf("a").outcome).toBe("confirmed");
  expect(listLiveFeedback(state.context.db, DATASET).map((entry) => entry.verdict)).toEqual(["approve"]);
  expect(memory().state.patterns).toEqual({ "duplicate_refund:a": { confirmed: 1, falsePositive: 0 } });
});

test("another reviewer's verdict stands and decides the outcome", async () => {
  await click("a", "approve", { reviewer: "bo" });
  const mine = await click("a", "false_positive", { reason: "expected_here" });
  expect(caseOf("a").outcome).toBe("benign");
  undo(mine.id);
  expect(caseOf("a").outcome).toBe("confirmed");
});

test("a verdict on usefulness or on the action is taken back without a word to memory", async () => {
  const useful = await click("a", "useful");
  expect(undo(useful.id).learning).toEqual([]);
  expect(memory().version).toBe("v0");
});

test("only its reviewer, only once, only while it counts", async () => {
  const first = await click("a", "approve");
  expect(() => undo(first.id, "bo")).toThrow("Only the reviewer who gave a verdict");
  expect(() => undo("feedback_none")).toThrow("There is no verdict");
  const second = await click("a", "false_positive");
  expect(() => undo(first.id)).toThrow("was replaced by a later one");
  undo(second.id);
  expect(() => undo(second.id)).toThrow("was taken back already");
  expect(listLiveFeedback(state.context.db, DATASET)).toHaveLength(1);
});

test("any order of verdicts and undos: memory is the fold of what is live", async () => {
  const Move = fc.record({
    key: fc.constantFrom("a", "b"),
    reviewer: fc.constantFrom("ada", "bo"),
    verdict: fc.constantFrom("approve", "false_positive", "useful" as const),
    undo: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(Move, { maxLength: 8 }), async (moves) => {
      for (const move of moves) {
        const mine = listLiveFeedback(state.context.db, DATASET).find((entry) => entry.reviewer === move.reviewer);
        if (move.undo && mine) undo(mine.id, move.reviewer);
        else await click(move.key, move.verdict, { reviewer: move.reviewer });
      }
      const live = listLiveFeedback(state.context.db, DATASET);
      expect(readMemoryState(state.context.db, DATASET).patterns).toEqual(foldMemory(live, {}).patterns);
      const all = listFeedback(state.context.db, DATASET, { limit: 200 }).feedback;
      expect(all.filter((entry) => entry.live && entry.retractedAt !== null)).toEqual([]);
    }),
    { numRuns: 10 },
  );
});
