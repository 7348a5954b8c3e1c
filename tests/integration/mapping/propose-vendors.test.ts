import { proposeFolder } from "@/adapters/warehouse/mapping-propose";
import { csv, writeFiles } from "@/tests/support/mapped-folder";

const DASHBOARD = {
  "customers.csv": csv("id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status", [
    ["cus_1", "", "a@a.example", "A", "2024-12-01 10:11", "false", "", ""],
  ]),
  "subscriptions.csv": csv(
    "id,Customer ID,Customer Email,Plan,Product,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),Current Period Start (UTC),Current Period End (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC)",
    [
      [
        ...["sub_1", "cus_1", "", "price_1", "prod_1", 2, "usd", "month", "50.00", "active"],
        ...["2025-01-01 00:00", "2025-01-01 00:00", "2025-01-01 00:00", "2025-02-01 00:00", "", "", ""],
      ],
    ],
  ),
  "invoices.csv": csv(
    "id,Amount Due,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subscription,Subtotal,Tax,Total,Status,Period Start (UTC),Period End (UTC)",
    [
      [
        ...[
          "in_1",
          "100.00",
          "usd",
          "cus_1",
          "2025-01-01 00:00",
          "",
          "A-1",
          "true",
          "sub_1",
          "100.00",
          "",
          "100.00",
          "paid",
        ],
        ...["2024-12-01 00:00", "2025-01-01 00:00"],
      ],
    ],
  ),
  "unified_payments.csv": csv(
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Refunded date (UTC),Status,Customer ID,Invoice ID",
    [["ch_1", "2025-01-01 00:00:10", "100.00", "0.00", "usd", "true", "", "Paid", "cus_1", "in_1"]],
  ),
};
const sureOf = (columns: { table: string; column: string; confidence: number; reasons: string[] }[], name: string) =>
  columns.find(({ table, column }) => `${table}.${column}` === name);

test("Stripe's Dashboard without the lines' periods is no ready fit: the invoice's own period is not taken for sure", async () => {
  const { source, columns, open } = await proposeFolder(writeFiles(DASHBOARD));
  expect(source).toBe("proposed");
  expect(open[0]).toMatch(/looks like Stripe, CSV exports of its Dashboard.*minimum_line_item_period_start_utc/);
  expect(sureOf(columns, "invoices.period_start")).toMatchObject({ confidence: 0.5 });
});

test("a ready mapping is less sure of what it takes from today's contracts or has no column for", async () => {
  const lines = ",Minimum Line Item Period Start (UTC),Maximum Line Item Period End (UTC)";
  const [header, row] = DASHBOARD["invoices.csv"].split("\n");
  const invoices = `${header}${lines}\n${row},2025-01-01 00:00,2025-02-01 00:00\n`;
  const { source, columns } = await proposeFolder(writeFiles({ ...DASHBOARD, "invoices.csv": invoices }));
  expect(source).toBe("ready");
  expect(sureOf(columns, "invoices.quantity")).toMatchObject({
    confidence: 0.6,
    reasons: expect.arrayContaining(["as subscriptions.csv has it today"]),
  });
  expect(sureOf(columns, "customers.region")).toMatchObject({ confidence: 0.5 });
  expect(sureOf(columns, "invoices.billed_amount")?.confidence).toBeGreaterThan(0.9);
});

test("Chargebee's exports name a column with its table, and are proposed by what stands behind the point", async () => {
  const { columns } = await proposeFolder(
    writeFiles({
      "Customers.csv": csv("customers.id,customers.email,customers.company,customers.created_at,addresses.country", [
        ["c1", "a@a.example", "Acme", "2024-12-01 10:00:00", "US"],
        ["c2", "b@a.example", "Bcme", "2024-12-01 10:00:00", "US"],
      ]),
      "Subscriptions.csv": csv(
        "subscriptions.id,customers.id,subscriptions.plan_id,subscriptions.plan_quantity,subscriptions.plan_unit_price,subscriptions.currency_code,subscriptions.status,subscriptions.started_at,subscriptions.cancelled_at",
        [
          ["s1", "c1", "pro-monthly", 3, "20.00", "USD", "Active", "2025-01-01 00:00:00", ""],
          ["s2", "c2", "pro-monthly", 2, "20.00", "USD", "Cancelled", "2025-01-01 00:00:00", "2025-03-05 00:00:00"],
        ],
      ),
    }),
  );
  const from = Object.fromEntries(columns.map((one) => [`${one.table}.${one.column}`, one.from]));
  expect(from).toMatchObject({
    "customers.customer_id": "customers.id",
    "customers.country": "addresses.country",
    "subscriptions.subscription_id": "subscriptions.id",
    "subscriptions.customer_id": "customers.id",
    "subscriptions.seats": "subscriptions.plan_quantity",
    "subscriptions.unit_price": "subscriptions.plan_unit_price",
    "subscriptions.canceled_on": "subscriptions.cancelled_at",
  });
});
