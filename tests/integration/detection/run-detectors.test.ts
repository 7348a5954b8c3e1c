import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";
import { customer, detect, invoice, refund, subscription } from "./world";

const world = {
  customers: [customer("c1")],
  subscriptions: [subscription()],
  invoices: [invoice("i1", 9000)],
  refunds: [refund("r1", 500, "2026-02-02T10:00:00Z"), refund("r2", 500, "2026-02-02T11:00:00Z")],
};

test("one detector that fails says why and the others go on", async () => {
  const { findings, reports } = await detect(world, {
    parameters: { underbilling: { tolerancePct: -1, nonsense: 3 } },
  });
  expect(findings.map((found) => found.fingerprint)).toEqual(["duplicate_refund:r1"]);
  expect(reports.find((report) => report.id === "underbilling")).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(/Parameters of underbilling: tolerancePct: .*nonsense/),
  });
});

test("a warehouse that cannot answer fails the detectors that asked, in words", async () => {
  const warehouse = await memoryWarehouse(world, { asOf: "2026-02-28" });
  const { reports } = await runDetectors(
    {
      ...warehouse,
      query: async (sql, params, options) => {
        if (sql.includes("from invoices")) throw new Error("the disk is gone");
        return warehouse.query(sql, params, options);
      },
    },
    {},
  );
  const failed = reports.filter(({ status }) => status === "failed");
  expect(new Set(failed.map(({ reason }) => reason))).toEqual(new Set(["the disk is gone"]));
  expect(reports.filter(({ status }) => status === "ok").map(({ id }) => id)).toEqual([
    "usage_after_cancel",
    "refund_and_dispute",
    "refund_exceeds_payment",
    "duplicate_refund",
    "refund_spike",
    "manual_credit",
  ]);
});

test("prices the invoiced periods once for all detectors that need them, and reports as it goes", async () => {
  const warehouse = await memoryWarehouse(world, { asOf: "2026-02-28" });
  const statements: string[] = [];
  const seen: string[] = [];
  let ticks = 0;
  const { reports } = await runDetectors(
    {
      ...warehouse,
      query: (sql, params, options) => {
        statements.push(sql);
        return warehouse.query(sql, params, options);
      },
    },
    {},
    { onDetector: (report) => seen.push(report.id), now: () => (ticks += 5) },
  );
  expect(statements.filter((sql) => sql.includes("foreign_tiers"))).toHaveLength(1);
  expect(new Set(statements).size).toBe(statements.length);
  expect(seen).toEqual(reports.map((report) => report.id));
  expect(reports.map((report) => report.durationMs)).toEqual(DETECTORS.map(() => 5));
});

test("stops when told to", async () => {
  const warehouse = await memoryWarehouse(world, { asOf: "2026-02-28" });
  await expect(runDetectors(warehouse, {}, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
    "enough",
  );
});

test("an empty dataset has no cases and no failures", async () => {
  const { findings, reports } = await detect({});
  expect([findings, new Set(reports.map((report) => report.status))]).toEqual([[], new Set(["ok"])]);
});

const NEEDS: Record<string, string[]> = {
  charged_after_cancel: ["subscriptions.canceled_on"],
  expired_discount: ["subscriptions.discount_ends_on"],
  unbilled_usage: ["subscriptions.overage_unit_price"],
  trial_not_converted: ["subscriptions.trial_ends_on"],
  usage_after_cancel: ["subscriptions.canceled_on"],
  duplicate_usage: ["subscriptions.overage_unit_price"],
  refund_and_dispute: ["refunds.payment_id"],
  refund_exceeds_payment: ["refunds.payment_id"],
  manual_credit: ["refunds.issued_by", "refunds.approved_by"],
  unapplied_payment: ["payments.invoice_id"],
  unretried_payment: ["payments.invoice_id"],
};

test("a detector whose columns are absent says which and guesses nothing", async () => {
  const { reports } = await detect(world, { absent: Object.values(NEEDS).flat() });
  expect(
    Object.fromEntries(reports.filter(({ status }) => status === "skipped").map(({ id, reason }) => [id, reason])),
  ).toMatchObject(
    Object.fromEntries(Object.entries(NEEDS).map(([id, columns]) => [id, `needs ${columns.join(", ")}`])),
  );
});

test("every detector explains itself and takes its own defaults and grid", () => {
  for (const detector of DETECTORS) {
    expect(detector.question).toMatch(/\?$/);
    expect(detector.parameters.safeParse(detector.defaults).error).toBeUndefined();
    for (const [name, values] of Object.entries(detector.grid)) {
      for (const value of values ?? []) {
        expect(detector.parameters.safeParse({ ...detector.defaults, [name]: value }).error).toBeUndefined();
      }
    }
  }
  expect(new Set(DETECTORS.map(({ id }) => id)).size).toBe(DETECTORS.length);
});
