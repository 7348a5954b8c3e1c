import { actOnCases } from "@/agents/policy";
import { listRunActions } from "@/db/actions";
import { setCaseOutcome } from "@/db/cases";
import { hashState } from "@/db/state-hash";
import { applyTriageInTurns } from "@/db/triage";
import { minorOfDollars } from "@/lib/rates";
import { makeDrafts } from "@/tests/bench/list-world";
import { startContext, type TestServer } from "@/tests/support/demo-context";

const COUNT = 1200;
let server: TestServer;
beforeAll(async () => {
  server = await startContext();
});
afterAll(() => server.stop());

test("every case over a limit gets its actions, however many there are, and a rerun creates none", async () => {
  const { context } = server;
  const drafts = makeDrafts(context.datasetId, COUNT);
  await applyTriageInTurns(context.db, {
    datasetId: context.datasetId,
    runId: "run_policy",
    at: "2026-03-01T00:00:00.000Z",
    drafts,
    finishedDetectors: new Set(),
    healedBy: new Map(),
  });
  const atLeast = (dollars: number) =>
    drafts.filter((draft) => draft.impactCents >= minorOfDollars(dollars, draft.currency, context.rates));
  const [dismissed] = atLeast(1000);
  setCaseOutcome(context.db, dismissed?.id ?? "", "false_positive", "none");
  expect(atLeast(1000).length).toBeGreaterThan(220);
  expect(new Set(atLeast(500).map((draft) => draft.currency)).size).toBeGreaterThan(1);

  const signal = AbortSignal.timeout(60_000);
  const { created, degraded } = await actOnCases(context, "run_policy", signal);
  expect(degraded).toEqual([]);
  expect(Object.fromEntries(created)).toEqual({
    workflow_case: 1,
    alert: atLeast(1000).length - 1,
    approval_task: atLeast(500).length - 1,
  });
  const actions = listRunActions(context.db, "run_policy", 5000);
  expect(actions[0]).toMatchObject({ kind: "workflow_case", policy: "top-ranked" });
  expect(actions.every((action) => action.status === "sent" && action.caseId !== dismissed?.id)).toBe(true);

  const before = hashState(context.db, context.datasetId);
  expect((await actOnCases(context, "run_again", signal)).created.size).toBe(0);
  expect(hashState(context.db, context.datasetId)).toBe(before);
});

test("when the time is up the rest waits for the next run, which the run says", async () => {
  const { context } = server;
  const moved = makeDrafts(context.datasetId, COUNT).map((draft) => ({ ...draft, evidenceHash: `${draft.id}_moved` }));
  await applyTriageInTurns(context.db, {
    datasetId: context.datasetId,
    runId: "run_late",
    at: "2026-03-02T00:00:00.000Z",
    drafts: moved,
    finishedDetectors: new Set(),
    healedBy: new Map(),
  });
  const late = await actOnCases(context, "run_late", AbortSignal.abort());
  expect(late.degraded.map(({ reason }) => reason)).toContainEqual(expect.stringContaining("the next run creates"));
  const next = await actOnCases(context, "run_next", AbortSignal.timeout(60_000));
  expect(next.created.get("alert")).toBeGreaterThan(220);
});
