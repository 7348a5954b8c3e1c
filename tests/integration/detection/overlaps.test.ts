import fc from "fast-check";
import { runDetectors } from "@/lib/detection/run-detectors";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";
import { customer, invoice, type Row, refund, subscription, type World } from "./world";

const days = (from: string, more: number) =>
  new Date(Date.parse(`${from}T00:00:00Z`) + more * 86_400_000).toISOString().slice(0, 10);

const anyRefund = fc.record({
  customer: fc.constantFrom("c1", "c1", "c2", "c3"),
  cents: fc.constantFrom(4000, 9000, 9000, 45500, 50000),
  currency: fc.constantFrom("USD", "USD", "USD", "JPY"),
  kind: fc.constantFrom("refund", "refund", "refund", "credit"),
  payment: fc.constantFrom(null, "p1", "p2"),
  issuer: fc.constantFrom("a", "b"),
  approver: fc.constantFrom(null, "a", "m"),
  // Most fall in one week, where spikes, duplicates and bursts meet.
  day: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 77, max: 83 }) }, { weight: 1, arbitrary: fc.nat(83) }),
  hour: fc.nat(23),
});
const anyInvoice = fc.record({
  subscription: fc.constantFrom("s1", "s2", "s3"),
  month: fc.integer({ min: 1, max: 4 }),
  tier: fc.constantFrom("pro", "basic", null),
  cents: fc.constantFrom(5000, 9000, 10000),
  status: fc.constantFrom("paid", "open", "void"),
});
const world = fc.record({
  refunds: fc.array(anyRefund, { minLength: 20, maxLength: 45 }),
  invoices: fc.array(anyInvoice, { minLength: 3, maxLength: 12 }),
});

function rowsOf({ refunds, invoices }: typeof world extends fc.Arbitrary<infer T> ? T : never): World {
  return {
    customers: [customer("c1"), customer("c2"), customer("c3", { region: "APAC" })],
    subscriptions: ["s1", "s2", "s3"].map((id) => subscription({ subscription_id: id })),
    invoices: invoices.map((each, at) =>
      invoice(`i${at}`, each.cents, {
        subscription_id: each.subscription,
        tier: each.tier,
        status: each.status,
        period_start: `2025-0${each.month}-01`,
        period_end: `2025-0${each.month + 1}-01`,
        issued_on: `2025-0${each.month}-0${1 + (at % 3)}`,
      }),
    ),
    refunds: refunds.map((each, at) =>
      refund(`r${at}`, each.cents, `${days("2025-12-01", each.day)}T${String(each.hour).padStart(2, "0")}:00:00Z`, {
        customer_id: each.customer,
        currency: each.currency,
        kind: each.kind,
        payment_id: each.payment,
        issued_by: each.issuer,
        approved_by: each.approver,
        reason: "r",
      }),
    ),
  };
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
      const refundCents = new Map((rows.refunds ?? []).map((row: Row) => [row.refund_id, Number(row.amount_cents)]));
      const claims = findings.flatMap((found) => found.claims);
      const keys = claims.map((claim) => `${claim.table} ${claim.key}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const claim of claims) {
        expect(claim.cents).toBeGreaterThan(0);
        // An invoice's claim is what it lacks: here at most the contracted $100.00.
        expect(claim.cents).toBeLessThanOrEqual(claim.table === "refunds" ? (refundCents.get(claim.key) ?? 0) : 10000);
      }
      for (const found of findings) {
        raised.add(found.detectorId);
        expect(found.claims.reduce((sum, claim) => sum + claim.cents, 0)).toBe(found.grossImpactCents);
        expect(found.confidence).toBeLessThanOrEqual(0.99);
        const claimed = found.evidence.filter((row) => row.role === "claimed").map((row) => row.key);
        expect(claimed.sort()).toEqual(found.claims.map((claim) => claim.key).sort());
      }
      const fingerprints = findings.map((found) => found.fingerprint);
      expect(new Set(fingerprints).size).toBe(fingerprints.length);
    }),
    { numRuns: 25, seed: 7 },
  );
  // The worlds overlap for real only when every detector had something to claim.
  expect([...raised].sort()).toEqual([
    "duplicate_refund",
    "manual_credit",
    "refund_spike",
    "tier_mismatch",
    "underbilling",
  ]);
});

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
    { numRuns: 6, seed: 11 },
  );
});
