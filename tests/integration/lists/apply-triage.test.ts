import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sql } from "drizzle-orm";
import { totalCases } from "@/db/case-totals";
import { listCaseEvents, setCaseStatus } from "@/db/cases";
import { type Db, openState } from "@/db/client";
import { hashState } from "@/db/state-hash";
import { claims } from "@/db/tables";
import { applyTriage, applyTriageInTurns } from "@/db/triage";
import { makeDrafts } from "@/tests/bench/list-world";

const DATASET = "dataset_turns";
/** More than one transaction takes. */
const COUNT = 1_300;
const drafts = makeDrafts(DATASET, COUNT);
const changed = drafts.map((draft, at) =>
  at % 3 === 0
    ? {
        ...draft,
        evidenceHash: `${draft.evidenceHash}_b`,
        claims: draft.claims.map((c) => ({ ...c, cents: c.cents + 1 })),
      }
    : draft,
);

let stateDir: string;
let db: Db;
let close: () => void;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "opsiq-turns-"));
  ({ db, close } = openState(stateDir, resolve("db/migrations")));
});
afterEach(() => {
  close();
  rmSync(stateDir, { recursive: true, force: true });
});

const result = (found: typeof drafts, runId: string) => ({
  datasetId: DATASET,
  runId,
  at: "2026-03-01T00:00:00.000Z",
  drafts: found,
  finishedDetectors: new Set(drafts.map((draft) => draft.anomalyType)),
  healedBy: new Map(),
});
const heldClaims = () => db.select().from(claims).all().length;

test("in turns or in one transaction: the same state", async () => {
  await applyTriageInTurns(db, result(drafts, "run_1"));
  const inTurns = hashState(db, DATASET);
  const other = openState(join(stateDir, "other"), resolve("db/migrations"));
  applyTriage(other.db, result(drafts, "run_1"));
  expect(hashState(other.db, DATASET)).toBe(inTurns);
  other.close();
});

test("a rerun on unchanged data changes nothing and says so of each case", async () => {
  await applyTriageInTurns(db, result(drafts, "run_1"));
  const before = hashState(db, DATASET);
  const changes = await applyTriageInTurns(db, result(drafts, "run_2"));
  expect(hashState(db, DATASET)).toBe(before);
  expect(new Set(changes.map((change) => change.change))).toEqual(new Set(["same"]));
});

test("others are answered between the turns, and their writes stay", async () => {
  const applying = applyTriageInTurns(db, result(drafts, "run_1"));
  let answered = 0;
  const timer = setInterval(() => {
    answered += 1;
    db.run(sql`insert into traces (id, dataset_id, agent, purpose, prompt_version, source, duration_ms, at)
      values (${`trace_${answered}`}, ${DATASET}, 'memory', 'p', '1', 'rules', 0, 'now')`);
  }, 1);
  await applying;
  clearInterval(timer);
  expect(answered).toBeGreaterThan(3);
  expect(db.get<{ n: number }>(sql`select count(*) as n from traces`)).toEqual({ n: answered });
});

/** A db whose transactions fail after the first so many, as a killed process's do. */
function dyingAfter(count: number): Db {
  let left = count;
  return new Proxy(db, {
    get(target, name) {
      if (name !== "transaction") return Reflect.get(target, name, target);
      return (work: Parameters<Db["transaction"]>[0]) => {
        if (left === 0) throw new Error("killed");
        left -= 1;
        return target.transaction(work);
      };
    },
  });
}

test.each([1, 2, 3, 5, 8])(
  "killed after %i transactions of a changed run, the next run heals it whole",
  async (count) => {
    await applyTriageInTurns(db, result(drafts, "run_1"));
    await applyTriageInTurns(dyingAfter(count), result(changed, "run_2")).catch((error: Error) =>
      expect(error.message).toBe("killed"),
    );
    await applyTriageInTurns(db, result(changed, "run_3"));
    expect(heldClaims()).toBe(COUNT);
    const cents = changed.reduce((sum, draft) => sum + draft.claims.reduce((own, claim) => own + claim.cents, 0), 0);
    expect(db.get<{ cents: number }>(sql`select sum(cents) as cents from claims`)).toEqual({ cents });
    const before = hashState(db, DATASET);
    await applyTriageInTurns(db, result(changed, "run_4"));
    expect(hashState(db, DATASET)).toBe(before);
    // Each changed case says so once: the killed run's own word, or that of the run that healed it.
    const said = changed.filter((_, at) => at % 3 === 0).map((draft) => listCaseEvents(db, draft.id));
    expect(said.every((events) => events.filter((event) => event.kind === "changed").length === 1)).toBe(true);
  },
);

test("a closed case stays closed through reruns and comes back when it grew", () => {
  const [first] = drafts;
  if (!first) throw new Error("no draft");
  applyTriage(db, result(drafts, "run_1"));
  setCaseStatus(db, first.id, "closed");
  applyTriage(db, result(drafts, "run_2"));
  expect(totalCases(db, DATASET, { status: "closed" }).count).toBe(1);
  const grown = { ...first, grossImpactCents: first.grossImpactCents * 2 + 1000, evidenceHash: "grown" };
  applyTriage(db, result([grown, ...drafts.slice(1)], "run_3"));
  expect(totalCases(db, DATASET, { status: "closed" }).count).toBe(0);
  expect(listCaseEvents(db, first.id).at(-1)?.kind).toBe("reopened");
});
