import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { canonicalRows, csv, loadMapped, writeFiles } from "@/tests/support/mapped-folder";

/** The detectors whose cases this export was planted with. */
const FIRST_FIVE = DETECTORS.filter(({ id }) =>
  ["duplicate_refund", "underbilling", "tier_mismatch", "refund_spike", "manual_credit"].includes(id),
);

const json = (value: unknown) => JSON.stringify(value);
const seconds = (iso: string) => Date.parse(iso) / 1000;
const plan = (item_price_id: string, quantity: number, unit_price: number) =>
  json([
    { item_price_id: "sms-addon", item_type: "addon", quantity: 1, unit_price: 500 },
    { item_price_id, item_type: "plan", quantity, unit_price, amount: quantity * unit_price },
  ]);
const line = (entity_id: string, quantity: number, from: string, to: string) =>
  json([{ entity_type: "plan_item_price", entity_id, quantity, date_from: seconds(from), date_to: seconds(to) }]);

/** Nine calm weeks and one with seven refunds, each of a payment of its own. */
const SPIKE = Array.from({ length: 16 }, (_, at) => {
  const week = Math.min(at, 9);
  const time = Date.UTC(2025, 0, 6, 9, at) + (week * 7 + (at < 9 ? 1 : at - 9)) * 86_400_000;
  return { id: `txn_s${at}`, payment: `txn_p${at}`, cents: at < 9 ? 2500 : 9000 + at * 100, at: time / 1000 };
});
const spikeIso = (at: number) => new Date(at * 1000).toISOString();

const EXPORT: Record<string, string> = {
  "customers.csv": csv("id,company,email,billing_address,preferred_currency_code,created_at,updated_at,deleted", [
    ["c1", "Uno", "u@uno.example", json({ country: "ES" }), "EUR", seconds("2024-11-01T00:00:00Z"), 1, "false"],
    ["c2", "Deux", "", json({ country: "FR" }), "EUR", seconds("2024-11-02T00:00:00Z"), 1, "false"],
    ["c2", "Deux SA", "", json({ country: "FR" }), "EUR", seconds("2024-11-02T00:00:00Z"), 2, "false"],
  ]),
  "subscriptions.csv": csv(
    "id,customer_id,currency_code,status,billing_period,billing_period_unit,started_at,created_at,trial_end,cancelled_at,subscription_items,plan_id,updated_at,deleted",
    [
      [
        "s1",
        "c1",
        "EUR",
        "non_renewing",
        1,
        "month",
        seconds("2025-01-01T00:00:00Z"),
        1,
        "",
        seconds("2025-09-01T00:00:00Z"),
        plan("pro-eur", 4, 2500),
        "",
        seconds("2025-01-01T00:00:00Z"),
        "false",
      ],
      [
        "s2",
        "c2",
        "EUR",
        "active",
        1,
        "year",
        seconds("2025-01-01T00:00:00Z"),
        1,
        "",
        "",
        plan("team-eur-yearly", 2, 120_000),
        "",
        seconds("2025-01-01T00:00:00Z"),
        "false",
      ],
      [
        "s3",
        "c2",
        "EUR",
        "active",
        1,
        "month",
        seconds("2025-01-01T00:00:00Z"),
        1,
        "",
        "",
        plan("pro-eur", 1, 2500),
        "",
        seconds("2025-01-01T00:00:00Z"),
        "true",
      ],
    ],
  ),
  "item_prices.csv": csv("id,item_id", [
    ["pro-eur", "pro"],
    ["team-eur-yearly", "team"],
    ["basic-eur", "basic"],
  ]),
  "invoices.csv": csv(
    "id,customer_id,subscription_id,status,date,due_date,paid_at,total,tax,currency_code,line_items,updated_at,deleted",
    [
      [
        "i1",
        "c1",
        "s1",
        "paid",
        seconds("2025-01-01T00:00:00Z"),
        "",
        seconds("2025-01-02T09:00:00Z"),
        12_100,
        2100,
        "EUR",
        line("pro-eur", 4, "2025-01-01T00:00:00Z", "2025-01-31T23:59:59Z"),
        1,
        "false",
      ],
      [
        "i2",
        "c1",
        "s1",
        "payment_due",
        seconds("2025-02-01T00:00:00Z"),
        "",
        "",
        7000,
        0,
        "EUR",
        line("pro-eur", 4, "2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z"),
        1,
        "false",
      ],
      [
        "i3",
        "c1",
        "s1",
        "posted",
        seconds("2025-03-01T00:00:00Z"),
        "",
        "",
        6000,
        0,
        "EUR",
        line("basic-eur", 4, "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z"),
        1,
        "false",
      ],
      ["i4", "c1", "", "paid", seconds("2025-03-01T00:00:00Z"), "", "", 99, 0, "EUR", "[]", 1, "false"],
    ],
  ),
  "transactions.csv": csv(
    "id,customer_id,type,status,amount,currency_code,date,payment_method,error_text,linked_invoices,linked_credit_notes,refunded_txn_id,updated_at,deleted",
    [
      [
        "t1",
        "c1",
        "payment",
        "success",
        12_100,
        "EUR",
        seconds("2025-01-02T09:00:00Z"),
        "card",
        "",
        json([{ invoice_id: "i1", applied_amount: 12_100 }]),
        "",
        "",
        1,
        "false",
      ],
      [
        "t2",
        "c1",
        "payment",
        "failure",
        7000,
        "EUR",
        seconds("2025-02-02T09:00:00Z"),
        "card",
        "declined",
        json([{ invoice_id: "i2" }]),
        "",
        "",
        1,
        "false",
      ],
      [
        "t3",
        "c1",
        "authorization",
        "success",
        100,
        "EUR",
        seconds("2025-02-02T09:00:00Z"),
        "card",
        "",
        "",
        "",
        "",
        1,
        "false",
      ],
      // One refund that settles two credit notes: two rows, each with its own amount and invoice.
      [
        "r1",
        "c1",
        "refund",
        "success",
        5000,
        "EUR",
        seconds("2025-01-10T09:00:00Z"),
        "card",
        "",
        "",
        json([
          { cn_id: "cn1", applied_amount: 2000, cn_reference_invoice_id: "i1", cn_reason_code: "service" },
          { cn_id: "cn2", applied_amount: 3000, cn_reference_invoice_id: "i1", cn_reason_code: "service" },
        ]),
        "t1",
        1,
        "false",
      ],
      [
        "r2",
        "c1",
        "refund",
        "success",
        3000,
        "EUR",
        seconds("2025-01-11T09:00:00Z"),
        "card",
        "",
        "",
        "",
        "t1",
        1,
        "false",
      ],
      ...SPIKE.map(({ payment, at }) => [
        payment,
        "c2",
        "payment",
        "success",
        50_000,
        "EUR",
        at,
        "card",
        "",
        "",
        "",
        "",
        1,
        "false",
      ]),
      ...SPIKE.map(({ id, payment, cents, at }) => [
        id,
        "c2",
        "refund",
        "success",
        cents,
        "EUR",
        at,
        "card",
        "",
        "",
        "",
        payment,
        1,
        "false",
      ]),
    ],
  ),
  "promotional_credits.csv": csv(
    "id,customer_id,type,amount,currency_code,description,credit_type,done_by,created_at",
    [
      [
        "pc1",
        "c2",
        "increment",
        60_000,
        "EUR",
        "goodwill",
        "general",
        "sam@shop.example",
        seconds("2025-02-05T12:00:00Z"),
      ],
      ["pc2", "c2", "decrement", 60_000, "EUR", "used", "general", "", seconds("2025-02-06T12:00:00Z")],
    ],
  ),
  "usages.csv": csv("id,subscription_id,item_price_id,quantity,usage_date", [
    ["u1", "s1", "sms-addon", "12", seconds("2025-01-05T00:00:00Z")],
  ]),
};

const BY_HAND: Record<string, string> = {
  "customers.csv": csv("customer_id,name,email,region,country,tier,currency,status,created_at", [
    ["c1", "Uno", "u@uno.example", "EMEA", "ES", "pro", "EUR", "active", "2024-11-01"],
    ["c2", "Deux SA", "", "EMEA", "FR", "team", "EUR", "active", "2024-11-02"],
  ]),
  "subscriptions.csv": csv(
    "subscription_id,customer_id,tier,seats,unit_price,billing_period,discount_pct,currency,status,started_on,trial_ends_on,canceled_on",
    [
      ["s1", "c1", "pro", 4, "25.00", "month", "", "EUR", "active", "2025-01-01", "", ""],
      ["s2", "c2", "team", 2, "100.00", "year", "", "EUR", "active", "2025-01-01", "", ""],
    ],
  ),
  "invoices.csv": csv(
    "invoice_id,customer_id,subscription_id,tier,quantity,period_start,period_end,issued_on,due_on,billed_amount,currency,status,paid_on",
    [
      ["i1", "c1", "s1", "pro", 4, "2025-01-01", "2025-02-01", "2025-01-01", "", "100.00", "EUR", "paid", "2025-01-02"],
      ["i2", "c1", "s1", "pro", 4, "2025-02-01", "2025-03-01", "2025-02-01", "", "70.00", "EUR", "open", ""],
      ["i3", "c1", "s1", "basic", 4, "2025-03-01", "2025-04-01", "2025-03-01", "", "60.00", "EUR", "open", ""],
    ],
  ),
  "payments.csv": csv("payment_id,invoice_id,customer_id,amount,currency,status,method,failure_reason,paid_at", [
    ["t1", "i1", "c1", "121.00", "EUR", "succeeded", "card", "", "2025-01-02T09:00:00Z"],
    ["t2", "i2", "c1", "70.00", "EUR", "failed", "card", "declined", "2025-02-02T09:00:00Z"],
    ...SPIKE.map(({ payment, at }) => [payment, "", "c2", "500.00", "EUR", "succeeded", "card", "", spikeIso(at)]),
  ]),
  "refunds.csv": csv(
    "refund_id,payment_id,invoice_id,customer_id,amount,currency,kind,reason,issued_by,note,refunded_at",
    [
      ["r1-cn1", "t1", "i1", "c1", "20.00", "EUR", "refund", "service", "", "", "2025-01-10T09:00:00Z"],
      ["r1-cn2", "t1", "i1", "c1", "30.00", "EUR", "refund", "service", "", "", "2025-01-10T09:00:00Z"],
      ["r2", "t1", "", "c1", "30.00", "EUR", "refund", "", "", "", "2025-01-11T09:00:00Z"],
      ...SPIKE.map(({ id, payment, cents, at }) => [
        id,
        payment,
        "",
        "c2",
        (cents / 100).toFixed(2),
        "EUR",
        "refund",
        "",
        "",
        "",
        spikeIso(at),
      ]),
      [
        "pc1",
        "",
        "",
        "c2",
        "600.00",
        "EUR",
        "credit",
        "general",
        "sam@shop.example",
        "goodwill",
        "2025-02-05T12:00:00Z",
      ],
    ],
  ),
  "usage_events.csv": csv("event_id,customer_id,subscription_id,metric,quantity,occurred_at", [
    ["u1", "c1", "s1", "sms-addon", 12, "2025-01-05T00:00:00Z"],
  ]),
  "signal_events.csv": csv("signal_id,source,kind,severity,title,message,occurred_at", []),
};

test("a Chargebee export with nested lists and refunds of several credit notes reads as written by hand", async () => {
  const mapped = await loadMapped(writeFiles(EXPORT), "chargebee-api");
  const byHand = await loadMapped(writeFiles(BY_HAND));
  expect(await canonicalRows(mapped.db)).toEqual(await canonicalRows(byHand.db));
  expect(mapped.data.leftOut).toContainEqual({ file: "customers.csv", reason: "superseded", rows: 1 });
  mapped.db.close();
  byHand.db.close();
});

test("the detectors find the planted cases through it, and say which column Chargebee does not have", async () => {
  const mapped = await loadMapped(writeFiles(EXPORT), "chargebee-api");
  const { findings, reports } = await runDetectors(mapped.warehouse, {}, { detectors: FIRST_FIVE });
  expect(reports.find((report) => report.id === "manual_credit")).toMatchObject({
    status: "skipped",
    reason: "needs refunds.approved_by",
  });
  expect(findings.map((one) => `${one.fingerprint} ${one.grossImpactCents}`).sort()).toEqual([
    "duplicate_refund:r1-cn2 3000",
    "refund_spike:EMEA:EUR:2025-03-10 68900",
    "tier_mismatch:s1 4000",
    "underbilling:s1 3000",
  ]);
  mapped.db.close();
});
