import { findDetector } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { csv, loadMapped, writeFiles } from "@/tests/support/mapped-folder";

/** The detectors that hold what was billed against the contract. */
const SHORTFALLS = ["underbilling", "tier_mismatch", "seat_shortfall"].flatMap((id) => findDetector(id) ?? []);

/**
 * Four contracts of today, each billed month by month from January: `grown` went from 2 to 4 seats in March and was
 * underbilled in May; `steady` was underbilled in April; `new` grew after its last invoice; `switched` has another plan
 * than the one that it was billed for before April.
 */
interface Contract {
  id: string;
  plan: string;
  seats: number;
  price: number;
  billed: { plan: string; seats: number; cents: number }[];
}
const month = (seats: number, cents = seats * 5000, plan = "basic") => ({ plan, seats, cents });
const CONTRACTS: Contract[] = [
  {
    id: "grown",
    plan: "basic",
    seats: 4,
    price: 5000,
    billed: [month(2), month(2), month(4), month(4), month(4, 15000)],
  },
  {
    id: "steady",
    plan: "basic",
    seats: 2,
    price: 5000,
    billed: [month(2), month(2), month(2), month(2, 7000), month(2)],
  },
  { id: "new", plan: "basic", seats: 9, price: 5000, billed: [month(3), month(3), month(3), month(3), month(3)] },
  {
    id: "switched",
    plan: "pro",
    seats: 1,
    price: 9000,
    billed: [month(1), month(1), month(1), month(1, 9000, "pro"), month(1, 9000, "pro")],
  },
];
const day = (at: number) => `2025-0${at + 1}-01`;
const seconds = (at: number) => Date.parse(day(at)) / 1000;
const json = (value: unknown) => JSON.stringify(value);
const major = (cents: number) => (cents / 100).toFixed(2);
const invoices = <T>(row: (contract: Contract, at: number, bill: Contract["billed"][number], id: string) => T) =>
  CONTRACTS.flatMap((contract) =>
    contract.billed.map((bill, at) => row(contract, at, bill, `in-${contract.id}-${at + 1}`)),
  );

const price = (plan: string, cents: number) => ({
  id: plan,
  currency: "usd",
  unit_amount: cents,
  recurring: { interval: "month", interval_count: 1 },
});
const priceOf = (plan: string) => price(plan, plan === "pro" ? 9000 : 5000);

const EXPORTS: Record<string, Record<string, string>> = {
  "stripe-dashboard": {
    "customers.csv": csv("id,Name,Created (UTC),Currency", [["cus", "One", "2024-12-01 10:11", "usd"]]),
    "subscriptions.csv": csv(
      "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC)",
      CONTRACTS.map(({ id, plan, seats, price: cents }) => [
        id,
        "cus",
        plan,
        seats,
        "usd",
        "month",
        major(cents),
        "active",
        "2025-01-01 00:00",
        "2025-01-01 00:00",
      ]),
    ),
    "invoices.csv": csv(
      "id,Currency,Customer,Date (UTC),Subscription,Tax,Total,Status,Minimum Line Item Period Start (UTC),Maximum Line Item Period End (UTC)",
      invoices(({ id }, at, { cents }, invoice) => [
        invoice,
        "usd",
        "cus",
        `${day(at)} 00:00`,
        id,
        "",
        major(cents),
        "paid",
        `${day(at)} 00:00`,
        `${day(at + 1)} 00:00`,
      ]),
    ),
    "unified_payments.csv": csv(
      "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Refunded date (UTC),Status,Customer ID,Invoice ID",
      [
        [
          "ch_1",
          "2025-06-10 01:05:06",
          "1,200.00",
          "1,020.00",
          "usd",
          "true",
          "2025-06-11 10:00:00",
          "Partially Refunded",
          "cus",
          "",
        ],
        ["ch_2", "2025-06-10 01:05:06", "1,200.00", "0.00", "usd", "true", "", "Paid", "cus", ""],
      ],
    ),
  },
  "stripe-api": {
    "customers.csv": csv("id,name,currency,created", [["cus", "One", "usd", seconds(0)]]),
    "subscriptions.csv": csv(
      "id,customer,status,created,start_date,currency",
      CONTRACTS.map(({ id }) => [id, "cus", "active", seconds(0), seconds(0), "usd"]),
    ),
    "subscription_items.csv": csv(
      "id,subscription,created,quantity,price",
      CONTRACTS.map(({ id, plan, seats }) => [`si-${id}`, id, seconds(0), seats, json(priceOf(plan))]),
    ),
    "invoices.csv": csv(
      "id,customer,subscription,status,created,total,tax,currency",
      invoices(({ id }, at, { cents }, invoice) => [invoice, "cus", id, "paid", seconds(at), cents, "", "usd"]),
    ),
    "invoice_line_items.csv": csv(
      "id,invoice_id,subscription,proration,quantity,period,price",
      invoices(({ id }, at, { seats, plan }, invoice) => [
        `il-${invoice}`,
        invoice,
        id,
        "false",
        seats,
        json({ start: seconds(at), end: seconds(at + 1) }),
        json(priceOf(plan)),
      ]),
    ),
    "charges.csv": csv("id,customer,invoice,amount,currency,status,created", [
      ["ch_1", "cus", "", 100, "usd", "succeeded", seconds(6)],
    ]),
    "refunds.csv": csv("id,charge,amount,currency,status,created", []),
  },
  "chargebee-api": {
    "customers.csv": csv("id,company,preferred_currency_code,created_at,updated_at", [
      ["cus", "One", "USD", seconds(0), seconds(0)],
    ]),
    "subscriptions.csv": csv(
      "id,customer_id,currency_code,status,billing_period,billing_period_unit,started_at,created_at,updated_at,cancelled_at,subscription_items",
      CONTRACTS.map(({ id, plan, seats, price: cents }) => [
        id,
        "cus",
        "USD",
        "active",
        1,
        "month",
        seconds(0),
        seconds(0),
        seconds(6),
        "",
        json([{ item_price_id: plan, item_type: "plan", quantity: seats, unit_price: cents }]),
      ]),
    ),
    "invoices.csv": csv(
      "id,customer_id,subscription_id,status,date,total,tax,currency_code,line_items,updated_at",
      invoices(({ id }, at, { cents, seats, plan }, invoice) => [
        invoice,
        "cus",
        id,
        "paid",
        seconds(at),
        cents,
        0,
        "USD",
        json([
          {
            entity_type: "plan_item_price",
            entity_id: plan,
            quantity: seats,
            date_from: seconds(at),
            date_to: seconds(at + 1),
          },
        ]),
        seconds(at),
      ]),
    ),
    "transactions.csv": csv("id,customer_id,type,status,amount,currency_code,date,updated_at,linked_invoices", [
      ["t1", "cus", "payment", "success", 100, "USD", seconds(6), seconds(6), "[]"],
    ]),
  },
  "recurly-fivetran": {
    "account.csv": csv("id,updated_at,created_at,code,state,company", [
      ["cus", "2025-01-01", "2024-12-01", "one", "active", "One"],
    ]),
    "plan.csv": csv("id,updated_at,code,name,interval_unit,interval_length", [
      ["p1", "2025-01-01", "basic", "basic", "months", 1],
      ["p2", "2025-01-01", "pro", "pro", "months", 1],
    ]),
    "subscription.csv": csv(
      "id,updated_at,created_at,activated_at,account_id,plan_id,state,currency,unit_amount,quantity",
      CONTRACTS.map(({ id, plan, seats, price: cents }) => [
        id,
        "2025-07-01",
        "2025-01-01",
        "2025-01-01",
        "cus",
        plan === "pro" ? "p2" : "p1",
        "active",
        "USD",
        major(cents),
        seats,
      ]),
    ),
    "invoice.csv": csv(
      "id,updated_at,created_at,account_id,previous_invoice_id,type,origin,state,currency,subtotal,discount,total",
      invoices((_, at, { cents }, invoice) => [
        invoice,
        day(at),
        day(at),
        "cus",
        "",
        "charge",
        "renewal",
        "paid",
        "USD",
        major(cents),
        0,
        major(cents),
      ]),
    ),
    "line_item.csv": csv(
      "id,updated_at,created_at,account_id,plan_id,plan_code,add_on_id,invoice_id,subscription_id,type,quantity,start_date,end_date",
      invoices(({ id }, at, { seats, plan }, invoice) => [
        `li-${invoice}`,
        day(at),
        day(at),
        "cus",
        plan === "pro" ? "p2" : "p1",
        plan,
        "",
        invoice,
        id,
        "charge",
        seats,
        day(at),
        day(at + 1),
      ]),
    ),
    "transaction.csv": csv(
      "id,created_at,collected_at,original_transaction_id,account_id,invoice_id,type,currency,amount,status,success,status_message,gateway_message",
      [["t1", day(6), day(6), "", "cus", "", "purchase", "USD", "1.00", "success", "true", "ok", ""]],
    ),
  },
};

const found = async (mapping: string, files: Record<string, string>) => {
  const { db, data, warehouse } = await loadMapped(writeFiles(files), mapping);
  const { findings, reports } = await runDetectors(warehouse, {}, { detectors: SHORTFALLS });
  expect(reports.map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
  const rows = await db.query(
    "select refund_id, payment_id, amount_cents, cast(refunded_at as varchar) as at from refunds",
  );
  db.close();
  return { data, rows, cases: findings.map((one) => `${one.fingerprint} ${one.grossImpactCents}`).sort() };
};

test.each(Object.keys(EXPORTS))(
  "%s: an upgrade makes no period before it underbilled, and a later leak is found",
  async (mapping) => {
    const { cases, data } = await found(mapping, EXPORTS[mapping] ?? {});
    expect(cases).toEqual(["underbilling:grown 5000", "underbilling:steady 3000"]);
    expect(data.todayOnly).toEqual({ subscriptions: 4, knownInPart: 2, unknown: 1 });
  },
);

test("a contract that was last changed before its short periods is held against them", async () => {
  const files = { ...EXPORTS["chargebee-api"] };
  const changedEarly = files["subscriptions.csv"]?.replaceAll(String(seconds(6)), String(seconds(3)));
  const { cases } = await found("chargebee-api", { ...files, "subscriptions.csv": changedEarly ?? "" });
  expect(cases).toContain("underbilling:new 60000");
});

test("what the Dashboard's payments say was refunded stands in for an export of refunds that is not there", async () => {
  const files = EXPORTS["stripe-dashboard"] ?? {};
  const { rows } = await found("stripe-dashboard", files);
  expect(rows).toEqual([
    { refund_id: "refund-of-ch_1", payment_id: "ch_1", amount_cents: 102_000, at: "2025-06-11 10:00:00" },
  ]);
  const refunds = csv("id,Amount,Currency,Charge ID,Created (UTC),Status", [
    ["re_1", "1,020.00", "usd", "ch_1", "2025-06-11 10:00", "succeeded"],
  ]);
  const both = await found("stripe-dashboard", { ...files, "refunds.csv": refunds });
  expect(both.rows).toMatchObject([{ refund_id: "re_1", amount_cents: 102_000 }]);
});

test("Zuora's charge segments and replaced rate plans are the history, so that every period is held against its own price", async () => {
  const charge = (id: string, plan: string, seats: number, from: string, to: string) => [
    id,
    plan,
    "Recurring",
    "Month",
    seats,
    from,
    to,
    "USD",
    "",
  ];
  const { cases, data } = await found("zuora", {
    "account.csv": csv("id,account_number,name,bill_to_id,currency,status,created_date", [
      ["cus", "A-1", "One", "", "USD", "Active", "2024-12-01"],
    ]),
    "subscription.csv": csv(
      "id,name,version,is_latest_version,account_id,status,subscription_start_date,subscription_end_date,cancelled_date,created_date",
      [
        ["g2", "grown", 2, "true", "cus", "Active", "2025-01-01", "", "", "2025-03-01"],
        ["w2", "switched", 2, "true", "cus", "Active", "2025-01-01", "", "", "2025-04-01"],
      ],
    ),
    "rate_plan.csv": csv("id,subscription_id,name", [
      ["rg", "g2", "basic"],
      ["rw1", "w2", "basic"],
      ["rw2", "w2", "pro"],
    ]),
    "rate_plan_charge.csv": csv(
      "id,rate_plan_id,charge_type,billing_period,quantity,effective_start_date,effective_end_date,transaction_currency,mrr",
      [
        charge("c1", "rg", 2, "2025-01-01", "2025-03-01"),
        charge("c2", "rg", 4, "2025-03-01", ""),
        charge("c3", "rw1", 1, "2025-01-01", "2025-04-01"),
        charge("c4", "rw2", 1, "2025-04-01", ""),
      ],
    ),
    "rate_plan_charge_tier.csv": csv("id,rate_plan_charge_id,tier,price,currency", [
      ["t1", "c1", 1, "50.00", "USD"],
      ["t2", "c2", 1, "50.00", "USD"],
      ["t3", "c3", 1, "50.00", "USD"],
      ["t4", "c4", 1, "90.00", "USD"],
    ]),
    "invoice.csv": csv(
      "id,account_id,invoice_date,amount,tax_amount,balance,status,transaction_currency",
      invoices(({ id }, at, { cents }, invoice) =>
        id === "grown" || id === "switched" ? [[invoice, "cus", day(at), major(cents), "0", "0", "Posted", "USD"]] : [],
      ).flat(),
    ),
    "invoice_item.csv": csv(
      "id,invoice_id,subscription_id,rate_plan_id,charge_name,quantity,service_start_date,service_end_date",
      invoices(({ id }, at, { seats, plan }, invoice) => {
        const subscription = id === "grown" ? "g2" : "w2";
        const ratePlan = id === "grown" ? "rg" : plan === "pro" ? "rw2" : "rw1";
        const lastDay = new Date(Date.parse(day(at + 1)) - 86_400_000).toISOString().slice(0, 10);
        return id === "grown" || id === "switched"
          ? [[`ii-${invoice}`, invoice, subscription, ratePlan, "Seats", seats, day(at), lastDay]]
          : [];
      }).flat(),
    ),
    "payment.csv": csv(
      "id,account_id,amount,currency,effective_date,created_date,status,payment_method_id,gateway_response",
      [["p1", "cus", "1.00", "USD", day(6), day(6), "Processed", "", ""]],
    ),
    "invoice_payment.csv": csv("id,invoice_id,payment_id,account_id,amount,created_date", []),
    "refund.csv": csv("id,amount,status,refund_date,reason_code,comment,created_by_id", []),
  });
  expect(cases).toEqual(["underbilling:grown 5000"]);
  expect(data.todayOnly).toBeUndefined();
});
