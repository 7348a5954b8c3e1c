import fc from "fast-check";
import type { SemanticQuery } from "@/lib/contract/analyst";
import { compileQuery } from "@/lib/semantic/compile";
import { addDays, periodsIn } from "@/lib/semantic/days";
import { metricModel } from "@/tests/support/analyst-world";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";

const model = metricModel();
const [FROM, TO] = ["2026-01-05", "2026-03-02"];
const METRICS = [
  "active_customers",
  "active_subscriptions",
  "churn_rate",
  "new_mrr",
  "expansion_mrr",
  "churned_mrr",
  "nrr",
];

const day = fc.integer({ min: 0, max: 60 }).map((after) => addDays("2025-12-29", after));
const version = fc.record({
  customer: fc.integer({ min: 1, max: 4 }),
  subscription: fc.integer({ min: 1, max: 2 }),
  from: day,
  days: fc.option(fc.integer({ min: 0, max: 30 })),
  currency: fc.constantFrom("USD", "EUR"),
  status: fc.constantFrom("active", "active", "paused", "trialing"),
  seats: fc.integer({ min: 1, max: 9 }),
});

/** Versions that overlap, repeat, end on the day they start, or never: what a customer is counted by must still be one. */
const world = fc.array(version, { maxLength: 14 }).map((versions) =>
  memoryWarehouse(
    {
      customers: [1, 2, 3, 4].map((id) => ({ customer_id: `c${id}`, name: `C${id}`, region: id % 2 ? "NA" : "EMEA" })),
      subscriptions: versions.map(({ customer, subscription, from, days, currency, status, seats }) => ({
        subscription_id: `s${customer}-${subscription}`,
        customer_id: `c${customer}`,
        tier: seats > 4 ? "Pro" : "Starter",
        currency,
        status,
        billing_period: "monthly",
        seats,
        unit_price_cents: "1000",
        started_on: from,
        valid_from: from,
        valid_to: days === null ? null : addDays(from, days),
        trial_ends_on: null,
      })),
    },
    { asOf: "2026-03-01" },
  ),
);

async function read(warehouse: Awaited<ReturnType<typeof memoryWarehouse>>, more: Partial<SemanticQuery>) {
  const query: SemanticQuery = {
    op: "value",
    metrics: METRICS,
    dims: [],
    filters: [],
    time: { from: FROM, to: TO, label: "w", partial: false },
    assumptions: [],
    ...more,
  };
  const { sql, params } = compileQuery(model, query, { asOf: "2026-03-01", currencies: [] });
  return warehouse.query(sql, params);
}

test.each([
  ["as a whole", METRICS, []],
  ["by region", METRICS, ["region"]],
  ["by currency", METRICS.filter((id) => id !== "churn_rate"), ["currency"]],
  ["by tier", METRICS.filter((id) => id !== "churn_rate"), ["tier"]],
])("a series of weeks says of each week what the week alone says, %s", async (_, metrics, dims) => {
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const warehouse = await made;
      const key = (row: Record<string, unknown>) => dims.map((dim) => row[dim]).join();
      const series = await read(warehouse, {
        op: "trend",
        metrics,
        dims,
        time: { from: FROM, to: TO, grain: "week", label: "w", partial: false },
      });
      for (const monday of periodsIn("week", FROM, TO)) {
        const alone = await read(warehouse, {
          op: dims.length > 0 ? "breakdown" : "value",
          metrics,
          dims,
          time: { from: monday, to: addDays(monday, 7), label: "w", partial: false },
        });
        const inSeries = new Map(
          series.filter((row) => String(row.period).slice(0, 10) === monday).map((row) => [key(row), row]),
        );
        for (const row of alone)
          for (const metric of metrics)
            expect([monday, key(row), metric, Number(inSeries.get(key(row))?.[metric] ?? 0)]).toEqual([
              monday,
              key(row),
              metric,
              Number(row[metric] ?? 0),
            ]);
      }
    }),
    { numRuns: 12, seed: 7 },
  );
});

test("retention on every week is that of customers and currencies grouped by hand", async () => {
  const version = `(select *, greatest(coalesce(valid_from, started_on), started_on) f, coalesce(valid_to, date '9999-12-31') t
    from subscriptions where status = 'active')`;
  const mrr = (on: string) =>
    `(select customer_id, currency, sum(seats * unit_price_cents) m from ${version} where f <= date '${on}' and date '${on}' < t group by 1, 2)`;
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const warehouse = await made;
      const metrics = ["new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr"];
      const series = await read(warehouse, {
        op: "trend",
        metrics,
        time: { from: FROM, to: TO, grain: "week", label: "w", partial: false },
      });
      for (const monday of periodsIn("week", FROM, TO)) {
        const [expected] = await warehouse.query(
          `select coalesce(sum(b) filter (where a = 0), 0) as new_mrr, coalesce(sum(b - a) filter (where a > 0 and b > a), 0) as expansion_mrr,
             coalesce(sum(a - b) filter (where b > 0 and b < a), 0) as contraction_mrr, coalesce(sum(a) filter (where b = 0), 0) as churned_mrr
           from (select coalesce(x.m, 0) a, coalesce(y.m, 0) b from ${mrr(monday)} x full join ${mrr(addDays(monday, 6))} y using (customer_id, currency)) moved`,
        );
        const row = series.find((each) => String(each.period).slice(0, 10) === monday);
        for (const metric of metrics)
          expect([monday, metric, Number(row?.[metric] ?? 0)]).toEqual([monday, metric, Number(expected?.[metric])]);
      }
    }),
    { numRuns: 25, seed: 11 },
  );
});
