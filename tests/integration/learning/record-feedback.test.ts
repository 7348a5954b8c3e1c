import { recordFeedback, summarizeImprovement } from "@/agents/memory";
import { getCase, listCaseEvents, listCurrentCases } from "@/db/cases";
import { listFeedback, listLiveFeedback } from "@/db/feedback";
import { listLearningUpdates, readMemory, readMemoryState } from "@/db/memory";
import { cases } from "@/db/tables";
import { listTraces } from "@/db/traces";
import type { FeedbackRequest } from "@/lib/contract/feedback";
import { caseIdFor, DATASET, type LearningState, openLearningState } from "@/tests/support/learning-state";

let state: LearningState;
afterEach(() => state.stop());

const click = (entityKey: string, verdict: FeedbackRequest["verdict"], more: Partial<FeedbackRequest> = {}) =>
  recordFeedback(state.context, { caseId: caseIdFor(entityKey), verdict, reviewer: "local", ...more });
const shown = (entityKey: string) => {
  const { confidence, confidenceBand, impactCents, grossImpactCents, outcome, status, attention } = getCase(
    state.context.db,
    DATASET,
    caseIdFor(entityKey),
  );
  return { confidence, confidenceBand, impactCents, grossImpactCents, outcome, status, attention };
};
const rowsBut = (entityKey: string) =>
  JSON.stringify(
    state.context.db
      .select()
      .from(cases)
      .all()
      .filter((row) => row.id !== caseIdFor(entityKey)),
  );

// Table of the docs on learning, tier T0: the share of confidence and impact left after F false positives.
test.each([
  [1, 0.85, 12_750],
  [2, 0.7391, 11_087],
  [3, 0.6538, 9_808],
  [4, 0.5862, 8_793],
  [5, 0.5312, 7_969],
])("%p false positives by as many reviewers leave %p of the confidence", async (count, share, impactCents) => {
  state = openLearningState([{ entityKey: "a" }]);
  for (let at = 0; at < count; at += 1) await click("a", "false_positive", { reviewer: `reviewer ${at}` });
  state.rerun();
  expect(shown("a").confidence / 0.95).toBeCloseTo(share, 4);
  expect(shown("a").impactCents).toBe(impactCents);
});

test.each([
  [1, 3, 0.838],
  [1, 9, 0.9],
])("c0 0.90 after %p false positive recovers with %p confirmations to %p", async (denied, confirmed, expected) => {
  state = openLearningState([{ entityKey: "a", prior: 0.9 }]);
  for (let at = 0; at < denied; at += 1) await click("a", "false_positive", { reviewer: `no ${at}` });
  for (let at = 0; at < confirmed; at += 1) await click("a", "approve", { reviewer: `yes ${at}` });
  state.rerun();
  expect(shown("a").confidence).toBeCloseTo(expected, 3);
});

test("a false positive: stored, explained, shown at the next rerun, and no other case touched", async () => {
  state = openLearningState([{ entityKey: "a" }, { entityKey: "b" }, { entityKey: "c", anomalyType: "manual_credit" }]);
  const others = rowsBut("a");
  const answer = await click("a", "false_positive", { note: "two orders" });
  expect(answer.feedback).toMatchObject({
    verdict: "false_positive",
    reason: "rule_wrong",
    live: true,
    note: "two orders",
  });
  expect(answer.learning.map(({ kind, status }) => [kind, status])).toEqual([
    ["confidence", "active"],
    ["threshold", "shadow"],
  ]);
  expect(answer.learning[0]).toMatchObject({
    scope: "duplicate_refund:a",
    before: { confidence: 0.95, band: "high", impactCents: 15_000 },
    after: { confidence: 0.8075, band: "medium", impactCents: 12_750 },
    feedbackIds: [answer.feedback.id],
    memoryVersion: "v1",
  });
  expect(answer.learning[0]?.why).toContain("between 53 % and 98 %");
  expect(answer.learning[1]).toMatchObject({
    scope: "duplicate_refund",
    before: { windowHours: 72 },
    after: { windowHours: 48 },
    proposer: "rules",
    feedbackIds: [answer.feedback.id],
  });
  expect(answer.learning[1]?.why).toContain("0 of 59 confirmed cases needed");
  expect(shown("a")).toEqual({
    confidence: 0.95,
    confidenceBand: "high",
    impactCents: 15_000,
    grossImpactCents: 15_000,
    outcome: "false_positive",
    status: "open",
    attention: "none",
  });
  expect(listCaseEvents(state.context.db, caseIdFor("a")).at(-1)).toMatchObject({
    kind: "verdict",
    actor: "local",
    text: "Judged false positive, rule wrong: two orders",
  });
  expect(readMemory(state.context.db, DATASET)).toMatchObject({
    version: "v1",
    state: { patterns: { "duplicate_refund:a": { confirmed: 0, falsePositive: 1 } }, parameters: {} },
    versions: [{ number: 1, parentId: null, by: "local", feedbackId: answer.feedback.id, casesAffected: 1 }],
  });
  expect(listTraces(state.context.db, DATASET, { limit: 5 }).traces).toMatchObject([
    { agent: "memory", source: "rules" },
  ]);
  state.pass(5);
  state.rerun();
  expect(shown("a")).toMatchObject({
    confidence: 0.8075,
    confidenceBand: "medium",
    impactCents: 12_750,
    status: "open",
  });
  expect(rowsBut("a")).toBe(others);
});

test("a second click of one reviewer replaces the first; the first is kept", async () => {
  state = openLearningState([{ entityKey: "a" }]);
  await click("a", "false_positive");
  const second = await click("a", "approve");
  expect(readMemoryState(state.context.db, DATASET).patterns).toEqual({
    "duplicate_refund:a": { confirmed: 1, falsePositive: 0 },
  });
  expect(second.learning.map(({ kind, status }) => [kind, status])).toEqual([
    ["confidence", "active"],
    ["threshold", "superseded"],
  ]);
  expect(shown("a").outcome).toBe("confirmed");
  const { feedback } = listFeedback(state.context.db, DATASET, { limit: 10 });
  expect(feedback.map(({ verdict, live }) => [verdict, live])).toEqual([
    ["approve", true],
    ["false_positive", false],
  ]);
  expect(readMemory(state.context.db, DATASET).shadow).toEqual([]);
});

test("the same click twice counts once, makes no version and answers the same item", async () => {
  state = openLearningState([{ entityKey: "a" }]);
  const first = await click("a", "false_positive");
  const second = await click("a", "false_positive");
  expect(readMemory(state.context.db, DATASET).version).toBe("v1");
  expect(second.learning[0]).toEqual(first.learning[0]);
  expect(listLiveFeedback(state.context.db, DATASET)).toHaveLength(1);
  const standing = listLearningUpdates(state.context.db, DATASET).filter((update) => update.status !== "superseded");
  expect(standing.map((update) => update.kind).sort()).toEqual(["confidence", "threshold"]);
  expect(standing.find((update) => update.kind === "threshold")?.feedbackIds).toEqual([second.feedback.id]);
});

test("two reviewers add up, and one who disagrees widens the pattern without being dropped", async () => {
  state = openLearningState([{ entityKey: "a" }, { entityKey: "b" }]);
  await click("a", "false_positive", { reviewer: "ana" });
  await click("a", "false_positive", { reviewer: "ben" });
  await click("b", "false_positive", { reviewer: "ana" });
  expect(readMemory(state.context.db, DATASET).shadow[0]?.feedbackIds).toHaveLength(3);
  const contested = await click("b", "approve", { reviewer: "ben" });
  expect(readMemoryState(state.context.db, DATASET).patterns).toEqual({
    "duplicate_refund:a": { confirmed: 0, falsePositive: 2 },
    "duplicate_refund:b": { confirmed: 1, falsePositive: 1 },
  });
  expect(contested.learning[0]?.why).toContain("Reviewers disagree");
  expect(contested.learning[0]?.after.confidence).toBeCloseTo((17 * 0.95 + 3) / 23, 6);
  // What stands on the contested pattern alone may propose nothing; the other pattern still does.
  expect(readMemory(state.context.db, DATASET).shadow).toHaveLength(1);
  await click("a", "approve", { reviewer: "cleo" });
  expect(readMemory(state.context.db, DATASET).shadow).toEqual([]);
});

test.each(["useful", "not_useful", "reject"] as const)("%s says nothing about truth", async (verdict) => {
  state = openLearningState([{ entityKey: "a" }]);
  await click("a", "approve");
  const before = readMemory(state.context.db, DATASET);
  const answer = await click("a", verdict);
  expect(answer.learning).toEqual([]);
  expect(readMemory(state.context.db, DATASET)).toEqual(before);
  expect(shown("a").outcome).toBe("confirmed");
  expect(listLiveFeedback(state.context.db, DATASET)).toHaveLength(2);
});

test("useful and not useful replace each other, and not a verdict on truth", async () => {
  state = openLearningState([{ entityKey: "a" }]);
  for (const verdict of ["approve", "useful", "not_useful"] as const) await click("a", verdict);
  expect(listLiveFeedback(state.context.db, DATASET).map((entry) => entry.verdict)).toEqual(["approve", "not_useful"]);
});

test("expected here: the case is benign, an exception of at most 90 days waits, no threshold moves", async () => {
  state = openLearningState([{ entityKey: "a" }]);
  const answer = await click("a", "false_positive", { reason: "expected_here" });
  expect(shown("a").outcome).toBe("benign");
  expect(answer.learning.map((update) => update.kind)).toEqual(["confidence", "exception"]);
  expect(answer.learning[1]).toMatchObject({
    status: "shadow",
    scope: "duplicate_refund:a",
    after: { segment: "refund a", expiresOn: "2026-05-30" },
  });
  const changed = await click("a", "false_positive", { reason: "data_error" });
  expect(changed.learning.map(({ kind, status }) => [kind, status])).toEqual([
    ["confidence", "active"],
    ["threshold", "shadow"],
    ["exception", "superseded"],
  ]);
});

test("a detector without a grid learns confidence and proposes nothing", async () => {
  state = openLearningState([{ entityKey: "a", anomalyType: "tier_mismatch" }]);
  const answer = await click("a", "false_positive");
  expect(answer.learning.map((update) => update.kind)).toEqual(["confidence"]);
});

test("an unknown case is refused and leaves nothing behind", async () => {
  state = openLearningState([{ entityKey: "a" }]);
  await expect(click("nowhere", "approve")).rejects.toMatchObject({ code: "not_found" });
  expect(listLiveFeedback(state.context.db, DATASET)).toEqual([]);
  expect(readMemory(state.context.db, DATASET).version).toBe("v0");
});

test("a restart between verdict and rerun loses nothing", async () => {
  state = openLearningState([{ entityKey: "a" }]);
  await click("a", "false_positive");
  const before = readMemory(state.context.db, DATASET);
  state.restart();
  expect(readMemory(state.context.db, DATASET)).toEqual(before);
  state.rerun();
  expect(shown("a")).toMatchObject({ confidence: 0.8075, impactCents: 12_750, outcome: "false_positive" });
});

test("the same history gives the same version ids, another one others", async () => {
  const idsOf = async (verdicts: readonly FeedbackRequest["verdict"][]) => {
    state = openLearningState([{ entityKey: "a" }, { entityKey: "b" }]);
    for (const [at, verdict] of verdicts.entries()) await click(at % 2 === 0 ? "a" : "b", verdict);
    const { versions } = readMemory(state.context.db, DATASET);
    if (verdicts.length > 1) expect(versions[0]?.parentId).toBe(versions[1]?.id);
    return versions.map((version) => version.id);
  };
  const first = await idsOf(["false_positive", "approve"]);
  state.stop();
  const same = await idsOf(["false_positive", "approve"]);
  state.stop();
  const other = await idsOf(["approve", "approve"]);
  expect(first).toEqual(same);
  expect(first[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(other).not.toEqual(first);
});

test("improvement compares the rules' numbers with those shown, per type and within one currency", async () => {
  state = openLearningState([
    { entityKey: "a" },
    { entityKey: "b" },
    { entityKey: "c", anomalyType: "manual_credit" },
    { entityKey: "d", anomalyType: "manual_credit", currency: "EUR" },
  ]);
  await click("a", "false_positive");
  await click("a", "useful");
  state.rerun();
  const { byType } = summarizeImprovement(state.context);
  expect(byType).toEqual([
    {
      anomalyType: "duplicate_refund",
      verdicts: 2,
      falsePositives: 1,
      confirmed: 0,
      confidenceBefore: 0.95,
      confidenceAfter: 0.87875,
      impactBeforeCents: 15_000,
      impactAfterCents: 13_875,
      currency: "USD",
    },
    expect.objectContaining({ anomalyType: "manual_credit", impactBeforeCents: null, currency: null, verdicts: 0 }),
  ]);
  expect(listCurrentCases(state.context.db, DATASET, 10)).toHaveLength(4);
});
