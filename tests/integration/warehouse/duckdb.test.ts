import { memoryWarehouse } from "@/tests/support/memory-warehouse";

const warehouse = () =>
  memoryWarehouse(
    {
      refunds: [
        {
          refund_id: "r1",
          customer_id: "c1",
          amount_cents: 15000,
          currency: "USD",
          kind: "refund",
          refunded_at: "2026-02-03T04:05:06Z",
        },
      ],
    },
    { asOf: "2026-02-28" },
  );

test("reads integers, dates and timestamps as plain values", async () => {
  const rows = await (await warehouse()).query(
    "select amount_cents, sum(amount_cents) over () as total, refunded_at, cast(refunded_at as date) as day, 1.5::decimal(10,2) as d from refunds where refund_id = $1",
    ["r1"],
  );
  expect(rows).toEqual([
    { amount_cents: 15000, total: 15000, refunded_at: "2026-02-03T04:05:06.000Z", day: "2026-02-03", d: 1.5 },
  ]);
});

test("an integer past 2^53 is an error, never rounded", async () => {
  await expect((await warehouse()).query("select 9007199254740993::bigint as big")).rejects.toThrow(
    /past the largest exact integer/,
  );
});

test("stops at maxRows and at an aborted signal", async () => {
  const db = await warehouse();
  expect(await db.query("select * from range(100000)", [], { maxRows: 3 })).toHaveLength(3);
  const slow = db.query("select sum(a.range * b.range) from range(10000000) a, range(100000) b", [], {
    signal: AbortSignal.timeout(100),
  });
  await expect(slow).rejects.toMatchObject({ code: "timeout" });
});

test("a broken statement names the fault and leaves the engine usable", async () => {
  const db = await warehouse();
  await expect(db.query("select nope from refunds")).rejects.toMatchObject({ code: "unavailable" });
  expect(await db.query("select 1 as one")).toEqual([{ one: 1 }]);
});
