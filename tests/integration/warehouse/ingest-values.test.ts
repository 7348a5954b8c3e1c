import { smallTable, writeFolder } from "@/tests/support/data-folder";
import { ingest, loadFolder } from "@/tests/support/load-folder";

test("reads a mark, CRLF, quotes, any order and case of columns, blanks, extra columns and words in capitals", async () => {
  const customers = [
    "\uFEFFExtra, STATUS ,created_at,Currency,tier,region,name,customer_id",
    '1,"ACTIVE",2024-12-01T12:00:00+02:30,usd,Pro, EMEA ,"One, ""the"" first\r\nof all",c1',
    "",
    "2,churned,2024-12-01,EUR,, ,, c2 ",
    "",
  ].join("\r\n");
  const { db } = await loadFolder(writeFolder({ customers }));
  expect(await db.query("select * exclude (email, country, segment) from customers order by customer_id")).toEqual([
    {
      customer_id: "c1",
      name: 'One, "the" first\r\nof all',
      region: "EMEA",
      tier: "Pro",
      currency: "USD",
      status: "active",
      created_at: "2024-12-01T09:30:00.000Z",
    },
    {
      customer_id: "c2",
      name: null,
      region: null,
      tier: null,
      currency: "EUR",
      status: "churned",
      created_at: "2024-12-01T00:00:00.000Z",
    },
  ]);
});

test.each([
  ["2025-01-20T08:00:00Z", "2025-01-20T08:00:00.000Z"],
  ["2025-01-20 08:00:00", "2025-01-20T08:00:00.000Z"],
  ["2025-01-20T08:00", "2025-01-20T08:00:00.000Z"],
  ["2025-01-20t08:00:00.123456789z", "2025-01-20T08:00:00.123Z"],
  ["2025-01-20T08:00:00+05:30", "2025-01-20T02:30:00.000Z"],
  ["2025-01-20 08:00:00-08", "2025-01-20T16:00:00.000Z"],
  ["2025-01-20", "2025-01-20T00:00:00.000Z"],
])("a timestamp %s is %s", async (text, instant) => {
  const { db } = await loadFolder(
    writeFolder({ refunds: smallTable("refunds").replace("2025-01-20T08:00:00Z", text) }),
  );
  expect(await db.query("select refunded_at from refunds")).toEqual([{ refunded_at: instant }]);
});

test.each([
  ["1234.50", "USD", 123_450],
  ["-12", "USD", -1200],
  ["0.1", "EUR", 10],
  ["1234", "JPY", 1234],
  ["1.005", "KWD", 1005],
  ["90071992547409.91", "USD", null],
  ["9999999999999.99", "USD", 999_999_999_999_999],
])("an amount of %s %s is %s minor units", async (amount, currency, cents) => {
  const payments = smallTable("payments").replace("90.00,USD", `${amount},${currency}`);
  if (cents === null) return expect((await ingest(writeFolder({ payments }))).faultCount).toBe(1);
  const { db } = await loadFolder(writeFolder({ payments }));
  expect(await db.query("select amount_cents from payments")).toEqual([{ amount_cents: cents }]);
});

test.each([
  ["0.0025", 0.25],
  ["0.000000000001", 1e-10],
  ["19.99", 1999],
  ["1.1", 110],
])("a price of %s is %s cents", async (price, cents) => {
  const subscriptions = smallTable("subscriptions").replace("30.00", price);
  const { db } = await loadFolder(writeFolder({ subscriptions }));
  expect(await db.query("select unit_price_cents from subscriptions where seats = 3")).toEqual([
    { unit_price_cents: cents },
  ]);
});

test("a date may carry midnight, and only that", async () => {
  const invoices = smallTable("invoices").replace("2025-03-01,2025-02-01", "2025-03-01T00:00:00Z,2025-02-01 00:00:00");
  const { db } = await loadFolder(writeFolder({ invoices }));
  expect(await db.query("select period_end, issued_on from invoices where invoice_id = 'i2'")).toEqual([
    { period_end: "2025-03-01", issued_on: "2025-02-01" },
  ]);
});

test("headers alone make empty tables, without as-of day and in dollars", async () => {
  const headers = Object.fromEntries(
    (["customers", "subscriptions", "invoices", "payments", "refunds", "usage_events", "signal_events"] as const).map(
      (table) => [table, smallTable(table).split("\n")[0] ?? ""],
    ),
  );
  const { data } = await loadFolder(writeFolder(headers));
  expect(data).toMatchObject({ asOf: null, reportingCurrency: "USD", quarantinedRows: 0 });
  expect(data.tables.map((table) => table.rows)).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test("says which optional columns there are, the as-of day and the currency of most live invoices", async () => {
  const invoices = `${smallTable("invoices").replaceAll("USD", "GBP").replace("paid", "void")}i3,c1,s1,Pro,3,2025-03-01,2025-04-01,2025-03-01,90,EUR,open\n`;
  const { data } = await loadFolder(writeFolder({ invoices }));
  expect(data.presentColumns).toEqual([
    "subscriptions.valid_from",
    "subscriptions.valid_to",
    "payments.invoice_id",
    "refunds.payment_id",
  ]);
  expect(data.asOf).toBe("2025-03-01");
  expect(data.reportingCurrency).toBe("EUR");
  expect(data.tables[1]?.missingColumns).toContain("canceled_on");
  expect(data.tables[2]).toMatchObject({
    name: "invoices",
    file: "invoices.csv",
    firstDay: "2025-01-01",
    lastDay: "2025-03-01",
  });
});

test("orphans and what hangs on them go to quarantine with their reasons; empty references stay", async () => {
  const folder = writeFolder({
    invoices: `${smallTable("invoices")}i9,c9,s1,Pro,3,2025-01-01,2025-02-01,2025-01-01,90,USD,paid\ni8,c1,s8,Pro,3,2025-01-01,2025-02-01,2025-01-01,90,USD,paid\n`,
    payments: `${smallTable("payments")}p9,i9,c1,90,USD,succeeded,2025-01-02\np0,,c1,5,USD,succeeded,2025-01-02\n`,
    refunds: `${smallTable("refunds")}r9,p9,c1,1,USD,refund,2029-01-02\n`,
  });
  const { data, db } = await loadFolder(folder);
  expect(data.quarantine).toEqual([
    {
      table: "invoices",
      key: "i9",
      column: "customer_id",
      value: "c9",
      reason: "customers.customer_id has no such value",
    },
    {
      table: "invoices",
      key: "i8",
      column: "subscription_id",
      value: "s8",
      reason: "subscriptions.subscription_id has no such value",
    },
    {
      table: "payments",
      key: "p9",
      column: "invoice_id",
      value: "i9",
      reason: "invoices.invoice_id with this value is itself in quarantine",
    },
    {
      table: "refunds",
      key: "r9",
      column: "payment_id",
      value: "p9",
      reason: "payments.payment_id with this value is itself in quarantine",
    },
  ]);
  expect(data.quarantinedRows).toBe(4);
  expect(data.tables.map(({ rows, quarantined }) => [rows, quarantined])).toEqual([
    [1, 0],
    [2, 0],
    [2, 2],
    [2, 1],
    [1, 1],
    [1, 0],
    [1, 0],
  ]);
  expect(data.asOf).toBe("2025-02-03");
  expect(await db.query("select payment_id from payments order by 1")).toEqual([
    { payment_id: "p0" },
    { payment_id: "p1" },
  ]);
});

test("lists two hundred rows of a long quarantine and counts all", async () => {
  const rows = Array.from({ length: 250 }, (_, at) => `x${at},gone,s1,calls,1,2025-01-03`).join("\n");
  const { data } = await loadFolder(writeFolder({ usage_events: `${smallTable("usage_events")}${rows}\n` }));
  expect(data.quarantine).toHaveLength(200);
  expect(data.quarantinedRows).toBe(250);
});

test("the demo loads without a fault", async () => {
  const { data } = await loadFolder("data/demo");
  expect(data).toMatchObject({ asOf: "2026-02-28", reportingCurrency: "USD", quarantinedRows: 0 });
  expect(data.tables.every((table) => table.rows > 0 && table.missingColumns.length === 0)).toBe(true);
});
