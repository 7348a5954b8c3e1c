import { recordFeedback } from "@/agents/memory";
import { startInvestigation, startTriageRerun } from "@/agents/orchestrator";
import { listCaseEvents, listCurrentCases } from "@/db/cases";
import { readMemory } from "@/db/memory";
import { getRun } from "@/db/runs";
import { listWatchSignals } from "@/db/signals";
import { hashState } from "@/db/state-hash";
import { listRunTraces } from "@/db/traces";
import { RunResult } from "@/lib/contract/run";
import { startContext, type TestServer } from "@/tests/support/demo-context";

let server: TestServer;
beforeAll(async () => {
  server = await startContext();
});
afterAll(() => server.stop());

const hash = () => hashState(server.context.db, server.context.datasetId);

test("the demo, to the cent: run, verdict, restart, rerun", async () => {
  const first = await startInvestigation(server.context).done;
  expect(RunResult.safeParse(first).error).toBeUndefined();
  expect(first.status).toBe("ok");
  expect(first.totals).toMatchObject({ count: 6, impactCents: 247_800, currency: "USD" });
  expect(new Set(first.cases.map((found) => found.anomalyType)).size).toBe(5);
  expect(first.cases[0]).toMatchObject({ anomalyType: "refund_spike", impactCents: 112_800, severity: "critical" });
  expect(first.cases.every((found) => found.sentiment.score !== null || found.sentiment.label === "unknown")).toBe(
    true,
  );
  expect(first.actions.map((action) => action.kind).sort()).toEqual(["alert", "approval_task", "workflow_case"]);
  expect(first.actions.every((action) => action.status === "sent")).toBe(true);
  expect(first.reasoning.length).toBeGreaterThanOrEqual(3);
  expect(listRunTraces(server.context.db, first.runId).length).toBeGreaterThanOrEqual(3);

  const before = hash();
  const again = await startInvestigation(server.context).done;
  expect(again.actions).toEqual([]);
  expect(again.cases).toEqual(first.cases);
  expect(hash()).toBe(before);
  expect(getRun(server.context.db, again.runId).changes.every((entry) => entry.change === "same")).toBe(true);

  const duplicate = first.cases.find((found) => found.anomalyType === "duplicate_refund");
  expect(duplicate).toMatchObject({ impactCents: 15_000, confidenceBand: "high" });
  const caseId = duplicate?.id ?? "";
  const answer = await recordFeedback(server.context, { caseId, verdict: "false_positive", reviewer: "local" });
  expect(answer.learning.find((update) => update.kind === "confidence")).toMatchObject({ status: "active" });
  expect(answer.learning.some((update) => update.status === "shadow")).toBe(true);
  expect(readMemory(server.context.db, server.context.datasetId).version).toBe("v1");

  await server.restart();
  const rerun = await startTriageRerun(server.context).done;
  const judged = rerun.cases.find((found) => found.id === caseId);
  expect(judged).toMatchObject({
    impactCents: 12_750,
    grossImpactCents: 15_000,
    confidenceBand: "medium",
    outcome: "false_positive",
  });
  expect(judged?.confidence).toBeCloseTo(0.8075, 10);
  const others = (cases: typeof rerun.cases) =>
    cases.filter((found) => found.id !== caseId).sort((a, b) => a.id.localeCompare(b.id));
  expect(JSON.stringify(others(rerun.cases))).toBe(JSON.stringify(others(first.cases)));
  expect(rerun.totals.impactCents).toBe(245_550);
  expect(rerun.actions).toEqual([]);
  expect(listCaseEvents(server.context.db, caseId).map((event) => event.kind)).toEqual(
    expect.arrayContaining(["found", "verdict", "learned"]),
  );
});

test("the watch on metrics saw the EMEA refund spike by itself, once over several runs, and says why", () => {
  const raised = listWatchSignals(server.context.db, server.context.datasetId);
  expect(new Set(raised.map(({ id }) => id)).size).toBe(raised.length);
  const standing = raised.filter(({ settled }) => !settled);
  expect(standing).toHaveLength(1);
  expect(standing[0]).toMatchObject({ metric: "refund_amount", region: "EMEA", severity: "high", value: 1_233 });
  expect(standing[0]?.why?.text).toContain("Coincides with");
});

test("every case's gross impact is the sum of its claims, and no row is claimed twice", () => {
  const cases = listCurrentCases(server.context.db, server.context.datasetId, 200);
  const keys = cases.flatMap((found) => found.claims.map((claim) => `${claim.table}:${claim.key}`));
  expect(new Set(keys).size).toBe(keys.length);
  for (const found of cases) {
    expect(found.claims.reduce((sum, claim) => sum + claim.cents, 0)).toBe(found.grossImpactCents);
  }
});

test("two runs started at once: the second is refused", async () => {
  const run = startInvestigation(server.context);
  expect(() => startInvestigation(server.context)).toThrow(expect.objectContaining({ code: "conflict" }));
  await run.done;
});
