import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { canonicalRows, ingestMapped, loadMapped, writeFiles } from "@/tests/support/mapped-folder";
import { STRIPE_BY_HAND, STRIPE_FIVETRAN } from "./stripe-world";

/** The detectors whose cases this export was planted with. */
const FIRST_FIVE = DETECTORS.filter(({ id }) =>
  ["duplicate_refund", "underbilling", "tier_mismatch", "refund_spike", "manual_credit"].includes(id),
);

const claims = (findings: Awaited<ReturnType<typeof runDetectors>>["findings"]) =>
  findings
    .map(({ fingerprint, grossImpactCents, currency }) => `${fingerprint} ${grossImpactCents} ${currency}`)
    .sort();

test("a Stripe export reads to the same tables, to the cent and the day, as the ones written by hand", async () => {
  const mapped = await loadMapped(writeFiles(STRIPE_FIVETRAN), "stripe-fivetran");
  const byHand = await loadMapped(writeFiles(STRIPE_BY_HAND));
  expect(await canonicalRows(mapped.db)).toEqual(await canonicalRows(byHand.db));
  expect(mapped.data.asOf).toBe(byHand.data.asOf);
  expect(mapped.data.quarantinedRows).toBe(0);
  expect(mapped.data.tables.find((table) => table.name === "refunds")?.file).toBe("refund.csv, credit_note.csv");
  expect(mapped.data.tables.find((table) => table.name === "usage_events")).toMatchObject({ file: null, rows: 0 });
  expect(mapped.data.presentColumns).not.toContain("subscriptions.included_units");
  expect(mapped.data.leftOut).toEqual(
    expect.arrayContaining([
      { file: "customer.csv", reason: "deleted", rows: 1 },
      { file: "refund.csv", reason: "deleted", rows: 1 },
      { file: "invoice.csv", reason: "not_selected", rows: 1 },
      { file: "charge.csv", reason: "not_selected", rows: 1 },
      { file: "refund.csv", reason: "not_selected", rows: 1 },
      { file: "credit_note.csv", reason: "not_selected", rows: 2 },
    ]),
  );
  mapped.db.close();
  byHand.db.close();
});

test("the five detectors find the planted cases through the mapping, and nothing else", async () => {
  const mapped = await loadMapped(writeFiles(STRIPE_FIVETRAN), "stripe-fivetran");
  const { findings, reports } = await runDetectors(mapped.warehouse, {}, { detectors: FIRST_FIVE });
  expect(reports.filter((report) => report.status === "failed")).toEqual([]);
  expect(claims(findings)).toEqual([
    "duplicate_refund:re_1 15000 USD",
    "manual_credit:cn_1 17500 USD",
    "refund_spike:NA:USD:2025-03-10 55400 USD",
    "tier_mismatch:sub_2 12000 USD",
    "underbilling:sub_1 5000 USD",
  ]);
  mapped.db.close();
});

test("what a mapped file gets wrong is named by the foreign file, line, column and value", async () => {
  const broken = {
    ...STRIPE_FIVETRAN,
    "charge.csv": STRIPE_FIVETRAN["charge.csv"]
      ?.replace("35700,usd,succeeded", "357 00,usd,succeeded")
      .replace(",failed,", ",evaporated,") as string,
    "refund.csv": STRIPE_FIVETRAN["refund.csv"]?.replace("re_2", "re_1") as string,
  };
  const { data, faults } = await ingestMapped(writeFiles(broken), "stripe-fivetran");
  expect(data).toBeNull();
  expect(faults).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        file: "charge.csv",
        line: 2,
        column: "amount",
        value: "357 00",
        expected: expect.stringContaining("for payments.amount"),
      }),
      expect.objectContaining({
        file: "charge.csv",
        line: 3,
        column: "status",
        value: "evaporated",
        expected: expect.stringContaining("succeeded"),
      }),
      expect.objectContaining({
        file: "refund.csv",
        line: 3,
        value: "re_1",
        expected: expect.stringContaining("refund.csv line 2 has it too"),
      }),
    ]),
  );
});
