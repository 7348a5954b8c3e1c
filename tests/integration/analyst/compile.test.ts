import type { SemanticQuery } from "@/lib/contract/analyst";
import type { Warehouse } from "@/lib/ports";
import { compileQuery } from "@/lib/semantic/compile";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";

const model = metricModel();
const options = { asOf: "2026-08-18", currencies: ["USD"] };
const WINDOW = { from: "2026-05-01", to: "2026-08-01", label: "May to July", partial: false };
const query = (metric: string, rest: Partial<SemanticQuery> = {}): SemanticQuery => ({
  op: "value",
  metrics: [metric],
  dims: [],
  filters: [],
  time: WINDOW,
  assumptions: [],
  ...rest,
});

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await analystWorld();
});

async function run(question: SemanticQuery) {
  const { sql, params } = compileQuery(model, question, options);
  return warehouse.query(sql, params);
}
async function scalar(sql: string): Promise<unknown> {
  const [row] = await warehouse.query(sql);
  return row && Object.values(row)[0];
}

const LIVE = "status in ('open','paid','uncollectible')";
const IN = (column: string) => `${column} >= date '2026-05-01' and ${column} < date '2026-08-01'`;
const VERSION = `(select *, greatest(coalesce(valid_from, started_on), started_on, coalesce(trial_ends_on, started_on)) f,
  least(coalesce(valid_to, date '9999-12-31'), coalesce(canceled_on, date '9999-12-31')) t from subscriptions)`;
const MRR = (day: string) =>
  `select sum(floor(seats * unit_price_cents * (1 - case when discount_ends_on is null or date '${day}' < discount_ends_on then coalesce(discount_pct, 0) else 0 end / 100) + 0.5))::bigint from ${VERSION} where status <> 'paused' and f <= date '${day}' and date '${day}' < t`;
const ACTIVE = (day: string) =>
  `select count(distinct customer_id) from ${VERSION} where f <= date '${day}' and date '${day}' < t`;

/** Months of this world are whole calendar months, and no version starts or ends inside one but by cancellation or trial. */
const PERIODS = `select subscription_id, period_start, billed, overage, floor(price + overage + 0.5) contracted from (
  select p.*, (select coalesce(sum(case when v.status = 'paused' then 0 else v.seats * v.unit_price_cents
      * (1 - case when v.discount_ends_on is null or p.period_start < v.discount_ends_on then coalesce(v.discount_pct, 0) else 0 end / 100)
      * (least(v.t, p.period_end) - greatest(v.f, p.period_start)) / (p.period_end - p.period_start) end), 0)
      from ${VERSION} v where v.subscription_id = p.subscription_id and v.f < p.period_end and v.t > p.period_start) price,
    greatest(0, (select coalesce(sum(quantity), 0) from usage_events u where u.subscription_id = p.subscription_id
      and u.occurred_at::date >= p.period_start and u.occurred_at::date < p.period_end) - 100) * 2.5 overage
  from (select subscription_id, period_start, period_end, sum(billed_amount_cents) billed from invoices where ${LIVE}
    and period_end <= date '2026-08-19' group by 1, 2, 3) p)`;

/** Every metric against SQL written by hand, to the cent. */
const GOLDEN: Record<string, string> = {
  invoiced: `select sum(billed_amount_cents)::bigint from invoices where ${LIVE} and ${IN("issued_on")}`,
  invoice_count: `select count(*) from invoices where ${LIVE} and ${IN("issued_on")}`,
  average_invoice: `select floor(sum(billed_amount_cents) / count(*) + 0.5)::bigint from invoices where ${LIVE} and ${IN("issued_on")}`,
  days_to_pay: `select median(paid_on - issued_on) from invoices where ${LIVE} and ${IN("paid_on")}`,
  average_days_to_pay: `select avg(paid_on - issued_on) from invoices where ${LIVE} and ${IN("paid_on")}`,
  collected: `select sum(amount_cents)::bigint from payments where status = 'succeeded' and ${IN("paid_at::date")}`,
  payment_amount: `select sum(amount_cents)::bigint from payments where status = 'succeeded' and ${IN("paid_at::date")}`,
  disputed_amount: `select sum(amount_cents)::bigint from payments where status = 'disputed' and ${IN("paid_at::date")}`,
  payment_count: `select count(*) from payments where status = 'succeeded' and ${IN("paid_at::date")}`,
  payment_attempts: `select count(*) from payments where status in ('succeeded','failed') and ${IN("paid_at::date")}`,
  failed_payments: `select count(*) from payments where status = 'failed' and ${IN("paid_at::date")}`,
  failed_amount: `select sum(amount_cents)::bigint from payments where status = 'failed' and ${IN("paid_at::date")}`,
  payment_failure_rate: `select 100.0 * count(*) filter (where status = 'failed') / count(*) from payments where status in ('succeeded','failed') and ${IN("paid_at::date")}`,
  refund_amount: `select sum(amount_cents)::bigint from refunds where kind = 'refund' and ${IN("refunded_at::date")}`,
  refund_count: `select count(*) from refunds where kind = 'refund' and ${IN("refunded_at::date")}`,
  average_refund: `select floor(sum(amount_cents) / count(*) + 0.5)::bigint from refunds where kind = 'refund' and ${IN("refunded_at::date")}`,
  refund_rate: `select 100.0 * (select sum(amount_cents) from refunds where kind = 'refund' and ${IN("refunded_at::date")}) / (select sum(amount_cents) from payments where status = 'succeeded' and ${IN("paid_at::date")})`,
  credit_amount: `select sum(amount_cents)::bigint from refunds where kind = 'credit' and ${IN("refunded_at::date")}`,
  credit_count: `select count(*) from refunds where kind = 'credit' and ${IN("refunded_at::date")}`,
  net_revenue: `select ((select sum(billed_amount_cents) from invoices where ${LIVE} and ${IN("issued_on")}) - (select sum(amount_cents) from refunds where kind = 'refund' and ${IN("refunded_at::date")}))::bigint`,
  mrr: MRR("2026-07-31"),
  arr: `select (12 * (${MRR("2026-07-31")}))::bigint`,
  active_customers: ACTIVE("2026-07-31"),
  active_subscriptions: ACTIVE("2026-07-31").replace("customer_id", "subscription_id"),
  seats: `select sum(seats)::bigint from ${VERSION} where f <= date '2026-07-31' and date '2026-07-31' < t`,
  arpa: `select floor((${MRR("2026-07-31")}) / (${ACTIVE("2026-07-31")}) + 0.5)::bigint`,
  new_customers: `select count(*) from (select customer_id, min(started_on) s from subscriptions group by 1) where ${IN("s")}`,
  churned_customers: `select count(*) from (select customer_id, max(t) e from ${VERSION} where f < t group by 1) where ${IN("e")}`,
  churn_rate: `select 100.0 * (select count(*) from (select customer_id, max(t) e from ${VERSION} where f < t group by 1) where ${IN("e")}) / (${ACTIVE("2026-05-01")})`,
  past_due: `select sum(billed_amount_cents)::bigint from invoices where (status = 'open' or (status = 'paid' and paid_on > date '2026-07-31')) and due_on < date '2026-07-31' and issued_on <= date '2026-07-31'`,
  past_due_count: `select count(*) from invoices where (status = 'open' or (status = 'paid' and paid_on > date '2026-07-31')) and due_on < date '2026-07-31' and issued_on <= date '2026-07-31'`,
  outstanding: `select sum(billed_amount_cents)::bigint from invoices where status = 'open' and ${IN("issued_on")}`,
  underbilled: `select sum(greatest(contracted - billed, 0))::bigint from (${PERIODS}) where ${IN("period_start")}`,
  contracted: `select sum(contracted)::bigint from (${PERIODS}) where ${IN("period_start")}`,
  underbilled_rate: `select 100.0 * sum(greatest(contracted - billed, 0)) / sum(contracted) from (${PERIODS}) where ${IN("period_start")}`,
  overage: `select sum(floor(overage + 0.5))::bigint from (${PERIODS}) where ${IN("period_start")}`,
  overage_units: `select sum(overage) / 2.5 from (${PERIODS}) where ${IN("period_start")}`,
  usage_units: `select sum(quantity) from usage_events where ${IN("occurred_at::date")}`,
  usage_events: `select count(*) from usage_events where ${IN("occurred_at::date")}`,
  signals: `select count(*) from signal_events where ${IN("occurred_at::date")}`,
};

test.each(Object.entries(GOLDEN))("%s equals SQL written by hand", async (metric, sql) => {
  const expected = await scalar(sql);
  const [row] = await run(query(metric));
  expect(typeof expected).toBe("number");
  expect(expected).not.toBe(0);
  expect(row?.[metric]).toBeCloseTo(Number(expected), 6);
});

test("past due today is open invoices due before the as-of day", async () => {
  const today = { from: "2026-08-18", to: "2026-08-19", label: "today", partial: false };
  const expected = await scalar(
    "select sum(billed_amount_cents)::bigint from invoices where status = 'open' and due_on < date '2026-08-18'",
  );
  expect((await run(query("past_due", { time: today })))[0]?.past_due).toBe(expected);
});

test("retention divides the MRR of customers that were there on the first day", async () => {
  const day = (d: string) =>
    `(select customer_id, sum(floor(seats * unit_price_cents * (1 - case when discount_ends_on is null or date '${d}' < discount_ends_on then coalesce(discount_pct, 0) else 0 end / 100) + 0.5)) m from ${VERSION} where status <> 'paused' and f <= date '${d}' and date '${d}' < t group by 1)`;
  const expected =
    await warehouse.query(`select 100.0 * sum(coalesce(b.m, 0)) / sum(a.m) nrr, 100.0 * sum(least(a.m, coalesce(b.m, 0))) / sum(a.m) grr
    from ${day("2026-05-01")} a left join ${day("2026-07-31")} b using (customer_id) where a.m > 0`);
  const [row] = await run(query("nrr", { metrics: ["nrr", "grr"] }));
  expect(row?.nrr).toBeCloseTo(Number(expected[0]?.nrr), 9);
  expect(row?.grr).toBeCloseTo(Number(expected[0]?.grr), 9);
});

/** MRR of each customer on a day, by the versions in force. */
const mrrBy = (day: string) =>
  `(select customer_id, sum(floor(seats * unit_price_cents * (1 - case when discount_ends_on is null or date '${day}' < discount_ends_on then coalesce(discount_pct, 0) else 0 end / 100) + 0.5)) m from ${VERSION} where status <> 'paused' and f <= date '${day}' and date '${day}' < t group by 1)`;
const MOVED = `(select coalesce(a.m, 0) a, coalesce(b.m, 0) b from ${mrrBy("2025-10-01")} a full join ${mrrBy("2026-03-31")} b using (customer_id))`;

test.each([
  ["new_mrr", "sum(b) filter (where a = 0)"],
  ["expansion_mrr", "sum(b - a) filter (where a > 0 and b > a)"],
  ["contraction_mrr", "coalesce(sum(a - b) filter (where b > 0 and b < a), 0)"],
  ["churned_mrr", "sum(a) filter (where b = 0)"],
])("%s equals SQL written by hand, and the movements add up to the change of MRR", async (metric, sql) => {
  const time = { from: "2025-10-01", to: "2026-04-01", label: "half a year", partial: false };
  const [row] = await run(query(metric, { time }));
  expect(row?.[metric]).toBe(Number(await scalar(`select (${sql})::bigint from ${MOVED}`)));
  const [all] = await run(query("new_mrr", { metrics: ["new_mrr", "expansion_mrr", "contraction_mrr"], time }));
  const [churned] = await run(query("churned_mrr", { time }));
  const change = Number(await scalar(`select sum(b - a)::bigint from ${MOVED}`));
  const [opened, grown, shrunk] = [all?.new_mrr, all?.expansion_mrr, all?.contraction_mrr].map(Number);
  expect((opened ?? 0) + (grown ?? 0) - (shrunk ?? 0) - Number(churned?.churned_mrr)).toBe(change);
});

test("a customer that comes back counts as new MRR of the window it comes back in", async () => {
  const version = { tier: "Pro", seats: 2, unit_price_cents: 5000, billing_period: "month", currency: "USD" };
  const back = await memoryWarehouse(
    {
      customers: [
        {
          customer_id: "c",
          name: "C",
          region: "NA",
          tier: "Pro",
          currency: "USD",
          status: "active",
          created_at: "2025-01-01T00:00:00Z",
        },
      ],
      subscriptions: [
        {
          ...version,
          subscription_id: "s1",
          customer_id: "c",
          status: "canceled",
          started_on: "2025-01-01",
          canceled_on: "2025-06-01",
        },
        {
          ...version,
          subscription_id: "s2",
          customer_id: "c",
          status: "active",
          started_on: "2025-09-10",
          canceled_on: null,
        },
      ],
    },
    { asOf: "2025-12-31" },
  );
  const movement = async (from: string, to: string) => {
    const { sql, params } = compileQuery(
      model,
      query("new_mrr", { metrics: ["new_mrr", "churned_mrr"], time: { from, to, label: "", partial: false } }),
      { asOf: "2025-12-31", currencies: ["USD"] },
    );
    const [row] = await back.query(sql, params);
    return [row?.new_mrr, row?.churned_mrr];
  };
  expect(await movement("2025-05-01", "2025-07-01")).toEqual([0, 10_000]);
  expect(await movement("2025-09-01", "2025-10-01")).toEqual([10_000, 0]);
});

test("a row's tier is that of the version in force on its date", async () => {
  const rows = await run(query("invoiced", { op: "breakdown", dims: ["tier"] }));
  const expected = await warehouse.query(`select v.tier, sum(i.billed_amount_cents)::bigint total from invoices i
    join ${VERSION} v on v.subscription_id = i.subscription_id and v.f <= i.issued_on and i.issued_on < v.t
    where i.${LIVE} and ${IN("i.issued_on")} group by 1 order by 2 desc`);
  expect(rows.map((row) => [row.tier, row.invoiced])).toEqual(expected.map((row) => [row.tier, row.total]));
});

test("two facts are aggregated apart: a month with refunds and no invoices keeps both", async () => {
  const rows = await run(
    query("net_revenue", {
      op: "trend",
      metrics: ["net_revenue", "refund_amount"],
      time: { ...WINDOW, grain: "week" },
    }),
  );
  const total = rows.reduce((sum, row) => sum + Number(row.net_revenue), 0);
  expect(total).toBe((await run(query("net_revenue")))[0]?.net_revenue);
});

test("an explicit status replaces the default filter; money of two currencies is kept apart", async () => {
  const voided = await run(
    query("invoice_count", { filters: [{ dim: "invoice_status", op: "in", values: ["void"] }] }),
  );
  expect(voided[0]?.invoice_count).toBe(
    await scalar(`select count(*) from invoices where status = 'void' and ${IN("issued_on")}`),
  );
  const compiled = compileQuery(model, query("invoiced"), { asOf: "2026-08-18", currencies: ["EUR", "USD"] });
  expect(compiled.dims).toEqual(["currency"]);
});

test("values are bound, never written into the statement", () => {
  const hostile = "EMEA'); drop table invoices; --";
  const { sql, params } = compileQuery(
    model,
    query("invoiced", { filters: [{ dim: "region", op: "in", values: [hostile] }] }),
    options,
  );
  expect(sql).not.toContain("drop table");
  expect(params).toContain(hostile);
});

test.each([
  ["unknown metric", query("nope")],
  ["unknown dimension", query("mrr", { dims: ["nope"] })],
  ["a dimension that would count rows twice", query("mrr", { dims: ["refund_reason"] })],
])("%s is refused", (_, bad) =>
  expect(() => compileQuery(model, bad, options)).toThrow(expect.objectContaining({ code: "validation" })),
);
