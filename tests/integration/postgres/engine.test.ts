import { openPostgres, type PostgresDb } from "@/adapters/warehouse/postgres/connection";
import { describePostgres, PASSWORD, type PostgresServer, startPostgres } from "@/tests/support/postgres-server";

jest.setTimeout(60_000);

describePostgres("rows and statements of a PostgreSQL warehouse", () => {
  let postgres: PostgresServer;
  let db: PostgresDb;
  beforeAll(async () => {
    postgres = await startPostgres();
    db = openPostgres(postgres.url(), { statementTimeoutMs: 3000 });
  });
  afterAll(async () => {
    await db?.close();
    postgres?.remove();
  });

  const read = async (sql: string) => Object.values((await db.query(`select ${sql} as value`))[0] ?? {})[0];
  const active = async () => {
    const [row] = await postgres.run(
      "select count(*)::int as n from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid() and state = 'active'",
    );
    return row?.n;
  };

  test.each([
    ["cast(9007199254740991 as bigint)", 9_007_199_254_740_991],
    ["cast(-12 as smallint)", -12],
    ["(select sum(x) from (values (cast(1 as bigint)), (2)) v(x))", 3],
    ["cast(12.50 as numeric)", 12.5],
    ["cast(0.1 as double precision) + cast(0.2 as double precision)", 0.30000000000000004],
    ["cast('2026-02-28' as date)", "2026-02-28"],
    ["cast('2026-02-28 10:11:12' as timestamp)", "2026-02-28T10:11:12.000Z"],
    ["cast('2026-02-28 10:11:12.123456' as timestamp)", "2026-02-28T10:11:12.123Z"],
    ["cast('2026-02-28 10:11:12+02' as timestamptz)", "2026-02-28T08:11:12.000Z"],
    ["date_trunc('week', cast('2026-02-28 10:11:12' as timestamp))", "2026-02-23T00:00:00.000Z"],
    ["true", true],
    ["cast('x' as char(3))", "x  "],
    ["cast('' as text)", ""],
    ["cast(null as date)", null],
  ])("%s is read as %p", async (sql, value) => {
    expect(await read(sql)).toBe(value);
  });

  test.each([
    ["cast(9007199254740992 as bigint)", "past the largest exact integer"],
    ["(select sum(x) from (values (cast(9007199254740991 as bigint)), (1)) v(x))", "past the largest exact integer"],
    ["cast('infinity' as date)", "leave a date without an end empty"],
    ["cast('infinity' as timestamp)", "no UTC instant"],
    ["cast('{}' as jsonb)", "a type that is not read"],
  ])("%s is an error, never a wrong value", async (sql, message) => {
    await expect(read(sql)).rejects.toMatchObject({ code: "internal", message: expect.stringContaining(message) });
  });

  test("values are bound, and one statement is one statement", async () => {
    const hostile = "'; drop table x; --";
    expect(await db.query("select cast($1 as varchar) as a, cast($2 as bigint) as b", [hostile, 5])).toEqual([
      { a: hostile, b: 5 },
    ]);
    await expect(db.query("select 1; select 2")).rejects.toMatchObject({ code: "unavailable" });
  });

  test("sessions are read-only, in UTC, and no statement leaves a setting behind", async () => {
    await expect(db.query("create table x (y int)")).rejects.toThrow(/read-only transaction/);
    expect(await read("current_setting('default_transaction_read_only')")).toBe("on");
    expect(await read("current_setting('timezone')")).toBe("UTC");
    await db.query("select set_config('timezone', 'Asia/Tokyo', false), set_config('search_path', 'nowhere', false)");
    expect(await read("current_setting('timezone')")).toBe("UTC");
    expect(await read("current_setting('search_path')")).not.toBe("nowhere");
  });

  test("stops at maxRows", async () => {
    const rows = await db.query("select g from generate_series(1, 100000) g order by g -- all", [], { maxRows: 3 });
    expect(rows).toEqual([{ g: 1 }, { g: 2 }, { g: 3 }]);
  });

  test("an aborted signal ends the statement on the server too", async () => {
    const started = Date.now();
    const work = db.query("select pg_sleep(30)", [], { signal: AbortSignal.timeout(300) });
    await expect(work).rejects.toMatchObject({ code: "timeout" });
    expect(Date.now() - started).toBeLessThan(5000);
    for (let wait = 0; wait < 40 && (await active()) !== 0; wait += 1)
      await new Promise((done) => setTimeout(done, 50));
    expect(await active()).toBe(0);
    expect(await read("1")).toBe(1);
  });

  test("a statement past the limit is stopped by the server", async () => {
    await expect(db.query("select pg_sleep(30)")).rejects.toMatchObject({
      code: "timeout",
      message: "The warehouse query ran into its limit of 3000 ms",
    });
  });

  test("at most four statements at once; the others wait their turn", async () => {
    const peak = Array.from({ length: 12 }, () =>
      db.query(
        "select count(*) as n from pg_stat_activity, pg_sleep(0.1) where application_name = 'opsiq' and state = 'active'",
      ),
    );
    const counts = (await Promise.all(peak)).map(([row]) => Number(row?.n));
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
  });

  test("a wrong password and a server that is gone say so without the password", async () => {
    const wrong = openPostgres(postgres.url().replace("pa55", "pa66"), { statementTimeoutMs: 1000 });
    const refused = openPostgres(`postgres://u:${encodeURIComponent(PASSWORD)}@127.0.0.1:1/x`, {
      statementTimeoutMs: 1000,
    });
    for (const [broken, words] of [
      [wrong, /password authentication failed/],
      [refused, /ECONNREFUSED/],
    ] as const) {
      const error = await broken.query("select 1").catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "unavailable", message: expect.stringMatching(words) });
      expect(JSON.stringify(error) + String(error)).not.toContain("planted");
      expect(broken.address).not.toContain("planted");
      await broken.close();
    }
  });
});
