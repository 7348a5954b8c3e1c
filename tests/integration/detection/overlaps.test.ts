import fc from "fast-check";
import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";
import { customer, invoice, payment, refund, subscription, usage, type World } from "./world";

const days = (from: string, more: number) =>
  new Date(Date.parse(`${from}T00:00:00Z`) + more * 86_400_000).toISOString().slice(0, 10);

const anyRefund = fc.record({
  customer: fc.constantFrom("c1", "c1", "c2", "c3"),
  cents: fc.constantFrom(4000, 9000, 9000, 45500, 50000),
  currency: fc.constantFrom("USD", "USD", "USD", "JPY"),
  kind: fc.constantFrom("refund", "refund", "refund", "credit"),
  payment: fc.constantFrom(null, null, "p0", "p1", "p2"),
  issuer: fc.constantFrom("a", "b"),
  approver: fc.constantFrom(null, "a", "m"),
  // Most fall in one week, where spikes, duplicates and bursts meet.
  day: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 77, max: 83 }) }, { weight: 1, arbitrary: fc.nat(83) }),
  hour: fc.nat(23),
});
const anyInvoice = fc.record({
  subscription: fc.constantFrom("s1", "s2", "s3", "s4"),
  month: fc.integer({ min: 1, max: 6 }),
  tier: fc.constantFrom("pro", "pro", "basic", null),
  quantity: fc.constantFrom(10, 10, 8, null),
  cents: fc.constantFrom(5000, 8000, 9000, 10000, 10500, 10000),
  expected: fc.constantFrom(null, null, null, 10000),
  currency: fc.constantFrom("USD", "USD", "USD", "USD", "EUR"),
  status: fc.constantFrom("paid", "open", "open", "void"),
});
const anyPayment = fc.record({
  invoice: fc.option(fc.nat(9), { freq: 3 }),
  customer: fc.constantFrom("c1", "c2", "c3"),
  cents: fc.constantFrom(4000, 9000, 10000),
  status: fc.constantFrom("succeeded", "failed", "failed", "disputed", "pending"),
  day: fc.nat(80),
});
const anyUsage = fc.record({
  subscription: fc.constantFrom("s1", "s2", "s3", "s4", "t1"),
  quantity: fc.constantFrom(5, 5, 10, 40),
  day: fc.integer({ min: -334, max: 83 }),
});
const anyTerms = fc.record({
  discountPct: fc.constantFrom(0, 20),
  discountEndsOn: fc.constantFrom(null, "2025-02-01"),
  overagePrice: fc.constantFrom(null, 50),
  canceledOn: fc.constantFrom(null, null, "2025-04-01"),
  currency: fc.constantFrom("USD", "USD", "EUR"),
});
const world = fc.record({
  refunds: fc.array(anyRefund, { minLength: 20, maxLength: 45 }),
  invoices: fc.array(anyInvoice, { minLength: 6, maxLength: 18 }),
  payments: fc.array(anyPayment, { minLength: 2, maxLength: 12 }),
  usage: fc.array(anyUsage, { minLength: 5, maxLength: 40 }),
  terms: fc.array(anyTerms, { minLength: 4, maxLength: 4 }),
  /** A bill run of so many subscriptions that left out these of March. */
  /** A metered subscription: what it was billed for January, and how often one event came. */
  metered: fc.array(
    fc.record({ cents: fc.constantFrom(10000, 11500, 13000), copies: fc.integer({ min: 1, max: 3 }) }),
    {
      minLength: 3,
      maxLength: 3,
    },
  ),
  run: fc.record({ count: fc.integer({ min: 18, max: 24 }), left: fc.nat(14) }),
});
type AnyWorld = typeof world extends fc.Arbitrary<infer T> ? T : never;

function rowsOf(each: AnyWorld): World {
  const runIds = Array.from({ length: each.run.count }, (_, at) => `b${at}`);
  return {
    customers: [customer("c1"), customer("c2"), customer("c3", { region: "APAC" })],
    subscriptions: [
      ...each.terms.map((terms, at) =>
        subscription({
          subscription_id: `s${at + 1}`,
          customer_id: `c${1 + (at % 3)}`,
          discount_pct: terms.discountPct,
          discount_ends_on: terms.discountEndsOn,
          included_units: 10,
          overage_unit_price_cents: terms.overagePrice,
          canceled_on: terms.canceledOn,
          status: terms.canceledOn === null ? "active" : "canceled",
          currency: terms.currency,
        }),
      ),
      ...each.metered.map((_, at) =>
        subscription({ subscription_id: `m${at}`, included_units: 100, overage_unit_price_cents: 50 }),
      ),
      subscription({ subscription_id: "t1", status: "active", started_on: "2025-02-01", trial_ends_on: "2025-03-01" }),
      ...runIds.map((id) => subscription({ subscription_id: id, canceled_on: "2025-05-01", status: "canceled" })),
    ],
    invoices: [
      ...each.invoices.map((row, at) =>
        invoice(`i${at}`, row.cents, {
          subscription_id: row.subscription,
          customer_id: `c${1 + ((Number(row.subscription.slice(1)) - 1) % 3)}`,
          tier: row.tier,
          quantity: row.quantity,
          expected_amount_cents: row.expected,
          currency: row.currency,
          status: row.status,
          period_start: `2025-0${row.month}-01`,
          period_end: `2025-0${row.month + 1}-01`,
          issued_on: `2025-0${row.month}-0${1 + (at % 3)}`,
        }),
      ),
      ...each.metered.map(({ cents }, at) =>
        invoice(`m${at}`, cents, {
          subscription_id: `m${at}`,
          period_start: "2025-01-01",
          period_end: "2025-02-01",
          issued_on: "2025-02-01",
        }),
      ),
      ...runIds.flatMap((id, index) =>
        [1, 2, 3, 4]
          .filter((month) => month !== 3 || index >= each.run.left)
          .map((month) =>
            invoice(`${id}-${month}`, 10000, {
              subscription_id: id,
              period_start: `2025-0${month}-01`,
              period_end: `2025-0${month + 1}-01`,
              issued_on: `2025-0${month}-01`,
            }),
          ),
      ),
    ],
    payments: each.payments.map((row, at) =>
      payment(`p${at}`, row.cents, {
        invoice_id: row.invoice === null || row.invoice >= each.invoices.length ? null : `i${row.invoice}`,
        customer_id: row.customer,
        status: row.status,
        paid_at: `${days("2025-12-01", row.day)}T09:00:00Z`,
      }),
    ),
    usage_events: [
      ...each.usage.map((row, at) =>
        usage(`u${at}`, row.quantity, `${days("2025-12-01", row.day - (row.day % 7))}T10:00:00Z`, {
          subscription_id: row.subscription,
        }),
      ),
      ...each.metered.flatMap(({ copies }, at) => [
        usage(`m${at}-rest`, 100, "2025-01-20T10:00:00Z", { subscription_id: `m${at}` }),
        ...Array.from({ length: copies }, (_, copy) =>
          usage(`m${at}-${copy}`, 30, "2025-01-10T10:00:00Z", { subscription_id: `m${at}` }),
        ),
      ]),
    ],
    refunds: each.refunds.map((row, at) =>
      refund(`r${at}`, row.cents, `${days("2025-12-01", row.day)}T${String(row.hour).padStart(2, "0")}:00:00Z`, {
        customer_id: row.customer,
        currency: row.currency,
        kind: row.kind,
        payment_id: row.payment,
        issued_by: row.issuer,
        approved_by: row.approver,
        reason: "r",
      }),
    ),
  };
}

/** The most that a row may be claimed for, by `table key`: its own amount, or for an invoice what it lacks. */
function limitsOf(rows: World): Map<string, number> {
  const own = (table: "refunds" | "payments", key: string): [string, number][] =>
    (rows[table] ?? []).map((row) => [`${table} ${row[key]}`, Number(row.amount_cents)]);
  // Nothing of these worlds costs above 10 seats at $10.00 a month and 40 x 40 units at $0.50.
  const billed = (rows.invoices ?? []).map((row): [string, number] => [
    `invoices ${row.invoice_id}`,
    Math.max(Number(row.billed_amount_cents), 90_000),
  ]);
  return new Map([...own("refunds", "refund_id"), ...own("payments", "payment_id"), ...billed]);
}

async function findingsOf(rows: World) {
  const { findings, reports } = await runDetectors(await memoryWarehouse(rows, { asOf: "2026-02-28" }), {});
  expect(reports.filter((report) => report.status !== "ok")).toEqual([]);
  return findings;
}

test("over random overlapping worlds no cent is claimed twice, and no row for more than it holds", async () => {
  const raised = new Set<string>();
  await fc.assert(
    fc.asyncProperty(world, async (each) => {
      const rows = rowsOf(each);
      const findings = await findingsOf(rows);
      const limits = limitsOf(rows);
      const claims = findings.flatMap((found) => found.claims);
      const keys = claims.map((claim) => `${claim.table} ${claim.key}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const claim of claims) {
        const limit = limits.get(`${claim.table} ${claim.key}`);
        expect(limit !== undefined || ["subscriptions", "usage_events"].includes(claim.table)).toBe(true);
        expect(claim.cents).toBeLessThanOrEqual(limit ?? 1_000_000);
      }
      for (const found of findings) {
        raised.add(found.detectorId);
        expect(found.claims.reduce((sum, claim) => sum + claim.cents, 0)).toBe(found.grossImpactCents);
        for (const { cents } of found.claims) expect(cents > 0).toBe(found.impactKnown);
        expect(found.confidence).toBeLessThanOrEqual(0.99);
        const claimed = found.evidence.filter((row) => row.role === "claimed").map((row) => row.key);
        expect(claimed.sort()).toEqual(found.claims.map((claim) => claim.key).sort());
      }
      const fingerprints = findings.map((found) => found.fingerprint);
      expect(new Set(fingerprints).size).toBe(fingerprints.length);
    }),
    { numRuns: 15, seed: 7 },
  );
  // The worlds overlap for real only when every detector had something to claim.
  expect([...raised].sort()).toEqual(DETECTORS.map(({ id }) => id).sort());
}, 120_000);

test("rows in another order give byte-identical findings, and so does a rerun", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (each) => {
      const rows = rowsOf(each);
      const reversed = Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, [...list].reverse()]));
      const first = JSON.stringify(await findingsOf(rows));
      expect(JSON.stringify(await findingsOf(reversed))).toBe(first);
      const warehouse = await memoryWarehouse(rows, { asOf: "2026-02-28" });
      const runs = [await runDetectors(warehouse, {}), await runDetectors(warehouse, {})];
      expect(runs.map((run) => JSON.stringify(run.findings))).toEqual([first, first]);
    }),
    { numRuns: 3, seed: 11 },
  );
}, 120_000);
