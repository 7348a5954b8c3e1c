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
  expect(reports.map(({ status, reason }) => [status, reason])).toEqual([
    ["failed", "the disk is gone"],
    ["failed", "the disk is gone"],
    ["ok", null],
    ["ok", null],
    ["ok", null],
  ]);
});

test("computes the contracted price once for both detectors that need it, and reports as it goes", async () => {
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
  expect(statements.filter((sql) => sql.includes("contracted as"))).toHaveLength(1);
  expect(seen).toEqual(reports.map((report) => report.id));
  expect(reports.map((report) => report.durationMs)).toEqual([5, 5, 5, 5, 5]);
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
