import { proposeFolder } from "@/adapters/warehouse/mapping-propose";
import { findDetector } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { canonicalRows, csv, loadMapped, writeFiles } from "@/tests/support/mapped-folder";

const bills = [
  ["i1", 2, 10_000, "2025-01-01", "2025-02-01"],
  ["i2", 4, 20_000, "2025-02-01", "2025-03-01"],
  ["i3", 4, 15_000, "2025-03-01", "2025-04-01"],
] as const;
const EXPORT = {
  "customers.csv": csv(
    "id,company,email,billing_address_country,preferred_currency_code,created_at,updated_at,deleted",
    [["c1", "Uno", "u@uno.example", "ES", "EUR", "2024-11-01 00:00:00", "2025-01-01 00:00:00", "false"]],
  ),
  "subscriptions.csv": csv(
    "id,customer_id,currency_code,status,billing_period,billing_period_unit,started_at,created_at,updated_at,trial_end,cancelled_at,deleted",
    [
      [
        ...["s1", "c1", "EUR", "active", 1, "month", "2025-01-01 00:00:00", "2025-01-01 00:00:00"],
        ...["2025-04-02 00:00:00", "", "", "false"],
      ],
    ],
  ),
  "subscription_items.csv": csv("subscription_id,item_price_id,item_type,quantity,unit_price,amount", [
    ["s1", "sms-addon", "addon", 1, 500, 500],
    ["s1", "pro-eur", "plan", 4, 5000, 20_000],
  ]),
  "item_prices.csv": csv("id,item_id", [["pro-eur", "pro"]]),
  "invoices.csv": csv(
    "id,customer_id,subscription_id,status,date,due_date,paid_at,total,tax,currency_code,updated_at,deleted",
    bills.map(([id, , cents, from]) => [
      ...[id, "c1", "s1", "paid", `${from} 00:00:00`, "", `${from} 09:00:00`, cents + 1000, 1000, "EUR"],
      ...[`${from} 00:00:00`, "false"],
    ]),
  ),
  "invoice_line_items.csv": csv(
    "id,invoice_id,subscription_id,entity_type,entity_id,quantity,amount,date_from,date_to",
    [
      ...bills.map(([id, seats, cents, from, to]) => [
        ...[`l-${id}`, id, "s1", "plan_item_price", "pro-eur", seats, cents, `${from} 00:00:00`, `${to} 00:00:00`],
      ]),
      ["l-addon", "i1", "s1", "addon_item_price", "sms-addon", 1, 500, "2025-01-01 00:00:00", "2025-02-01 00:00:00"],
    ],
  ),
  "transactions.csv": csv(
    "id,customer_id,subscription_id,type,status,amount,currency_code,date,payment_method,error_code,refunded_txn_id,updated_at,deleted",
    [
      [
        ...["t1", "c1", "s1", "payment", "success", 11_000, "EUR", "2025-01-01 09:00:00", "card", "", ""],
        ...["2025-01-01 09:00:00", "false"],
      ],
      [
        ...["r1", "c1", "s1", "refund", "success", 5000, "EUR", "2025-01-10 09:00:00", "card", "", "t1"],
        ...["2025-01-10 09:00:00", "false"],
      ],
      [
        ...["t2", "c1", "s1", "payment", "success", 16_000, "EUR", "2025-04-05 09:00:00", "card", "", ""],
        ...["2025-04-05 09:00:00", "false"],
      ],
    ],
  ),
  "transaction_linked_invoices.csv": csv("transaction_id,invoice_id,applied_amount", [["t1", "i1", 11_000]]),
  "transaction_linked_credit_notes.csv": csv(
    "transaction_id,cn_id,applied_amount,cn_reference_invoice_id,cn_reason_code",
    [
      ["r1", "cn1", 2000, "i1", "service"],
      ["r1", "cn2", 3000, "i1", "service"],
    ],
  ),
};

test("Chargebee's flat tables are known, read to the cent, and an upgrade makes no earlier period underbilled", async () => {
  const folder = writeFiles(EXPORT);
  const { source, ready } = await proposeFolder(folder);
  expect(source).toBe("ready");
  expect(ready[0]?.name).toBe("chargebee-catalog");
  const { db, data, warehouse } = await loadMapped(folder, "chargebee-catalog");
  const rows = await canonicalRows(db);
  expect(rows.customers).toMatchObject([{ region: "EMEA", tier: "pro", status: "active" }]);
  expect(rows.subscriptions).toMatchObject([{ seats: 4, unit_price_cents: 5000, valid_from: "2025-02-01" }]);
  expect(rows.invoices).toMatchObject(
    bills.map(([id, seats, cents, from, to]) => ({
      invoice_id: id,
      tier: "pro",
      quantity: seats,
      billed_amount_cents: cents,
      period_start: from,
      period_end: to,
    })),
  );
  expect(rows.payments).toMatchObject([
    { payment_id: "t1", invoice_id: "i1", amount_cents: 11_000 },
    { payment_id: "t2" },
  ]);
  expect(rows.refunds).toMatchObject([
    { refund_id: "r1-cn1", payment_id: "t1", invoice_id: "i1", amount_cents: 2000, reason: "service" },
    { refund_id: "r1-cn2", payment_id: "t1", amount_cents: 3000 },
  ]);
  expect(data.todayOnly).toEqual({ subscriptions: 1, knownInPart: 1, unknown: 0 });
  const detectors = ["underbilling", "seat_shortfall"].flatMap((id) => findDetector(id) ?? []);
  const { findings } = await runDetectors(warehouse, {}, { detectors });
  expect(findings.map((one) => `${one.fingerprint} ${one.grossImpactCents}`)).toEqual(["underbilling:s1 5000"]);
  db.close();
});
