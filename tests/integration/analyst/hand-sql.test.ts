import { join } from "node:path";
import { answerQuestion } from "@/agents/analyst";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD } from "@/data/world/options";
import type { Warehouse } from "@/lib/ports";
import { metricModel } from "@/tests/support/analyst-world";
import { folderWarehouse } from "@/tests/support/folder-warehouse";
import { temporaryFolder } from "@/tests/support/load-folder";

jest.setTimeout(120_000);

const model = metricModel();
const LIVE = "status in ('open', 'paid', 'uncollectible')";
const between = (column: string, from: string, to: string) =>
  `cast(${column} as date) >= date '${from}' and cast(${column} as date) < date '${to}'`;
const of = (table: string, key = "customer_id") => `${table} t join customers c on c.${key} = t.${key}`;
const VERSIONS = `(select *, greatest(coalesce(valid_from, started_on), started_on, coalesce(trial_ends_on, started_on)) f,
  case when status = 'trialing' and trial_ends_on is null then started_on
    else least(coalesce(valid_to, date '9999-12-31'), coalesce(canceled_on, date '9999-12-31')) end u from subscriptions)`;
const mrrOn = (day: string, keys: string) => `select ${keys}, sum(floor(v.seats * v.unit_price_cents * (1 - case
  when v.discount_ends_on is null or date '${day}' < v.discount_ends_on then coalesce(v.discount_pct, 0) else 0 end / 100.0) + 0.5 + 1e-7))::bigint m
  from ${VERSIONS} v join customers c on c.customer_id = v.customer_id
  where v.status <> 'paused' and v.f <= date '${day}' and date '${day}' < v.u`;

type Case = [question: string, sql: string];

/** Rows of both, keys as text and numbers to six digits, whatever the order of rows without an order of their own. */
function comparable(rows: readonly (readonly unknown[])[]): string[] {
  const cell = (value: unknown) =>
    typeof value === "number" || typeof value === "bigint"
      ? Number(value).toFixed(6)
      : /^\d{4}-\d{2}-\d{2}/.test(String(value))
        ? String(value).slice(0, 10)
        : String(value);
  return rows.map((row) => row.map(cell).join(" | ")).sort();
}

async function check(warehouse: Warehouse, question: string, sql: string): Promise<void> {
  const answer = await answerQuestion({ warehouse, llm: null, model, recordTrace: () => {} }, { question });
  expect([question, answer.refusal?.message]).toEqual([question, undefined]);
  const expected = (await warehouse.query(sql)).map((row) => Object.values(row));
  expect(expected.length).toBeGreaterThan(0);
  expect(comparable(answer.rows)).toEqual(comparable(expected));
}

describe("the demo data, to the cent", () => {
  let world: Awaited<ReturnType<typeof folderWarehouse>>;
  beforeAll(async () => {
    world = await folderWarehouse("data/demo");
  });
  afterAll(() => world.close());

  const CASES: Case[] = [
    [
      "Refunds issued by Maya Chen in January",
      `select sum(amount_cents) from refunds where kind = 'refund' and issued_by = 'maya.chen' and ${between("refunded_at", "2026-01-01", "2026-02-01")}`,
    ],
    [
      "net revenue from South Africa and Chile in Q4 2025",
      `select (select sum(billed_amount_cents) from ${of("invoices")} where t.${LIVE} and c.country in ('ZA', 'CL') and ${between("t.issued_on", "2025-10-01", "2026-01-01")})
      - coalesce((select sum(amount_cents) from ${of("refunds")} where t.kind = 'refund' and c.country in ('ZA', 'CL') and ${between("t.refunded_at", "2025-10-01", "2026-01-01")}), 0)`,
    ],
    [
      "sepa, Q4 2025, collections by month",
      `select date_trunc('month', cast(paid_at as date)), sum(amount_cents) from payments where status = 'succeeded' and method = 'sepa' and ${between("paid_at", "2025-10-01", "2026-01-01")} group by 1`,
    ],
    [
      "SLA credits in 2025",
      `select sum(amount_cents) from refunds where kind = 'credit' and reason = 'sla_credit' and ${between("refunded_at", "2025-01-01", "2026-01-01")}`,
    ],
    [
      "month by month, for EMEA, number of invoices sent since October 2025",
      `select date_trunc('month', issued_on), count(*) from ${of("invoices")} where t.${LIVE} and c.region = 'EMEA' and ${between("issued_on", "2025-10-01", "2026-03-01")} group by 1`,
    ],
    [
      "what percentage of payments failed per payment method last month",
      `select method, 100.0 * count(*) filter (where status = 'failed') / count(*) from payments where status in ('succeeded', 'failed') and ${between("paid_at", "2026-01-01", "2026-02-01")} group by 1`,
    ],
    [
      "MRR in South Korea",
      `${mrrOn("2026-02-28", "c.country").replace("select c.country,", "select ")} and c.country = 'KR'`,
    ],
    [
      "Mid-market MRR by region at the end of 2025",
      `${mrrOn("2025-12-31", "c.region")} and c.segment = 'Mid-market' group by 1`,
    ],
    [
      "active customers by tier, not counting APAC",
      `select v.tier, count(distinct v.customer_id) from ${VERSIONS} v join customers c on c.customer_id = v.customer_id where c.region <> 'APAC' and v.f <= date '2026-02-28' and date '2026-02-28' < v.u group by 1`,
    ],
    [
      "customers with more than $300 of refunds in 2025",
      `select c.name, t.customer_id, sum(amount_cents) from ${of("refunds")} where kind = 'refund' and ${between("refunded_at", "2025-01-01", "2026-01-01")} group by 1, 2 having sum(amount_cents) > 30000`,
    ],
    [
      "refund rate per region for the second half of 2025",
      `select r.region, 100.0 * r.n / p.n from (select c.region, sum(amount_cents) n from ${of("refunds")} where t.kind = 'refund' and ${between("t.refunded_at", "2025-07-01", "2026-01-01")} group by 1) r
      join (select c.region, sum(amount_cents) n from ${of("payments")} where t.status = 'succeeded' and ${between("t.paid_at", "2025-07-01", "2026-01-01")} group by 1) p using (region)`,
    ],
    [
      "Median days to pay by region in 2025",
      `select c.region, median(paid_on - issued_on) from ${of("invoices")} where t.${LIVE} and ${between("t.paid_on", "2025-01-01", "2026-01-01")} group by 1`,
    ],
    [
      "new customers each quarter of 2025",
      `select date_trunc('quarter', s), count(*) from (select customer_id, min(started_on) s from subscriptions group by 1) where ${between("s", "2025-01-01", "2026-01-01")} group by 1`,
    ],
    [
      "api calls consumed in January by segment",
      `select c.segment, sum(quantity) from ${of("usage_events")} where metric = 'api_calls' and ${between("occurred_at", "2026-01-01", "2026-02-01")} group by 1`,
    ],
    [
      "overdue amount from customers in Germany",
      `select coalesce(sum(billed_amount_cents), 0) from ${of("invoices")} where t.status = 'open' and c.country = 'DE' and due_on < date '2026-02-28'`,
    ],
    [
      "the five customers who were billed the most in Q4 2025",
      `select c.name, t.customer_id, sum(billed_amount_cents) from ${of("invoices")} where t.${LIVE} and ${between("issued_on", "2025-10-01", "2026-01-01")} group by 1, 2 order by 3 desc, 2 limit 5`,
    ],
    [
      "how many incident signals did datadog raise",
      "select count(*) from signal_events where kind = 'incident' and source = 'datadog'",
    ],
    [
      "void invoices by region in 2025",
      `select c.region, count(*) from ${of("invoices")} where t.status = 'void' and ${between("issued_on", "2025-01-01", "2026-01-01")} group by 1`,
    ],
    [
      "churned customers in the last quarter by region",
      `select c.region, count(*) from (select customer_id, max(u) e from ${VERSIONS} where f < u group by 1) t join customers c using (customer_id) where ${between("e", "2025-10-01", "2026-01-01")} group by 1`,
    ],
    [
      "in Q4 2025, without LATAM, per segment: how much cash came in?",
      `select c.segment, sum(amount_cents) from ${of("payments")} where t.status = 'succeeded' and c.region <> 'LATAM' and ${between("t.paid_at", "2025-10-01", "2026-01-01")} group by 1`,
    ],
    [
      "how many referral credits were granted in Q4 2025",
      `select count(*) from refunds where kind = 'credit' and reason = 'referral_credit' and ${between("refunded_at", "2025-10-01", "2026-01-01")}`,
    ],
    [
      "top 3 reasons for refunds in 2025",
      `select reason, sum(amount_cents) from refunds where kind = 'refund' and ${between("refunded_at", "2025-01-01", "2026-01-01")} group by 1 order by 2 desc limit 3`,
    ],
    [
      "how long do SMB customers in North America take to pay?",
      `select median(paid_on - issued_on) from ${of("invoices")} where t.${LIVE} and c.region = 'NA' and c.segment = 'SMB' and paid_on is not null`,
    ],
    [
      "average invoice by segment in 2025, EMEA excluded",
      `select c.segment, floor(sum(billed_amount_cents) / count(*) + 0.5)::bigint from ${of("invoices")} where t.${LIVE} and c.region <> 'EMEA' and ${between("issued_on", "2025-01-01", "2026-01-01")} group by 1`,
    ],
    [
      "failed payments because of insufficient funds, by month, since July 2025",
      `select date_trunc('month', cast(paid_at as date)), count(*) from payments where status = 'failed' and failure_reason = 'insufficient_funds' and ${between("paid_at", "2025-07-01", "2026-03-01")} group by 1`,
    ],
  ];
  test.each(CASES)("%s", async (question, sql) => check(world.warehouse, question, sql));
});

describe("a generated world of several currencies", () => {
  let world: Awaited<ReturnType<typeof folderWarehouse>>;
  beforeAll(async () => {
    const folder = join(temporaryFolder(), "world");
    await writeWorld(folder, { ...DEFAULT_WORLD, invoices: 4_000, seed: 11 });
    world = await folderWarehouse(folder);
  });
  afterAll(() => world.close());

  const CASES: Case[] = [
    [
      "Q4 2025: what did we invoice in EMEA?",
      `select t.currency, sum(billed_amount_cents) from ${of("invoices")} where t.${LIVE} and c.region = 'EMEA' and ${between("issued_on", "2025-10-01", "2026-01-01")} group by 1`,
    ],
    [
      "refunds in euros by month since July 2025",
      `select m, coalesce(sum(amount_cents), 0) from generate_series(date '2025-07-01', date '2026-03-01', interval 1 month) months(m)
      left join refunds on kind = 'refund' and currency = 'EUR' and date_trunc('month', cast(refunded_at as date)) = m group by 1`,
    ],
    [
      "customers with more than €500 of refunds in 2025",
      `select c.name, t.customer_id, sum(amount_cents) from ${of("refunds")} where t.kind = 'refund' and t.currency = 'EUR' and ${between("refunded_at", "2025-01-01", "2026-01-01")} group by 1, 2 having sum(amount_cents) > 50000`,
    ],
    [
      "MRR per region at the end of last year, dollars only",
      `${mrrOn("2025-12-31", "c.region")} and v.currency = 'USD' group by 1`,
    ],
    [
      "in 2025, per currency, how much cash did we collect?",
      `select currency, sum(amount_cents) from payments where status = 'succeeded' and ${between("paid_at", "2025-01-01", "2026-01-01")} group by 1`,
    ],
    [
      "payments that failed, by decline reason, Q1 2026",
      `select coalesce(failure_reason, 'none'), count(*) from payments where status = 'failed' and ${between("paid_at", "2026-01-01", "2026-04-01")} group by 1`,
    ],
    [
      "number of refunds in Q1 2026 for everyone except EMEA",
      `select count(*) from ${of("refunds")} where t.kind = 'refund' and c.region <> 'EMEA' and ${between("refunded_at", "2026-01-01", "2026-04-01")}`,
    ],
    [
      "new logos by segment, 2025",
      `select c.segment, count(*) from (select customer_id, min(started_on) s from subscriptions group by 1) t join customers c using (customer_id) where ${between("s", "2025-01-01", "2026-01-01")} group by 1`,
    ],
  ];
  test.each(CASES)("%s", async (question, sql) => check(world.warehouse, question, sql));
});
