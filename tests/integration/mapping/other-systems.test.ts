import { canonicalRows, csv, loadMapped, writeFiles } from "@/tests/support/mapped-folder";

const json = (value: unknown) => JSON.stringify(value);
const seconds = (iso: string) => Date.parse(iso) / 1000;

/** The rows of a folder read through a ready mapping. */
async function read(mapping: string, files: Record<string, string>) {
  const { db, data } = await loadMapped(writeFiles(files), mapping);
  const rows = await canonicalRows(db);
  db.close();
  return { rows, data };
}

test("Recurly: versions by updated_at, refunds and credit invoices, terms that end later than they are canceled", async () => {
  const { rows } = await read("recurly-fivetran", {
    "account_history.csv": csv("id,updated_at,created_at,deleted_at,code,state,email,company,account_country", [
      ["a1", "2025-01-01 00:00:00", "2024-12-01 00:00:00", "", "acme", "active", "a@a.example", "Acme", "GB"],
      ["a1", "2025-02-01 00:00:00", "2024-12-01 00:00:00", "", "acme", "active", "a@a.example", "Acme Ltd", "GB"],
    ]),
    "plan_history.csv": csv("id,updated_at,code,name,interval_unit,interval_length", [
      ["p1", "2025-01-01 00:00:00", "pro", "Pro", "months", 3],
    ]),
    "subscription_history.csv": csv(
      "id,updated_at,created_at,activated_at,expires_at,account_id,plan_id,state,trial_ends_at,currency,unit_amount,quantity",
      [
        [
          "s1",
          "2025-01-01 00:00:00",
          "2025-01-01 00:00:00",
          "2025-01-01 00:00:00",
          "",
          "a1",
          "p1",
          "active",
          "",
          "GBP",
          "90.00",
          2,
        ],
        [
          "s1",
          "2025-04-01 08:00:00",
          "2025-01-01 00:00:00",
          "2025-01-01 00:00:00",
          "2025-07-01 00:00:00",
          "a1",
          "p1",
          "canceled",
          "",
          "GBP",
          "90.00",
          5,
        ],
      ],
    ),
    "invoice_history.csv": csv(
      "id,updated_at,created_at,due_at,closed_at,account_id,previous_invoice_id,type,origin,state,currency,subtotal,discount,tax,total",
      [
        [
          "i1",
          "2025-01-02 00:00:00",
          "2025-01-01 00:00:00",
          "2025-01-31 00:00:00",
          "2025-01-02 00:00:00",
          "a1",
          "",
          "charge",
          "purchase",
          "paid",
          "GBP",
          "180.00",
          "18.00",
          "32.40",
          "194.40",
        ],
        [
          "i2",
          "2025-02-02 00:00:00",
          "2025-02-01 00:00:00",
          "",
          "",
          "a1",
          "i1",
          "credit",
          "external_credit",
          "paid",
          "GBP",
          "-25.00",
          0,
          0,
          "-25.00",
        ],
        [
          "i3",
          "2025-02-02 00:00:00",
          "2025-02-01 00:00:00",
          "",
          "",
          "a1",
          "i1",
          "credit",
          "refund",
          "paid",
          "GBP",
          "-10.00",
          0,
          0,
          "-10.00",
        ],
      ],
    ),
    "line_item_history.csv": csv(
      "id,updated_at,created_at,account_id,plan_id,plan_code,add_on_id,invoice_id,subscription_id,type,quantity,start_date,end_date",
      [
        [
          "l1",
          "2025-01-01 00:00:00",
          "2025-01-01 00:00:00",
          "a1",
          "p1",
          "pro",
          "",
          "i1",
          "s1",
          "charge",
          2,
          "2025-01-01 00:00:00",
          "2025-04-01 00:00:00",
        ],
      ],
    ),
    "transaction.csv": csv(
      "id,created_at,collected_at,original_transaction_id,account_id,invoice_id,type,currency,amount,status,success,status_message,gateway_message,customer_message,payment_method_object",
      [
        [
          "t1",
          "2025-01-02 10:00:00",
          "2025-01-02 10:00:00",
          "",
          "a1",
          "i1",
          "purchase",
          "GBP",
          "194.40",
          "success",
          "true",
          "ok",
          "",
          "",
          "credit_card",
        ],
        [
          "t2",
          "2025-01-05 10:00:00",
          "",
          "t1",
          "a1",
          "i3",
          "refund",
          "GBP",
          "10.00",
          "success",
          "true",
          "",
          "",
          "sorry",
          "credit_card",
        ],
      ],
    ),
  });
  expect(rows.customers).toMatchObject([{ name: "Acme Ltd", region: "EMEA", tier: "Pro", currency: "GBP" }]);
  expect(rows.subscriptions).toMatchObject([
    {
      seats: 2,
      unit_price_cents: 3000,
      billing_period: "month",
      valid_from: "2025-01-01",
      valid_to: "2025-04-01",
      status: "active",
    },
    { seats: 5, status: "active", canceled_on: "2025-07-01", valid_from: "2025-04-01" },
  ]);
  expect(rows.invoices).toMatchObject([
    {
      invoice_id: "i1",
      subscription_id: "s1",
      billed_amount_cents: 16_200,
      period_end: "2025-04-01",
      paid_on: "2025-01-02",
    },
  ]);
  expect(rows.payments).toMatchObject([{ payment_id: "t1", amount_cents: 19_440, status: "succeeded" }]);
  expect(rows.refunds).toMatchObject([
    { refund_id: "i2", kind: "credit", amount_cents: 2500, invoice_id: "i1" },
    { refund_id: "t2", kind: "refund", amount_cents: 1000, payment_id: "t1", invoice_id: "i1" },
  ]);
});

test("Zuora: charge segments as versions, inclusive service ends, one refund over two payments", async () => {
  const { rows, data } = await read("zuora", {
    "account.csv": csv(
      "id,_fivetran_deleted,account_number,name,bill_to_id,bill_to_contact_id,currency,status,created_date",
      [["A1", "false", "A-1", "Acme", "C1", "", "USD", "Active", "2024-11-30T10:00:00.000+01:00"]],
    ),
    "contact.csv": csv("id,work_email,country", [["C1", "x@acme.example", "United States"]]),
    "subscription.csv": csv(
      "id,name,version,is_latest_version,account_id,status,subscription_start_date,subscription_end_date,cancelled_date,created_date",
      [
        ["S1v1", "A-S001", 1, "false", "A1", "Expired", "2025-01-01", "", "", "2025-01-01"],
        ["S1v2", "A-S001", 2, "true", "A1", "Active", "2025-01-01", "2026-01-01", "", "2025-03-01"],
      ],
    ),
    "rate_plan.csv": csv("id,subscription_id,name", [
      ["RP1", "S1v1", "Pro"],
      ["RP2", "S1v2", "Pro"],
    ]),
    "rate_plan_charge.csv": csv(
      "id,rate_plan_id,subscription_id,charge_type,charge_model,billing_period,quantity,effective_start_date,effective_end_date",
      [
        ["RC0", "RP1", "S1v1", "Recurring", "Per Unit Pricing", "Quarter", "10.000000000", "2025-01-01", "2026-01-01"],
        ["RC1", "RP2", "S1v2", "Recurring", "Per Unit Pricing", "Quarter", "10.000000000", "2025-01-01", "2025-04-01"],
        ["RC2", "RP2", "S1v2", "Recurring", "Per Unit Pricing", "Quarter", "12.000000000", "2025-04-01", "2026-01-01"],
        ["RC3", "RP2", "S1v2", "OneTime", "Flat Fee Pricing", "", "", "2025-01-01", "2025-01-02"],
      ],
    ),
    "rate_plan_charge_tier.csv": csv("id,rate_plan_charge_id,tier,price,currency", [
      ["T0", "RC0", 1, "90.000000000", "USD"],
      ["T1", "RC1", 1, "90.000000000", "USD"],
      ["T2", "RC2", 1, "90.000000000", "USD"],
    ]),
    "invoice.csv": csv("id,account_id,invoice_date,due_date,amount,tax_amount,balance,status,transaction_currency", [
      ["I1", "A1", "2025-01-01", "2025-01-31", "990.000000000", "90.000000000", "0.000000000", "Posted", "USD"],
      ["I2", "A1", "2025-04-01", "2025-04-30", "1080.000000000", "0", "1080.00", "Posted", "USD"],
    ]),
    "invoice_item.csv": csv(
      "id,invoice_id,subscription_id,rate_plan_id,charge_name,quantity,service_start_date,service_end_date",
      [
        ["II1", "I1", "S1v1", "RP1", "Seats", "10.000000000", "2025-01-01", "2025-03-31"],
        ["II2", "I2", "S1v2", "RP2", "Seats", "12.000000000", "2025-04-01", "2025-06-30"],
      ],
    ),
    "payment.csv": csv(
      "id,account_id,amount,currency,effective_date,created_date,status,payment_method_id,gateway_response",
      [
        ["P1", "A1", "500.000000000", "USD", "2025-01-05", "2025-01-05", "Processed", "", "ok"],
        ["P2", "A1", "490.000000000", "USD", "2025-01-06", "2025-01-06", "Processed", "", "ok"],
      ],
    ),
    "invoice_payment.csv": csv("id,invoice_id,payment_id,account_id,amount,created_date", [
      ["IP1", "I1", "P1", "A1", "500", "2025-01-05"],
      ["IP2", "I1", "P2", "A1", "490", "2025-01-06"],
    ]),
    "refund.csv": csv("id,amount,status,refund_date,reason_code,comment,created_by_id", [
      ["R1", "150.00", "Processed", "2025-02-01", "Error", "", "u9"],
    ]),
    "refund_invoice_payment.csv": csv("id,refund_id,invoice_payment_id,refund_amount", [
      ["RIP1", "R1", "IP1", "100.000000000"],
      ["RIP2", "R1", "IP2", "50.000000000"],
    ]),
    "credit_balance_adjustment.csv": csv(
      "id,account_id,amount,type,status,reason_code,comment,created_by_id,adjustment_date,transaction_currency",
      [["CB1", "A1", "75.00", "Increase", "Processed", "Goodwill", "", "u9", "2025-02-03", "USD"]],
    ),
    "usage.csv": csv("id,account_id,subscription_id,uom,quantity,start_date_time", [
      ["U1", "A1", "S1v2", "calls", "5", "2025-04-03T00:00:00Z"],
    ]),
  });
  expect(data.quarantinedRows).toBe(0);
  expect(rows.customers).toMatchObject([
    { region: "NA", country: "United States", created_at: "2024-11-30T09:00:00.000Z" },
  ]);
  expect(rows.subscriptions).toMatchObject([
    { subscription_id: "A-S001", seats: 10, unit_price_cents: 3000, valid_from: "2025-01-01", valid_to: "2025-04-01" },
    { subscription_id: "A-S001", seats: 12, valid_from: "2025-04-01", valid_to: "2026-01-01" },
  ]);
  expect(rows.invoices).toMatchObject([
    {
      invoice_id: "I1",
      subscription_id: "A-S001",
      billed_amount_cents: 90_000,
      period_end: "2025-04-01",
      status: "paid",
      paid_on: "2025-01-06",
    },
    { invoice_id: "I2", billed_amount_cents: 108_000, period_end: "2025-07-01", status: "open" },
  ]);
  expect(rows.refunds).toMatchObject([
    { refund_id: "CB1", kind: "credit", amount_cents: 7500, issued_by: "u9" },
    {
      refund_id: "R1-RIP1",
      kind: "refund",
      amount_cents: 10_000,
      payment_id: "P1",
      invoice_id: "I1",
      customer_id: "A1",
    },
    { refund_id: "R1-RIP2", kind: "refund", amount_cents: 5000, payment_id: "P2" },
  ]);
  expect(rows.usage_events).toMatchObject([{ subscription_id: "A-S001", quantity: 5 }]);
});

test("Stripe by its API's names: epoch seconds, nested prices and several versions of a row", async () => {
  const price = {
    id: "price_1",
    currency: "usd",
    nickname: "Pro",
    product: "prod_1",
    unit_amount: 36_000,
    recurring: { interval: "year", interval_count: 1 },
  };
  const { rows } = await read("stripe-api", {
    "customers.csv": csv("id,name,address,currency,created,updated", [
      ["cus_1", "Old", json({ country: "AU" }), "usd", seconds("2024-12-01T00:00:00Z"), 1],
      ["cus_1", "New", json({ country: "AU" }), "usd", seconds("2024-12-01T00:00:00Z"), 2],
    ]),
    "subscriptions.csv": csv("id,customer,status,created,start_date,trial_end,ended_at,currency,discount", [
      [
        "sub_1",
        "cus_1",
        "active",
        seconds("2025-01-01T00:00:00Z"),
        seconds("2025-01-01T05:00:00Z"),
        "",
        "",
        "usd",
        json({ coupon: { percent_off: 10 }, end: seconds("2026-01-01T00:00:00Z") }),
      ],
    ]),
    "subscription_items.csv": csv("id,subscription,created,quantity,price", [["si_1", "sub_1", 1, 4, json(price)]]),
    "products.csv": csv("id,name", [["prod_1", "Business"]]),
    "invoices.csv": csv(
      "id,customer,subscription,status,created,due_date,total,tax,currency,period_start,period_end,status_transitions",
      [
        [
          "in_1",
          "cus_1",
          "sub_1",
          "paid",
          seconds("2025-01-01T00:00:00Z"),
          "",
          129_600,
          "",
          "usd",
          1,
          1,
          json({ finalized_at: seconds("2025-01-01T01:00:00Z"), paid_at: seconds("2025-01-02T01:00:00Z") }),
        ],
      ],
    ),
    "invoice_line_items.csv": csv("id,invoice_id,subscription,proration,quantity,period,price", [
      [
        "il_1",
        "in_1",
        "sub_1",
        "false",
        4,
        json({ start: seconds("2025-01-01T05:00:00Z"), end: seconds("2026-01-01T05:00:00Z") }),
        json(price),
      ],
    ]),
    "charges.csv": csv("id,customer,invoice,amount,currency,status,captured,disputed,created", [
      ["ch_1", "cus_1", "in_1", 129_600, "usd", "succeeded", "true", "true", seconds("2025-01-02T01:00:00Z")],
    ]),
    "refunds.csv": csv("id,charge,amount,currency,status,reason,metadata,created", [
      ["re_1", "ch_1", 600, "usd", "succeeded", "", json({ issued_by: "ana" }), seconds("2025-01-03T01:00:00Z")],
    ]),
  });
  expect(rows.customers).toMatchObject([{ name: "New", region: "APAC", country: "AU", tier: "Business" }]);
  expect(rows.subscriptions).toMatchObject([
    {
      tier: "Business",
      seats: 4,
      unit_price_cents: 3000,
      billing_period: "year",
      discount_pct: 10,
      discount_ends_on: "2026-01-01",
    },
  ]);
  expect(rows.invoices).toMatchObject([
    {
      tier: "Business",
      quantity: 4,
      period_start: "2025-01-01",
      period_end: "2026-01-01",
      billed_amount_cents: 129_600,
      paid_on: "2025-01-02",
    },
  ]);
  expect(rows.payments).toMatchObject([
    { status: "disputed", invoice_id: "in_1", paid_at: "2025-01-02T01:00:00.000Z" },
  ]);
  expect(rows.refunds).toMatchObject([{ payment_id: "ch_1", invoice_id: "in_1", amount_cents: 600, issued_by: "ana" }]);
});

test("Stripe's Dashboard: names with spaces, major units, thousands, times in UTC", async () => {
  const { rows } = await read("stripe-dashboard", {
    "customers.csv": csv("id,Description,Email,Name,Created (UTC),Currency,Address Country", [
      ["cus_1", "", "one@one.example", "One", "2024-12-01 10:11", "usd", "BR"],
    ]),
    "subscriptions.csv": csv(
      "id,Customer ID,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),Trial End (UTC),Ended At (UTC)",
      [
        [
          "sub_1",
          "cus_1",
          "one@one.example",
          "pro-monthly",
          3,
          "usd",
          "month",
          "1,050.50",
          "active",
          "2025-01-01 00:00",
          "2025-01-01 00:00",
          "",
          "",
        ],
      ],
    ),
    "invoices.csv": csv(
      "id,Amount Due,Currency,Customer,Date (UTC),Due Date (UTC),Subscription,Subtotal,Total Discount Amount,Tax,Total,Amount Paid,Status,Minimum Line Item Period Start (UTC),Maximum Line Item Period End (UTC),Finalized At (UTC),Paid At (UTC)",
      [
        [
          "in_1",
          "3,151.50",
          "usd",
          "cus_1",
          "2025-01-01 00:00",
          "",
          "sub_1",
          "3,151.50",
          "0.00",
          "",
          "3,151.50",
          "3,151.50",
          "paid",
          "2025-01-01 00:00",
          "2025-02-01 00:00",
          "2025-01-01 01:00",
          "2025-01-01 01:05",
        ],
      ],
    ),
    "unified_payments.csv": csv(
      "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status,Customer ID,Invoice ID,Seller Message",
      [
        [
          "ch_1",
          "2025-01-01 01:05:06",
          "3,151.50",
          "20.00",
          "usd",
          "true",
          "Partially Refunded",
          "cus_1",
          "in_1",
          "Payment complete.",
        ],
      ],
    ),
    "refunds.csv": csv("id,Amount,Currency,Charge,Created (UTC),Reason,Status,issued_by (metadata)", [
      ["re_1", "20.00", "usd", "ch_1", "2025-01-10 09:00", "duplicate", "succeeded", "bea"],
    ]),
  });
  expect(rows.customers).toMatchObject([
    { region: "LATAM", tier: "pro-monthly", created_at: "2024-12-01T10:11:00.000Z" },
  ]);
  expect(rows.subscriptions).toMatchObject([{ seats: 3, unit_price_cents: 105_050, started_on: "2025-01-01" }]);
  expect(rows.invoices).toMatchObject([{ billed_amount_cents: 315_150, period_end: "2025-02-01", quantity: 3 }]);
  expect(rows.payments).toMatchObject([
    { amount_cents: 315_150, status: "succeeded", paid_at: "2025-01-01T01:05:06.000Z" },
  ]);
  expect(rows.refunds).toMatchObject([
    { amount_cents: 2000, payment_id: "ch_1", customer_id: "cus_1", issued_by: "bea" },
  ]);
});
