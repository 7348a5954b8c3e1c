import { proposeFolder } from "@/adapters/warehouse/mapping-propose";
import { runDetectors } from "@/lib/detection/run-detectors";
import { ingestMapped, loadMapped, writeFiles } from "@/tests/support/mapped-folder";
import { STRIPE_FIVETRAN } from "./stripe-world";

/** The Stripe world under other file names. */
function renamed(rename: (stem: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(STRIPE_FIVETRAN).map(([name, text]) => [`${rename(name.replace(".csv", ""))}.csv`, text]),
  );
}

test.each([
  ["a schema, the system and a suffix", (stem: string) => `public.stripe_${stem}_data`],
  ["capitals", (stem: string) => stem.toUpperCase()],
])("files called with %s are found, and make the same money", async (_, rename) => {
  const folder = writeFiles(renamed(rename));
  expect(await proposeFolder(folder)).toMatchObject({ source: "ready", mapping: { name: "stripe-fivetran" } });
  const { warehouse, db } = await loadMapped(folder, "stripe-fivetran");
  expect(await db.query("select count(*) as n, sum(billed_amount_cents)::bigint as cents from invoices")).toEqual(
    await plainInvoices(),
  );
  const { reports } = await runDetectors(warehouse, {});
  expect(reports.filter((report) => report.status === "failed")).toEqual([]);
  db.close();
});

async function plainInvoices() {
  const { db } = await loadMapped(writeFiles(STRIPE_FIVETRAN), "stripe-fivetran");
  const rows = await db.query("select count(*) as n, sum(billed_amount_cents)::bigint as cents from invoices");
  db.close();
  return rows;
}

test("a file that is called by its own name wins over one that is nearly called so", async () => {
  const files = { ...STRIPE_FIVETRAN, "charge_data.csv": "id\nch_other\n" };
  const { db } = await loadMapped(writeFiles(files), "stripe-fivetran");
  expect(await db.query("select count(*) as n from payments where payment_id = 'ch_other'")).toEqual([{ n: 0 }]);
  db.close();
});

test("two files that fit alike are a fault that names both, not a silent choice", async () => {
  const { "charge.csv": charge = "", ...rest } = STRIPE_FIVETRAN;
  const folder = writeFiles({ ...rest, "charge_data.csv": charge, "raw_charge.csv": charge });
  const { data, faults } = await ingestMapped(folder, "stripe-fivetran");
  expect(data).toBeNull();
  expect(faults).toEqual([
    expect.objectContaining({
      value: "charge_data.csv",
      expected: "one file for charge; raw_charge.csv fits as well",
    }),
  ]);
});

test("a folder without refunds, tax, invoice status and dates loads, as the mapping says it does", async () => {
  const { "refund.csv": _refunds, "credit_note.csv": _notes, ...rest } = STRIPE_FIVETRAN;
  const invoices = [
    "id,customer_id,subscription_id,currency,total,period_start,period_end,paid",
    "in_x,cus_1,sub_1,usd,35000,2025-01-01,2025-02-01,true",
    "in_y,cus_1,sub_1,usd,35000,2025-02-01,2025-03-01,false",
  ];
  const folder = writeFiles({ ...rest, "invoice.csv": `${invoices.join("\n")}\n` });
  const { db, data } = await loadMapped(folder, "stripe-fivetran");
  expect(
    await db.query(
      "select invoice_id, status, billed_amount_cents, cast(issued_on as varchar) as issued_on from invoices order by 1",
    ),
  ).toEqual([
    { invoice_id: "in_x", status: "paid", billed_amount_cents: 35000, issued_on: "2025-02-01" },
    { invoice_id: "in_y", status: "open", billed_amount_cents: 35000, issued_on: "2025-03-01" },
  ]);
  expect(data.tables.find((table) => table.name === "refunds")).toMatchObject({ rows: 0, file: null });
  db.close();
});

test("a row that needs a row of another file which is not there is set apart with its reason, with what hangs on it", async () => {
  const item = STRIPE_FIVETRAN["subscription_item.csv"]?.replace("sub_3,price_jp", "sub_3,price_none") as string;
  const { db, data } = await loadMapped(
    writeFiles({ ...STRIPE_FIVETRAN, "subscription_item.csv": item }),
    "stripe-fivetran",
  );
  expect(data.quarantine).toContainEqual({
    table: "subscriptions",
    key: "sub_3",
    column: expect.any(String),
    value: "price_none",
    reason: "price.csv has no row with this id",
  });
  expect(data.quarantine.filter((row) => row.table === "invoices")).toEqual([
    expect.objectContaining({
      column: "subscription_id",
      value: "sub_3",
      reason: "subscriptions.subscription_id with this value is itself in quarantine",
    }),
  ]);
  expect(await db.query("select count(*) as n from subscriptions where subscription_id = 'sub_3'")).toEqual([{ n: 0 }]);
  db.close();
});
