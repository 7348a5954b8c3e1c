import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWarehouseStore, type WarehousePersistence } from "@/adapters/warehouse/store";
import type { LoadReport } from "@/lib/contract/dataset";
import { writeFolder } from "@/tests/support/data-folder";
import { temporaryFolder } from "@/tests/support/load-folder";
import { csv, ingestMapped, loadMapped, writeFiles } from "@/tests/support/mapped-folder";
import { STRIPE_FIVETRAN } from "./stripe-world";

const READY = readFileSync("data/mappings/stripe-fivetran.yml", "utf8");
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

async function faultsOf(text: string, files = STRIPE_FIVETRAN) {
  const folder = writeFiles({ ...files, "opsiq-mapping.yml": text });
  const { data, faults } = await ingestMapped(folder);
  expect(data).toBeNull();
  return faults;
}

test.each([
  [
    "a column that is not there",
    "      created_at: { column: created, time: auto }",
    "      created_at: { column: born, time: auto }",
    "born",
    "a column of customer.csv, which has id,",
  ],
  [
    "a file that is not there",
    "names: [charge, stripe_charge]",
    "names: [taxes]",
    "taxes",
    "a file of such a name; the folder holds",
  ],
  [
    "a join that is not there",
    "seats: { first_filled: [quantity, item.quantity]",
    "seats: { first_filled: [none.quantity]",
    "none.quantity",
    "a column of subscription_history.csv",
  ],
  [
    "a canonical column that is none",
    "      due_on: { column: due_date",
    "      due_at: { column: due_date",
    "due_at",
    "a column of invoices",
  ],
  ["a word that is no canonical one", "canceled: churned,", "canceled: gone,", "gone", "one of active, churned"],
])("a mapping with %s is refused by its own line", async (_, before, after, value, expected) => {
  expect(READY).toContain(before);
  const text = READY.replace(before, after);
  const faults = await faultsOf(text);
  expect(faults[0]).toMatchObject({ file: "opsiq-mapping.yml", value, expected: expect.stringContaining(expected) });
  expect(Math.abs((faults[0]?.line ?? 0) - lineOf(text, after))).toBeLessThanOrEqual(2);
});

test.each([
  ["no YAML", "name: [", "YAML that can be read"],
  ["an unknown member", READY.replace("label:", "lable: x\nlabel:"), "no member lable"],
  [
    "a rule of two sources",
    READY.replace("      invoice_id: id\n", "      invoice_id: { column: id, constant: x }\n"),
    "exactly one of",
  ],
  [
    "a table that is missing",
    READY.replace("  signal_events: absent\n", ""),
    "a table signal_events, or signal_events: absent",
  ],
  [
    "a needed table that is absent",
    READY.replace("  usage_events: absent", "  usage_events: absent\n  payments: absent").replace(
      / {2}payments:\n {4}from: charge[\s\S]*?(?=\n {2}refunds:)/,
      "",
    ),
    "the rows of payments: refunds.payment_id names them",
  ],
  ["an empty file", "", ""],
])("a mapping with %s is refused", async (_, text, expected) => {
  const faults = await faultsOf(text);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.every((fault) => fault.file === "opsiq-mapping.yml")).toBe(true);
  expect(faults.map((fault) => fault.expected).join("; ")).toContain(expected);
});

test("what a mapping makes of the files goes through the usual checks, row by row", async () => {
  const replaced = (name: string, before: string, after: string) => ({
    ...STRIPE_FIVETRAN,
    [name]: STRIPE_FIVETRAN[name]?.replace(before, after) as string,
  });
  const cases = [
    [
      replaced("invoice.csv", ",usd,paid,", ",uxd,paid,"),
      { file: "invoice.csv", line: 2, column: "currency", value: "uxd" },
    ],
    [
      replaced("invoice_line_item.csv", "2025-02-01 00:00:00,2025-03-01", "2025-02-01 00:00:00,2025-02-01"),
      { file: "invoice_line_item.csv", line: 3, column: "period_end" },
    ],
    [
      replaced("price.csv", ",month,1,3000,", ",week,1,3000,"),
      { file: "price.csv", line: 2, column: "recurring_interval", value: "week" },
    ],
    [replaced("subscription_item.csv", "sub_1,price_pro,10", "sub_1,price_pro,-4"), null],
    [
      replaced("customer.csv", "2024-12-02 10:00:00", "yesterday"),
      { file: "customer.csv", line: 3, column: "created", value: "yesterday" },
    ],
  ] as const;
  for (const [files, fault] of cases) {
    const { data, faults } = await ingestMapped(writeFiles(files), "stripe-fivetran");
    if (fault) expect(faults).toContainEqual(expect.objectContaining(fault));
    else expect(data).not.toBeNull();
  }
}, 120_000);

test("negative seats, a discount over 100 %, a period that ends before it starts and two rows with one key are named", async () => {
  const change = (name: string, before: string | RegExp, after: string) => {
    const text = STRIPE_FIVETRAN[name] ?? "";
    expect(text).toMatch(before);
    return { [name]: text.replace(before, after) };
  };
  const invoices = STRIPE_FIVETRAN["invoice.csv"] ?? "";
  const folder = writeFiles({
    ...STRIPE_FIVETRAN,
    ...change("subscription_history.csv", ",cus_1,10,", ",cus_1,-10,"),
    ...change("invoice_line_item.csv", "2025-02-01 00:00:00,2025-03-01", "2025-02-01 00:00:00,2025-01-01"),
    "invoice.csv": `${invoices}${invoices.split("\n")[1]}\n`,
    "discount.csv": csv("subscription_id,coupon_id,start,end", [["sub_1", "c", "2025-01-01", ""]]),
    "coupon.csv": csv("id,percent_off,duration", [["c", 150, "forever"]]),
  });
  const { data, faults } = await ingestMapped(folder, "stripe-fivetran");
  expect(data).toBeNull();
  const said = faults.map(({ file, column, value, expected }) => `${file} ${column} ${value}: ${expected}`);
  for (const part of [
    "subscription_history.csv quantity -10: an integer of at least 0, for subscriptions.seats",
    "coupon.csv percent_off 150: a number of at most 100, for subscriptions.discount_pct",
    "invoice_line_item.csv period_end 2025-01-01 00:00:00: a day after period_start 2025-02-01, for invoices.period_end",
  ])
    expect(said).toContain(part);
  expect(said.filter((one) => one.startsWith("invoice.csv id"))).toEqual([
    expect.stringContaining("a key that occurs once; invoice.csv line 2 has it too"),
  ]);
});

test("a refund of a payment that is not there is set apart; one of a payment of nobody is left out", async () => {
  const refunds = STRIPE_FIVETRAN["refund.csv"] ?? "";
  const { db, data } = await loadMapped(
    writeFiles({ ...STRIPE_FIVETRAN, "refund.csv": refunds.replace(/(re_1,[^,]*),ch_[^,]*/, "$1,ch_none") }),
    "stripe-fivetran",
  );
  expect(data.quarantine).toContainEqual(
    expect.objectContaining({
      table: "refunds",
      key: "re_1",
      value: "ch_none",
      reason: "charge.csv has no row with this id",
    }),
  );
  expect(await db.query("select count(*) as n from refunds where refund_id = 're_1'")).toEqual([{ n: 0 }]);
  db.close();
});

test("a refused mapping leaves the running data; a confirmed one holds for later loads of its folder", async () => {
  let report: LoadReport | null = null;
  const records = new Map<string, Parameters<WarehousePersistence["saveActive"]>[0]>();
  let active: string | null = null;
  const persistence: WarehousePersistence = {
    readActive: () => (active ? (records.get(active) ?? null) : null),
    readDataset: (id) => records.get(id) ?? null,
    listDatasets: () => [...records.values()].map(({ dataset }) => dataset),
    ownerOf: (folder) => [...records.values()].find(({ dataset }) => dataset.folder === folder)?.dataset.id ?? null,
    saveActive: (record) => {
      active = record.dataset.id;
      records.set(active, record);
    },
    saveReport: (made) => {
      report = made;
    },
    readReport: () => report,
  };
  const stateDir = temporaryFolder();
  const store = createWarehouseStore({ stateDir, clock: () => new Date("2026-03-01T00:00:00Z"), persistence });
  await store.start(writeFolder());
  const before = store.current();
  const folder = writeFiles(STRIPE_FIVETRAN);
  expect(await store.load(folder, { mapping: "zuora" })).toMatchObject({ status: "refused" });
  expect(store.current()).toBe(before);
  await expect(store.load(folder, { mapping: "netsuite" })).rejects.toMatchObject({ code: "validation" });
  expect(await store.load(folder)).toMatchObject({ status: "refused" });
  expect(await store.load(folder, { mapping: "stripe-fivetran" })).toMatchObject({ status: "loaded" });
  expect(store.current()?.dataset.mapping).toMatchObject({ name: "stripe-fivetran" });
  expect(await store.refresh()).toBeNull();
  writeFileSync(join(folder, "dispute.csv"), csv("id,charge_id,created", []));
  expect(await store.refresh()).toMatchObject({ status: "loaded" });
  expect(await store.current()?.query("select count(*) as n from payments where status = 'disputed'")).toEqual([
    { n: 0 },
  ]);
  await store.close();
});

test("zero-decimal, two-decimal and three-decimal currencies keep their money, in and out", async () => {
  const amounts = [
    ["usd", 1999, 1999],
    ["jpy", 1999, 1999],
    ["kwd", 1999, 1999],
    ["isk", 50_000, 500],
  ] as const;
  const files = {
    ...STRIPE_FIVETRAN,
    "charge.csv": csv(
      "id,invoice_id,customer_id,amount,currency,status,captured,failure_code,created",
      amounts.map(([currency, cents]) => [
        `ch_${currency}`,
        "",
        "cus_1",
        cents,
        currency,
        "succeeded",
        "true",
        "",
        "2025-01-01",
      ]),
    ),
    "refund.csv": csv("id,_fivetran_deleted,charge_id,amount,currency,status,reason,description,metadata,created", []),
    "dispute.csv": csv("id,charge_id,created", []),
  };
  const { db } = await loadMapped(writeFiles(files), "stripe-fivetran");
  const rows = await db.query(
    "select lower(currency) as currency, amount_cents from payments order by amount_cents, 1",
  );
  expect(rows).toEqual(
    amounts
      .map(([currency, , cents]) => ({ currency, amount_cents: cents }))
      .toSorted((left, right) => left.amount_cents - right.amount_cents || left.currency.localeCompare(right.currency)),
  );
  db.close();
});
