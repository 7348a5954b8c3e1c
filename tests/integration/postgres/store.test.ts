import { createPostgresStore, type PostgresStore } from "@/adapters/warehouse/postgres/store";
import { describePostgres, PASSWORD, type PostgresServer, startPostgres } from "@/tests/support/postgres-server";
import { createPostgresWorld, insertRows } from "@/tests/support/postgres-world";

jest.setTimeout(120_000);

const CUSTOMER = {
  customer_id: "c1",
  name: "Ada",
  region: "EMEA",
  tier: "Pro",
  currency: "USD",
  status: "active",
  created_at: "2025-01-01",
};
const SUBSCRIPTION = {
  subscription_id: "s1",
  customer_id: "c1",
  tier: "Pro",
  seats: 1,
  unit_price_cents: 1000,
  billing_period: "month",
  currency: "USD",
  status: "active",
  started_on: "2025-01-01",
};
const INVOICE = {
  invoice_id: "i1",
  customer_id: "c1",
  subscription_id: "s1",
  tier: "Pro",
  quantity: 1,
  period_start: "2025-01-01",
  period_end: "2025-02-01",
  issued_on: "2025-02-01",
  billed_amount_cents: 1000,
  currency: "USD",
  status: "paid",
};
const REFUND = {
  refund_id: "r1",
  customer_id: "c1",
  amount_cents: 500,
  currency: "USD",
  kind: "credit",
  refunded_at: "2025-03-01",
};

describePostgres("the store over a PostgreSQL warehouse", () => {
  let postgres: PostgresServer;
  const stores: PostgresStore[] = [];
  let databases = 0;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    postgres?.remove();
  });

  const open = (url: string, options: { allowWrite?: boolean; retryMs?: number; estimateFromRows?: number } = {}) => {
    const store = createPostgresStore({
      url,
      allowWrite: false,
      statementTimeoutMs: 20_000,
      clock: () => new Date("2026-03-01T00:00:00Z"),
      ...options,
    });
    stores.push(store);
    return store;
  };
  /** A database of its own with one customer, subscription and invoice, changed by `sql`. */
  const world = async (sql = "select 1", refunds: Record<string, string | number | null>[] = []) => {
    databases += 1;
    const database = `w${databases}`;
    await createPostgresWorld(postgres, database);
    await insertRows(postgres, database, {
      customers: [CUSTOMER],
      subscriptions: [SUBSCRIPTION],
      invoices: [INVOICE],
      refunds,
    });
    await postgres.run(sql, database);
    return { database, url: postgres.url({ role: `${database}_reader`, database }) };
  };

  test("an open database is described, and loads nothing from elsewhere", async () => {
    const { url, database } = await world();
    const store = open(url);
    expect(await store.start()).toMatchObject({ status: "loaded", faults: [] });
    expect(store.current()?.dataset).toMatchObject({
      id: expect.stringMatching(/^data_[0-9a-f]{12}$/),
      label: `${database}.public`,
      asOf: "2025-02-01",
      reportingCurrency: "USD",
      quarantinedRows: 0,
    });
    expect(store.current()?.dataset.tables.map((table) => table.rows)).toEqual([1, 1, 1, 0, 0, 0, 0]);
    await expect(store.load("data/demo")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("OPSIQ_WAREHOUSE_URL"),
    });
    await postgres.run("update invoices set issued_on = '2025-02-09'", database);
    expect(await store.refresh()).toMatchObject({ status: "loaded" });
    expect(store.current()?.dataset.asOf).toBe("2025-02-09");
    const shown = JSON.stringify([store.current()?.dataset, store.lastLoad()]);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), "planted", `${database}_reader`])
      expect(shown).not.toContain(secret);
  });

  test("one place is one dataset, whoever reads it; another schema is another", async () => {
    const { url, database } = await world("create schema other");
    await postgres.run(`grant usage on schema other to ${database}_reader`, database);
    await postgres.run(
      `create role second_reader login password '${PASSWORD}'; grant select on all tables in schema public to second_reader`,
      database,
    );
    const idOf = async (address: string) => {
      const store = open(address);
      await store.start();
      return store.current()?.dataset.id;
    };
    const role = `${database}_reader`;
    expect(await idOf(postgres.url({ role: "second_reader", database }))).toBe(await idOf(url));
    expect(await idOf(postgres.url({ role, database, schema: "other,public" }))).not.toBe(await idOf(url));
  });

  test.each([
    ["grant insert on invoices to %", "invoices", "INSERT"],
    ["grant update (note) on refunds to %", "refunds", "UPDATE"],
    ["grant delete, truncate on payments to %", "payments", "DELETE, TRUNCATE"],
    ["grant create on schema public to %", "public", "CREATE"],
    ["alter table customers owner to %", "customers", "INSERT, UPDATE, DELETE, TRUNCATE"],
    [
      "alter role % noinherit; create role writer_%; grant writer_% to %; grant insert on invoices to writer_%",
      "invoices",
      "INSERT",
    ],
    ["alter role % superuser", "the server", "be a superuser"],
  ])("a role that can write is refused: %s", async (grant, file, may) => {
    const { url, database } = await world();
    const role = `${database}_reader`;
    await postgres.run(grant.replaceAll("writer_%", `${database}_writer`).replaceAll("%", role), database);
    const store = open(url);
    const report = await store.start();
    expect(report).toMatchObject({ status: "refused", faultCount: 1 });
    expect(report.faults[0]).toMatchObject({ file, value: expect.stringContaining(may) });
    expect(report.faults[0]?.expected).toContain("OPSIQ_WAREHOUSE_ALLOW_WRITE=1");
    expect(store.current()).toBeNull();
    const allowed = open(url, { allowWrite: true });
    expect(await allowed.start()).toMatchObject({ status: "loaded" });
    await expect(allowed.current()?.query("delete from invoices")).rejects.toThrow(/warehouse could not answer/);
  });

  test.each([
    ["drop table refunds", "refunds", null, "a table or view refunds in the search path"],
    ["alter table invoices drop column status", "invoices", "status", "a column status of type text"],
    [
      "alter table refunds alter amount_cents type text",
      "refunds",
      "amount_cents",
      "a column of type bigint or integer or smallint",
    ],
    ["revoke select on payments from %", "payments", "payment_id", "a column that the role may read"],
    ["update subscriptions set seats = -1", "subscriptions", "seats", "a number of at least 0"],
    ["update subscriptions set discount_pct = 120", "subscriptions", "discount_pct", "a number of at most 100"],
    ["update invoices set period_end = period_start", "invoices", "period_end", "a day after period_start"],
    ["update customers set currency = 'ZZQ'", "customers", "currency", "an ISO 4217 currency code such as USD"],
    [
      "alter table customers drop constraint customers_status_check; update customers set status = 'Active'",
      "customers",
      "status",
      "one of active, churned",
    ],
    [
      "alter table invoices drop constraint invoices_pkey; insert into invoices select * from invoices",
      "invoices",
      "invoice_id",
      "a key that occurs once",
    ],
    [
      "insert into subscriptions select * from subscriptions",
      "subscriptions",
      "subscription_id",
      "a key that occurs once",
    ],
  ])("a fault is named: %s", async (sql, file, column, expected) => {
    const { url, database } = await world();
    await postgres.run(sql.replaceAll("%", `${database}_reader`), database);
    const store = open(url);
    const report = await store.start();
    expect(report.status).toBe("refused");
    expect(report.faults[0]).toMatchObject({ file, column, expected });
    expect(store.current()).toBeNull();
  });

  test("columns that are not there read as null and are absent; empty texts and unknown keys are seen to", async () => {
    const { url } = await world("alter table refunds drop column note; alter table invoices drop column paid_on", [
      { ...REFUND, payment_id: "", issued_by: "kim", approved_by: "" },
      { ...REFUND, refund_id: "r2", customer_id: "gone" },
      { ...REFUND, refund_id: "r3", invoice_id: "i9", refunded_at: "2025-09-01" },
    ]);
    const store = open(url);
    expect(await store.start()).toMatchObject({ status: "loaded" });
    const warehouse = store.current();
    expect(warehouse?.presentColumns.has("refunds.note")).toBe(false);
    expect(warehouse?.presentColumns.has("refunds.approved_by")).toBe(true);
    const summary = warehouse?.dataset.tables.find((table) => table.name === "refunds");
    expect(summary).toMatchObject({ rows: 1, quarantined: 2, missingColumns: ["note"] });
    expect(warehouse?.dataset).toMatchObject({
      asOf: "2025-03-01",
      quarantinedRows: 2,
      quarantine: [
        { table: "refunds", key: "r2", column: "customer_id", value: "gone" },
        {
          table: "refunds",
          key: "r3",
          column: "invoice_id",
          value: "i9",
          reason: "invoices.invoice_id has no such value",
        },
      ],
    });
    const sql =
      "with r as (select * from refunds) select refund_id, payment_id, approved_by, note from r where kind = $1";
    expect(await warehouse?.query(sql, ["credit"])).toEqual([
      { refund_id: "r1", payment_id: null, approved_by: null, note: null },
    ]);
    const recursive = `with recursive n as (select 1 as i union all select i + 1 from n where i < 2)
      select i, note from n cross join refunds where kind = $1 order by i`;
    expect(await warehouse?.query(recursive, ["credit"])).toEqual([
      { i: 1, note: null },
      { i: 2, note: null },
    ]);
  });

  test("views with time zones and other number types serve as tables", async () => {
    const { url, database } = await world(
      `alter table refunds rename to raw_refunds;
       create view refunds as select refund_id, customer_id, cast(amount_cents as integer) as amount_cents,
         cast(currency as char(3)) as currency, kind, refunded_at at time zone 'UTC' as refunded_at from raw_refunds`,
      [REFUND],
    );
    await postgres.run(`grant select on refunds to ${database}_reader`, database);
    const store = open(url);
    expect(await store.start()).toMatchObject({ status: "loaded" });
    expect(await store.current()?.query("select amount_cents, currency, refunded_at from refunds")).toEqual([
      { amount_cents: 500, currency: "USD", refunded_at: "2025-03-01T00:00:00.000Z" },
    ]);
  });

  test("a table too large to be counted has the planner's estimate, and says so", async () => {
    const { url, database } = await world(
      "insert into refunds select 'x' || g, null, null, 'c1', g, 'USD', 'refund', null, null, null, null, timestamp '2025-01-01' + g * interval '1 minute' from generate_series(1, 5000) g",
    );
    await postgres.run("analyze", database);
    const store = open(url, { estimateFromRows: 1000 });
    await store.start();
    const tables = store.current()?.dataset.tables ?? [];
    expect(tables.find((table) => table.name === "refunds")).toMatchObject({
      rows: 5000,
      rowsAreEstimated: true,
      lastDay: "2025-01-04",
    });
    expect(tables.find((table) => table.name === "invoices")).not.toHaveProperty("rowsAreEstimated");
  });

  test("a warehouse that is refused is asked again, and one that falls from grace is not read", async () => {
    const { url, database } = await world();
    const role = `${database}_reader`;
    const store = open(url, { retryMs: 100 });
    await store.start();
    await postgres.run(`grant insert on invoices to ${role}`, database);
    await expect(store.refresh()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("may INSERT"),
    });
    expect(store.lastLoad()).toMatchObject({ status: "refused", folder: store.current()?.dataset.folder });
    await expect(store.current()?.query("select 1")).rejects.toMatchObject({ code: "unavailable" });
    await postgres.run(`revoke insert on invoices from ${role}`, database);
    for (let wait = 0; wait < 100 && store.lastLoad()?.status !== "loaded"; wait += 1)
      await new Promise((done) => setTimeout(done, 50));
    expect(await store.current()?.query("select 1 as one")).toEqual([{ one: 1 }]);
  });
});
