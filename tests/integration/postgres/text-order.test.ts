import { openPostgres, type PostgresDb } from "@/adapters/warehouse/postgres/connection";
import type { SemanticQuery } from "@/lib/contract/analyst";
import type { SqlRow, SqlValue } from "@/lib/ports";
import { CURRENCIES_SQL, valuesSql } from "@/lib/semantic/catalogue";
import { compileQuery } from "@/lib/semantic/compile";
import { compileList } from "@/lib/semantic/compile-list";
import { metricModel } from "@/tests/support/analyst-world";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";
import { describePostgres, type PostgresServer, startPostgres } from "@/tests/support/postgres-server";
import { createPostgresWorld, insertRows } from "@/tests/support/postgres-world";

jest.setTimeout(60_000);

/** A server's own collation puts these in another order than their code units do: a, A, b, B, é, Z against A, B, Z, a, b, é. */
const LETTERS = ["b", "A", "é", "a", "Z", "B"];
const ROWS = {
  customers: LETTERS.map((letter) => ({
    customer_id: letter,
    name: letter,
    region: letter,
    tier: letter,
    currency: "USD",
    status: "active",
    created_at: "2025-01-01",
  })),
  refunds: LETTERS.map((letter) => ({
    refund_id: letter,
    customer_id: letter,
    amount_cents: 500,
    currency: "USD",
    kind: "refund",
    refunded_at: "2025-03-03",
  })),
};

describePostgres("text in PostgreSQL that sorts as people sort it", () => {
  let postgres: PostgresServer;
  let there: PostgresDb;
  let here: (sql: string, params?: readonly SqlValue[]) => Promise<SqlRow[]>;
  const model = metricModel();
  beforeAll(async () => {
    postgres = await startPostgres();
    await createPostgresWorld(postgres, "letters");
    await insertRows(postgres, "letters", ROWS);
    there = openPostgres(postgres.url({ role: "letters_reader", database: "letters" }), { statementTimeoutMs: 20_000 });
    here = (await memoryWarehouse(ROWS, { asOf: "2025-03-31" })).query;
  });
  afterAll(async () => {
    await there?.close();
    postgres?.remove();
  });

  const query = (over: Partial<SemanticQuery>): SemanticQuery => ({
    op: "rank",
    metrics: ["refund_amount"],
    dims: ["region"],
    filters: [],
    time: { from: "2025-01-01", to: "2025-04-01", label: "", partial: false },
    assumptions: [],
    ...over,
  });
  const options = { asOf: "2025-03-31", currencies: ["USD"] };

  test("the server does sort otherwise", async () => {
    const rows = await there.query("select region from customers order by region");
    expect(rows.map((row) => row.region)).toEqual(["a", "A", "b", "B", "é", "Z"]);
  });

  test.each([
    ["ties of a rank", compileQuery(model, query({}), options)],
    ["the first three of a tie", compileQuery(model, query({ limit: 3 }), options)],
    ["customers, named", compileQuery(model, query({ dims: ["customer"], limit: 4 }), options)],
    ["two facts", compileQuery(model, query({ metrics: ["net_revenue"] }), options)],
    [
      "three facts",
      compileQuery(model, query({ metrics: ["net_revenue", "refund_rate", "signals"], dims: [] }), options),
    ],
    ["a list", compileList(model, query({ op: "list", limit: 4 }), "2025-03-31")],
    ["the values of the lexicon", { sql: valuesSql(model), params: [] }],
    ["currencies", { sql: CURRENCIES_SQL, params: [] }],
  ])("%s: the same rows in the same order", async (_, { sql, params }) => {
    const rows = await there.query(sql, params);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(await here(sql, params));
  });
});
