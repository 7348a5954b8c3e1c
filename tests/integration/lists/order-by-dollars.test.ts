import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadRates } from "@/adapters/rate-files";
import { getCase, listCases } from "@/db/cases";
import { openState } from "@/db/client";
import { findTopCase } from "@/db/policy-cases";
import { applyTriage } from "@/db/triage";
import { scoreFinding } from "@/lib/detection/scoring";
import { makeDrafts } from "@/tests/bench/list-world";

const DATASET = "dataset_dollars";
const rates = loadRates("data/rates");
/** Minor units, and what they are worth: $100, about $663, about $16, about $1,040, no rate (counts as 2,000). */
const AMOUNTS = [
  [10_000, "USD"],
  [100_000, "JPY"],
  [2_500, "JPY"],
  [100_000, "EUR"],
  [2_000, "KWD"],
] as const;

test("lists of several currencies go by dollars at dated rates, page by page, and no amount is converted", () => {
  const stateDir = mkdtempSync(join(tmpdir(), "opsiq-dollars-"));
  const { db, close } = openState(stateDir, resolve("db/migrations"));
  const drafts = makeDrafts(DATASET, AMOUNTS.length).map((draft, at) => {
    const [cents = 0, currency = "USD"] = AMOUNTS[at] ?? [];
    const finding = { confidence: 0.9, grossImpactCents: cents, currency };
    return { ...draft, ...finding, claims: [], ...scoreFinding(finding, undefined, rates) };
  });
  const finishedDetectors = new Set(drafts.map(({ anomalyType }) => anomalyType));
  applyTriage(db, {
    datasetId: DATASET,
    runId: "r",
    at: "2026-03-01T00:00:00.000Z",
    drafts,
    finishedDetectors,
    healedBy: new Map(),
  });
  const expected = ["100000 EUR", "100000 JPY", "10000 USD", "2000 KWD", "2500 JPY"];
  for (const sort of ["rank", "impact"] as const) {
    const seen: string[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page = listCases(db, DATASET, { sort, limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.cases.map(({ impactCents, currency }) => `${impactCents} ${currency}`));
      cursor = page.nextCursor ?? undefined;
    }
    expect(seen).toEqual(expected);
    const found = listCases(db, DATASET, { sort, limit: 10, q: "sub_" }).cases;
    expect(found.map(({ impactCents, currency }) => `${impactCents} ${currency}`)).toEqual(expected);
  }
  expect(findTopCase(db, DATASET)).toMatchObject({ currency: "EUR" });
  const yen = getCase(db, DATASET, drafts[1]?.id ?? "");
  expect(yen).toMatchObject({
    impactCents: 100_000,
    severity: "high",
    rateSource: expect.stringContaining("2025-02-28"),
  });
  expect(getCase(db, DATASET, drafts[0]?.id ?? "").usdPerMinor).toBeUndefined();
  close();
  rmSync(stateDir, { recursive: true, force: true });
});
