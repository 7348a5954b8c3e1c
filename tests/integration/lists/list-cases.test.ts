import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { countOpenCases, totalCases } from "@/db/case-totals";
import { getCase, listCases, setCaseOutcome, setCaseStatus } from "@/db/cases";
import { type Db, openState } from "@/db/client";
import { resetDataset } from "@/db/reset";
import { cases, caseTotals } from "@/db/tables";
import { applyTriage } from "@/db/triage";
import type { Case, CaseFilter, CaseSort } from "@/lib/contract/case";
import { makeDrafts } from "@/tests/bench/list-world";

const DATASET = "dataset_lists";
const COUNT = 120;
const drafts = makeDrafts(DATASET, COUNT);

let stateDir: string;
let db: Db;
let close: () => void;
beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), "opsiq-lists-"));
  ({ db, close } = openState(stateDir, resolve("db/migrations")));
});
afterAll(() => {
  close();
  rmSync(stateDir, { recursive: true, force: true });
});
beforeEach(() => {
  resetDataset(db, DATASET);
  run(drafts);
});

function run(found: typeof drafts, runId = "run_1"): void {
  applyTriage(db, {
    datasetId: DATASET,
    runId,
    at: "2026-03-01T00:00:00.000Z",
    drafts: found,
    finishedDetectors: new Set(drafts.map((draft) => draft.anomalyType)),
    healedBy: new Map(),
  });
}

const all = (): Case[] => drafts.map((draft) => getCase(db, DATASET, draft.id));
const numberBy: Record<Exclude<CaseSort, "updated">, (one: Case) => number> = {
  rank: (one) => one.expectedValueCents,
  impact: (one) => one.impactCents,
  confidence: (one) => one.confidence,
  sentiment: (one) => one.sentiment.score ?? -1,
};

/** The list by hand: a plain filter, a plain sort, a plain sum. */
function expected(stored: readonly Case[], filter: CaseFilter, sort: CaseSort) {
  const { q, sort: _sort, status, ...exact } = filter;
  const text = q?.trim().toLowerCase() ?? "";
  const matches = stored.filter(
    (one) =>
      (status ? one.status === status : one.status !== "closed") &&
      Object.entries(exact).every(([name, value]) => one[name as keyof Case] === value) &&
      `${one.title} ${one.entity.label} ${one.entity.id}`.toLowerCase().includes(text),
  );
  const value = sort === "updated" ? (one: Case) => Date.parse(one.updatedAt) : numberBy[sort];
  const mood = numberBy.sentiment;
  const ordered = matches.toSorted(
    (a, b) => value(b) - value(a) || mood(b) - mood(a) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const cents = (currency: string) =>
    matches.filter((one) => one.currency === currency).reduce((sum, one) => sum + one.impactCents, 0);
  return { ids: ordered.map((one) => one.id), count: matches.length, usd: cents("USD"), eur: cents("EUR") };
}

/** Every page of a list, walked by its cursors. */
function walk(filter: CaseFilter, sort: CaseSort, limit: number): string[] {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = listCases(db, DATASET, { ...filter, sort, limit, cursor });
    expect(page.cases.length).toBeLessThanOrEqual(limit);
    ids.push(...page.cases.map((one) => one.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return ids;
}

const Filter = fc.record(
  {
    status: fc.constantFrom("open", "investigating", "closed" as const),
    outcome: fc.constantFrom("unset", "confirmed" as const),
    anomalyType: fc.constantFrom("underbilling", "refund_spike", "no_such_type"),
    moneyKind: fc.constantFrom("recoverable", "timing" as const),
    severity: fc.constantFrom("critical", "low" as const),
    confidenceBand: fc.constantFrom("high", "medium" as const),
    currency: fc.constantFrom("USD", "EUR", "JPY"),
    q: fc.constantFrom("halcyon", "HALCYON 1", "sub_7", "e", "%", "tove &", "zzz", " "),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<CaseFilter>;

test("every filter, order and page size: each match once, in order, and totals to the cent", () => {
  for (const [at, draft] of drafts.entries()) {
    if (at % 7 === 0) setCaseStatus(db, draft.id, "closed");
    if (at % 5 === 0) setCaseOutcome(db, draft.id, "confirmed", "none");
  }
  const stored = all();
  const sorts = fc.constantFrom<CaseSort>("rank", "impact", "confidence", "sentiment", "updated");
  fc.assert(
    fc.property(Filter, sorts, fc.integer({ min: 5, max: 200 }), (filter, sort, limit) => {
      const wanted = expected(stored, filter, sort);
      expect(walk(filter, sort, limit)).toEqual(wanted.ids);
      const { totals } = listCases(db, DATASET, { ...filter, sort, limit: 1 });
      expect(totals.count).toBe(wanted.count);
      expect(totals.byCurrency.find((total) => total.currency === "USD")?.impactCents ?? 0).toBe(wanted.usd);
      expect(totals.byCurrency.find((total) => total.currency === "EUR")?.impactCents ?? 0).toBe(wanted.eur);
    }),
    { numRuns: 60 },
  );
});

test("the sums that triggers keep are those of the cases after any mix of changes", () => {
  const Change = fc.record({
    at: fc.nat(COUNT - 1),
    do: fc.constantFrom("close", "open", "confirm", "dismiss", "grow", "heal"),
  });
  fc.assert(
    fc.property(fc.array(Change, { maxLength: 12 }), (changes) => {
      for (const { at, do: what } of changes) {
        const draft = drafts[at];
        if (!draft) continue;
        if (what === "close") setCaseStatus(db, draft.id, "closed");
        if (what === "open") setCaseStatus(db, draft.id, "open");
        if (what === "confirm") setCaseOutcome(db, draft.id, "confirmed", "none");
        if (what === "dismiss") setCaseOutcome(db, draft.id, "false_positive", "none");
        if (what === "grow") run([...drafts.toSpliced(at, 1), { ...draft, impactCents: draft.impactCents * 2 }]);
        if (what === "heal") run(drafts.toSpliced(at, 1));
      }
      const stored = db.select().from(cases).all();
      const kept = db.select().from(caseTotals).all();
      const sum = (rows: { impactCents: number }[]) => rows.reduce((total, row) => total + row.impactCents, 0);
      expect(kept.reduce((total, row) => total + row.count, 0)).toBe(stored.length);
      expect(sum(kept)).toBe(sum(stored));
      expect(countOpenCases(db, DATASET)).toBe(stored.filter((row) => row.status !== "closed").length);
      const open = stored.filter((row) => row.status === "open" && row.currency === "USD");
      expect(totalCases(db, DATASET, { status: "open" }).impactCents).toBe(sum(open));
    }),
    { numRuns: 12 },
  );
});

test("a reset leaves no sum behind", () => {
  resetDataset(db, DATASET);
  expect(totalCases(db, DATASET, {})).toMatchObject({ count: 0, impactCents: 0, byCurrency: [] });
});

test("a cursor of another order is refused", () => {
  const { nextCursor } = listCases(db, DATASET, { sort: "impact", limit: 5 });
  expect(() => listCases(db, DATASET, { sort: "rank", limit: 5, cursor: nextCursor ?? "" })).toThrow(
    "another sort order",
  );
});
