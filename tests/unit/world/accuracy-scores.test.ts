import type { TruthClaim } from "@/data/world/truth-file";
import type { ClaimedFinding } from "@/lib/detection/detector";
import { boardOf, findRegressions } from "@/tests/bench/accuracy-report";
import { figuresOf, scoreWorld } from "@/tests/bench/accuracy-scores";

function claim(detector: string, entity: string, row: string, cents: number | null, more: Partial<TruthClaim> = {}) {
  const base = { rank: 1, entity_kind: "subscription", other: null, row_table: "invoices", variant: "test" };
  const money = { currency: "USD", money_kind: "recoverable" };
  return { ...base, ...money, detector, entity_id: entity, row_key: row, cents, ...more };
}

function finding(
  detectorId: string,
  entityId: string,
  claims: Record<string, number>,
  currency = "USD",
): ClaimedFinding {
  const rows = Object.entries(claims).map(([key, cents]) => ({ table: "invoices", key, cents }));
  return {
    detectorId,
    moneyKind: "recoverable",
    fingerprint: `${detectorId}:${entityId}`,
    entityKey: entityId,
    entity: { kind: "subscription", id: entityId, label: entityId, customerId: null, region: null },
    currency,
    confidence: 0.9,
    wanted: rows,
    claims: rows,
    impactKnown: true,
    grossImpactCents: rows.reduce((sum, row) => sum + row.cents, 0),
    alsoSeenBy: [],
    evidence: [],
    texts: [],
    title: "",
    summary: "",
    recommendedAction: "",
  };
}

const truth = {
  claims: [
    claim("underbilling", "sub_1", "inv_1", 1000),
    claim("underbilling", "sub_1", "inv_2", 500),
    claim("seat_shortfall", "sub_2", "inv_3", 4000),
    claim("underbilling", "sub_2", "inv_3", 4000, { rank: 2 }),
    claim("currency_mismatch", "sub_3", "inv_4", null),
  ],
  lookAlikes: [{ kind: "pause", row_table: "subscriptions", row_key: "sub_9" }],
};

test("a right finding counts once, with its cents, and its row is expected of the most specific detector alone", () => {
  const findings = [
    finding("underbilling", "sub_1", { inv_1: 1000, inv_2: 500 }),
    finding("seat_shortfall", "sub_2", { inv_3: 4000 }),
  ];
  const { detectors, centsClaimedTwice } = scoreWorld(truth, findings, ["seat_shortfall", "underbilling"]);
  expect(detectors.underbilling).toMatchObject({ planted: 1, found: 1, right: 1, hit: 1, exact: 1, injectedUsd: 15 });
  expect(detectors.seat_shortfall).toMatchObject({ planted: 1, found: 1, exact: 1, claimedUsd: 40 });
  expect(centsClaimedTwice).toBe(0);
});

test("without the specific detector its row is expected of the next", () => {
  const { detectors, notBuilt } = scoreWorld(truth, [], ["underbilling"]);
  expect(detectors.underbilling).toMatchObject({ planted: 2, found: 0, hit: 0, injectedUsd: 55 });
  expect(notBuilt).toEqual(["currency_mismatch", "seat_shortfall"]);
});

test("a wrong finding names its look-alike, a wrong currency is no hit, and a twice-claimed cent is counted", () => {
  const findings = [
    finding("underbilling", "sub_9", { inv_90: 700 }),
    finding("underbilling", "sub_1", { inv_1: 1000 }, "EUR"),
    finding("seat_shortfall", "sub_2", { inv_3: 4000 }),
    finding("underbilling", "sub_2", { inv_3: 2500 }),
  ];
  const { detectors, centsClaimedTwice } = scoreWorld(truth, findings, ["seat_shortfall", "underbilling"]);
  expect(detectors.underbilling).toMatchObject({ planted: 1, found: 3, right: 0, hit: 0, exact: 0 });
  expect(detectors.underbilling?.wrong).toEqual({ pause: 1, "(no look-alike)": 2 });
  expect(centsClaimedTwice).toBe(2500);
});

test("money that the tables cannot say is matched by entity and left out of the dollars", () => {
  const { detectors } = scoreWorld(
    truth,
    [finding("currency_mismatch", "sub_3", { inv_4: 123 })],
    ["currency_mismatch"],
  );
  expect(detectors.currency_mismatch).toMatchObject({ planted: 1, hit: 1, priced: 0, injectedUsd: 0, claimedUsd: 0 });
});

test("half the cents is a recall of 1, no exact case, and a dollar error of a half", () => {
  const { detectors } = scoreWorld(
    truth,
    [finding("underbilling", "sub_1", { inv_1: 750 })],
    ["seat_shortfall", "underbilling"],
  );
  const score = detectors.underbilling;
  expect(score && figuresOf(score)).toEqual({ precision: 1, recall: 1, exact: 0, dollarError: 0.5 });
});

test("a drop of more than two points is named, a smaller one is not, a cent claimed twice always is", () => {
  const board = (precision: number, dollarError: number, centsClaimedTwice = 0) => ({
    seeds: [0],
    invoices: 1000,
    centsClaimedTwice,
    detectors: { underbilling: { planted: 10, found: 10, precision, recall: 1, exact: 1, dollarError } },
  });
  expect(findRegressions(board(0.981, 0.019), board(1, 0))).toEqual([]);
  expect(findRegressions(board(0.97, 0.03), board(1, 0))).toHaveLength(2);
  expect(findRegressions(board(1, 0, 5), board(1, 0))).toEqual(["5 cents are claimed twice"]);
  const gone = boardOf({ detectors: {}, centsClaimedTwice: 0, notBuilt: [] }, [0], 1000);
  expect(findRegressions(gone, board(1, 0))).toHaveLength(1);
});
