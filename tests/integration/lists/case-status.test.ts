import { changeCaseStatus, changeCaseStatuses } from "@/agents/case-status";
import { insertAction, moveAction } from "@/db/actions";
import { totalCases } from "@/db/case-totals";
import { getCase, listCaseEvents, setCaseStatus } from "@/db/cases";
import { hashState } from "@/db/state-hash";
import { makeAction } from "@/tests/support/fixtures";
import { caseIdFor, DATASET, type LearningState, openLearningState } from "@/tests/support/learning-state";

let state: LearningState;
beforeEach(() => {
  state = openLearningState([{ entityKey: "a" }, { entityKey: "b" }, { entityKey: "c" }]);
});
afterEach(() => state.stop());

const statusOf = (key: string) => getCase(state.context.db, DATASET, caseIdFor(key)).status;
const move = (key: string, status: "open" | "investigating" | "actioned" | "closed") =>
  changeCaseStatus(state.context, caseIdFor(key), { status, actor: "ada" });
const askFor = (key: string, over: Parameters<typeof makeAction>[0] = {}) => {
  const id = `action_${key}`;
  insertAction(
    state.context.db,
    DATASET,
    makeAction({ id, key: id, kind: "recommended", caseId: caseIdFor(key), ...over }),
  );
  return id;
};

test("closing is in the history, out of the totals, and undone by the status it had", () => {
  const before = totalCases(state.context.db, DATASET, {});
  expect(move("a", "closed").status).toBe("closed");
  expect(totalCases(state.context.db, DATASET, {}).count).toBe(before.count - 1);
  expect(listCaseEvents(state.context.db, caseIdFor("a")).at(-1)).toMatchObject({
    kind: "status",
    text: "Closed, was open",
    actor: "ada",
  });
  move("a", "open");
  expect(totalCases(state.context.db, DATASET, {})).toEqual(before);
});

test("a case closed by a person stays closed through a rerun", () => {
  move("a", "closed");
  const hash = hashState(state.context.db, DATASET);
  state.rerun();
  expect(statusOf("a")).toBe("closed");
  expect(hashState(state.context.db, DATASET)).toBe(hash);
});

test("the status it has already changes nothing", () => {
  const before = listCaseEvents(state.context.db, caseIdFor("a")).length;
  move("a", "open");
  expect(listCaseEvents(state.context.db, caseIdFor("a"))).toHaveLength(before);
});

test("a waiting approval and an action that nobody approved are conflicts, and nothing is written", () => {
  askFor("a");
  setCaseStatus(state.context.db, caseIdFor("a"), "pending_approval");
  expect(() => move("a", "closed")).toThrow("decide it first");
  expect(statusOf("a")).toBe("pending_approval");
  expect(() => move("b", "actioned")).toThrow("No action was approved");
  expect(() => move("nowhere", "closed")).toThrow("There is no case");
});

test("an actioned case can be closed and gets its status back", () => {
  const id = askFor("a");
  moveAction(state.context.db, id, ["pending_approval"], { status: "sent", decidedBy: "bo", updatedAt: "now" });
  setCaseStatus(state.context.db, caseIdFor("a"), "actioned");
  move("a", "closed");
  expect(move("a", "actioned").status).toBe("actioned");
});

test("many at once: what changed with what it was, what was refused and why, nothing twice", () => {
  move("b", "investigating");
  askFor("c");
  const caseIds = ["a", "b", "c", "a"].map(caseIdFor).concat("case_none");
  const done = changeCaseStatuses(state.context, { caseIds, status: "closed", actor: "ada" });
  expect(done.changed).toEqual([
    { caseId: caseIdFor("a"), from: "open" },
    { caseId: caseIdFor("b"), from: "investigating" },
  ]);
  expect(done.refused.map((one) => one.caseId)).toEqual([caseIdFor("c"), "case_none"]);
  for (const { caseId, from } of done.changed) {
    changeCaseStatuses(state.context, {
      caseIds: [caseId],
      status: from === "investigating" ? from : "open",
      actor: "ada",
    });
  }
  expect(["a", "b", "c"].map(statusOf)).toEqual(["open", "investigating", "open"]);
});
