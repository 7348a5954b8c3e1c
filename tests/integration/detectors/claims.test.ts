import fc from "fast-check";
import { toDetector } from "@/lib/detection/custom/custom-detector";
import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { customer, refund, type World } from "@/tests/integration/detection/world";
import { detectorYaml, detectWith, parsedDetector } from "@/tests/support/custom-detector";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";

const AS_OF = { asOf: "2026-02-28" };
const world: World = {
  customers: [customer("c1"), customer("c2", { name: "Two", region: "NA" })],
  refunds: [
    refund("r1", 20_000, "2026-01-05T10:00:00Z", { note: "my lawyer will call" }),
    refund("r2", 30_000, "2026-02-05T10:00:00Z"),
    refund("r3", 50_000, "2026-02-06T10:00:00Z", { customer_id: "c2" }),
    refund("r4", 900, "2026-02-07T10:00:00Z", { customer_id: "c2" }),
  ],
};
const AMOUNT = "r.amount_cents, r.currency";

async function run(text: string, rows: World = world, parameters = {}, maxRows?: number) {
  const detection = await detectWith(text, await memoryWarehouse(rows, AS_OF), parameters, maxRows);
  const own = detection.findings.filter(({ detectorId }) => detectorId === "large_refund");
  const report = detection.reports.find(({ id }) => id === "large_refund");
  return { ...detection, own, reason: report?.reason ?? null };
}

test("a case an entity: its rows, its money, its words and its text", async () => {
  const { own, reason } = await run(detectorYaml());
  expect(reason).toBeNull();
  expect(own).toMatchObject([
    {
      fingerprint: "large_refund:c1:USD",
      moneyKind: "cash_out",
      confidence: 0.8,
      grossImpactCents: 50_000,
      title: "Name of c1 got $500.00 back",
      summary: "2 refunds, the first on 5 Jan 2026, of $200.00 and more: $500.00.",
      entity: { kind: "customer", id: "c1", label: "Name of c1", customerId: "c1", region: "EMEA" },
      claims: [
        { table: "refunds", key: "r1", cents: 20_000 },
        { table: "refunds", key: "r2", cents: 30_000 },
      ],
      texts: ["my lawyer will call"],
    },
    { fingerprint: "large_refund:c2:USD", grossImpactCents: 50_000, texts: [] },
  ]);
  expect(own[0]?.evidence[0]?.values).toMatchObject({ refundId: "r1", amountCents: 20_000, claimedCents: 20_000 });
});

test("parameters are bound, and held to their bounds", async () => {
  expect((await run(detectorYaml(), world, { least_units: 400 })).own.map(({ fingerprint }) => fingerprint)).toEqual([
    "large_refund:c2:USD",
  ]);
  expect((await run(detectorYaml(), world, { least_units: 0 })).reason).toContain("least_units");
});

test("an unknown amount stays unknown, beside what is known", async () => {
  const text = detectorYaml([
    AMOUNT,
    "case when r.refund_id = 'r2' then null else r.amount_cents end as amount_cents, r.currency",
  ]);
  const { own } = await run(text);
  expect(own).toMatchObject([
    { fingerprint: "large_refund:c1:USD", grossImpactCents: 20_000, impactKnown: true },
    {
      fingerprint: "large_refund:c1:USD:unknown",
      grossImpactCents: 0,
      impactKnown: false,
      title: "Name of c1 got an unknown amount back",
      claims: [{ table: "refunds", key: "r2", cents: 0 }],
    },
    { fingerprint: "large_refund:c2:USD" },
  ]);
});

test("a claim is held to what its row is worth; money that is missing may be more", async () => {
  const text = detectorYaml([AMOUNT, "cast(r.amount_cents * 1000 as bigint) as amount_cents, r.currency"]);
  const { own } = await run(text);
  expect(own.map(({ grossImpactCents }) => grossImpactCents)).toEqual([50_000, 50_000]);
  expect(own[1]?.evidence[0]?.values).toMatchObject({ askedCents: 50_000_000, claimedCents: 50_000 });
  const missing = await run(text.replace("money_kind: cash_out", "money_kind: recoverable"));
  expect(missing.own[1]?.grossImpactCents).toBe(50_000_000);
});

test.each<[string, [string, string], RegExp]>([
  ["text", [AMOUNT, "'12' as amount_cents, r.currency"], /amount_cents of r\d is “12”, expected whole minor units/],
  ["a fraction", [AMOUNT, "1.5 as amount_cents, r.currency"], /is “1.5”, expected whole minor units/],
  ["a negative amount", [AMOUNT, "-5 as amount_cents, r.currency"], /is “-5”, expected 0 or more/],
  ["no currency", [AMOUNT, "r.amount_cents, null as currency"], /currency of r\d is nothing, expected a value/],
  ["a word as currency", [AMOUNT, "r.amount_cents, 'usd' as currency"], /is “usd”, expected an ISO 4217 code/],
  ["another currency", [AMOUNT, "r.amount_cents, 'EUR' as currency"], /expected the currency of the row, USD/],
  [
    "a row that is not there",
    ["select r.refund_id,", "select 'x' || r.refund_id as refund_id,"],
    /refund_id is “xr\d”, expected the key of a row of refunds/,
  ],
  ["a row twice", ["r.customer_id\n", "r.customer_id or true\n"], /expected each row of refunds once/],
  ["no day", ["r.refunded_at,", "null as refunded_at,"], /refunded_at of r\d is nothing/],
])("a result with %s fails that detector alone, by name, row and value", async (_, change, words) => {
  const { own, reason, reports } = await run(detectorYaml(change));
  expect(own).toEqual([]);
  expect(reason).toMatch(/^large_refund: /);
  expect(reason).toMatch(words);
  expect(reports.filter(({ status }) => status !== "ok").map(({ id }) => id)).toEqual(["large_refund"]);
});

test("more rows than the limit are refused", async () => {
  expect((await run(detectorYaml(), world, {}, 2)).reason).toBe(
    "large_refund returns more than 2 rows: narrow its WHERE",
  );
});

test("what a built-in detector claims is not claimed again: last by default, first where the file says so", async () => {
  const twice: World = {
    customers: [customer("c1")],
    refunds: [refund("r1", 20_000, "2026-02-05T10:00:00Z"), refund("r2", 20_000, "2026-02-05T11:00:00Z")],
  };
  const last = await run(detectorYaml(), twice);
  expect(last.findings.map(({ detectorId, grossImpactCents }) => [detectorId, grossImpactCents])).toEqual([
    ["duplicate_refund", 20_000],
    ["large_refund", 20_000],
  ]);
  expect(last.own[0]).toMatchObject({ alsoSeenBy: ["duplicate_refund"], title: "Name of c1 got $200.00 back" });
  const first = await run(detectorYaml(["confidence: 0.8", "confidence: 0.8\nafter: charged_after_cancel"]), twice);
  expect(first.findings.map(({ detectorId, grossImpactCents }) => [detectorId, grossImpactCents])).toEqual([
    ["large_refund", 40_000],
  ]);
});

test("a detector that fails keeps the rows of its cases from all others", async () => {
  const warehouse = await memoryWarehouse(world, AS_OF);
  const custom = toDetector(parsedDetector(detectorYaml()).value);
  const broken = { ...custom, id: "broken", detect: () => Promise.reject(new Error("no")) };
  const { findings } = await runDetectors(
    warehouse,
    {},
    {
      detectors: [broken, ...DETECTORS, custom],
      heldBy: (id) => (id === "broken" ? [{ table: "refunds", key: "r3", cents: 50_000 }] : []),
    },
  );
  expect(findings.map(({ fingerprint }) => fingerprint)).toEqual(["large_refund:c1:USD"]);
});

const anyRefund = fc.record({
  cents: fc.constantFrom(9_900, 15_000, 15_000, 45_500, 60_000),
  kind: fc.constantFrom("refund", "refund", "credit"),
  day: fc.integer({ min: 1, max: 28 }),
  customer: fc.constantFrom("c1", "c2"),
  approver: fc.constantFrom(null, "a", "m"),
});

test("no cent is claimed twice, wherever a custom detector stands", async () => {
  const place = fc.constantFrom(
    "",
    "\nafter: refund_and_dispute",
    "\nafter: refund_spike",
    "\nafter: duplicate_refund",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anyRefund, { minLength: 3, maxLength: 25 }), place, async (rows, after) => {
      const refunds = rows.map((row, at) =>
        refund(`r${at}`, row.cents, `2026-02-${String(row.day).padStart(2, "0")}T10:00:00Z`, {
          ...{ kind: row.kind, customer_id: row.customer, issued_by: "a", approved_by: row.approver },
        }),
      );
      const { findings } = await run(detectorYaml(["confidence: 0.8", `confidence: 0.8${after}`]), {
        ...world,
        refunds,
      });
      const claims = findings.flatMap((found) => found.claims);
      const keys = claims.map(({ table, key }) => `${table} ${key}`);
      expect(new Set(keys).size).toBe(keys.length);
      const worth = new Map(refunds.map((row) => [String(row.refund_id), Number(row.amount_cents)]));
      for (const { key, cents } of claims) expect(cents).toBeLessThanOrEqual(worth.get(key) ?? 0);
      for (const found of findings)
        expect(found.grossImpactCents).toBe(found.claims.reduce((sum, { cents }) => sum + cents, 0));
    }),
    { numRuns: 12 },
  );
}, 60_000);
