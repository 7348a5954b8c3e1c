import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { canonicalRows, csv, ingestMapped, loadMapped, writeFiles } from "@/tests/support/mapped-folder";
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

test("a subscription that changed its price is held to the new one from the first period billed at it", async () => {
  const line = (id: string, invoice: string, month: number, price: string) => [
    id,
    invoice,
    "sub_u",
    price,
    1,
    `2025-0${month}-01`,
    `2025-0${month + 1}-01`,
    "false",
  ];
  const invoice = (id: string, month: number, cents: number) => [
    id,
    "cus_1",
    "sub_u",
    "usd",
    cents,
    "paid",
    `2025-0${month}-01`,
    `2025-0${month}-01`,
    `2025-0${month + 1}-01`,
  ];
  const files = {
    "customer.csv": csv("id,name,currency,created", [["cus_1", "One", "usd", "2024-12-01"]]),
    "subscription.csv": csv("id,customer_id,status,start_date,created", [
      ["sub_u", "cus_1", "active", "2025-01-01", "2025-01-01"],
    ]),
    "subscription_item.csv": csv("id,subscription_id,price_id,quantity,created", [
      ["si", "sub_u", "price_pro", 1, "2025-01-01"],
    ]),
    "price.csv": csv("id,nickname,currency,unit_amount,recurring_interval", [
      ["price_pro", "Pro", "usd", 9000, "month"],
      ["price_lite", "Lite", "usd", 4000, "month"],
    ]),
    "invoice.csv": csv("id,customer_id,subscription_id,currency,total,status,date,period_start,period_end", [
      invoice("in_1", 1, 4000),
      invoice("in_2", 2, 4000),
      invoice("in_3", 3, 9000),
      invoice("in_4", 4, 4000),
      invoice("in_5", 5, 9000),
    ]),
    "invoice_line_item.csv": csv("id,invoice_id,subscription_id,price_id,quantity,period_start,period_end,proration", [
      line("li_1", "in_1", 1, "price_lite"),
      line("li_2", "in_2", 2, "price_lite"),
      line("li_3", "in_3", 3, "price_pro"),
      line("li_4", "in_4", 4, "price_lite"),
      line("li_5", "in_5", 5, "price_pro"),
    ]),
    "charge.csv": csv("id,customer_id,amount,currency,status,created", [
      ["ch", "cus_1", 100, "usd", "succeeded", "2025-06-30"],
    ]),
  };
  const { db, warehouse } = await loadMapped(writeFiles(files), "stripe-fivetran");
  expect(await db.query("select cast(valid_from as varchar) as since from subscriptions")).toEqual([
    { since: "2025-03-01" },
  ]);
  const { findings } = await runDetectors(warehouse, {}, { detectors: FIRST_FIVE });
  expect(claims(findings)).toEqual(["tier_mismatch:sub_u 5000 USD"]);
  db.close();
}, 60_000);
