import { answerQuestion } from "@/agents/analyst";
import type { Answer } from "@/lib/contract/analyst";
import type { Warehouse } from "@/lib/ports";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";

const model = metricModel();
let world: Warehouse;
beforeAll(async () => {
  world = await analystWorld();
});

const ask = (question: string): Promise<Answer> =>
  answerQuestion({ warehouse: world, llm: null, model, recordTrace: () => {} }, { question });

const LIVE_REFUNDS = "from refunds where kind = 'refund'";

test("a threshold on groups keeps those whose total passes it", async () => {
  const answer = await ask("customers with more than $500 of refunds");
  const expected = await world.query(
    `select customer_id, sum(amount_cents) as cents ${LIVE_REFUNDS} group by 1 having sum(amount_cents) > 50000 order by 2 desc, 1`,
  );
  expect(expected.length).toBeGreaterThan(3);
  expect(answer.rows.map((row) => [row[1], row[2]])).toEqual(
    expected.map((row) => [row.customer_id, Number(row.cents)]),
  );
  expect(answer.answer).toContain(`${expected.length} groups with refunds above $500.00`);
});

test.each([
  ["customers with more than 2 refunds this year", "count(*) > 2", "count(*)", "refunded_at >= '2026-01-01'"],
  ["customers with at least 3 refunds", "count(*) >= 3", "count(*)", "true"],
  ["customers with fewer than 2 refunds", "count(*) < 2", "count(*)", "true"],
])("%s", async (question, having, value, where) => {
  const answer = await ask(question);
  const expected = await world.query(
    `select customer_id, ${value} as n ${LIVE_REFUNDS} and ${where} group by 1 having ${having} order by 2 desc, 1`,
  );
  expect(answer.rows.map((row) => [row[1], row[2]])).toEqual(expected.map((row) => [row.customer_id, Number(row.n)]));
});

test("a threshold on rows lists them and counts all of them", async () => {
  const answer = await ask("refunds of at least $500 last quarter");
  const [expected] = await world.query(
    `select count(*) as n, max(amount_cents) as top ${LIVE_REFUNDS} and amount_cents >= 50000
     and refunded_at >= '2026-04-01' and refunded_at < '2026-07-01'`,
  );
  expect(answer.rowCount).toBe(Number(expected?.n));
  expect(answer.rows[0]).toContain(Number(expected?.top));
  expect(answer.answer).toContain(`${expected?.n} row`);
});

test("a distribution adds up to its rows, and its quantiles are those of the warehouse", async () => {
  const answer = await ask("distribution of invoice amounts in Q2");
  const [expected] = await world.query(
    `select count(*) as n, median(billed_amount_cents) as middle, quantile_cont(billed_amount_cents, 0.9) as p90 from invoices
     where status in ('open', 'paid', 'uncollectible') and issued_on >= '2026-04-01' and issued_on < '2026-07-01'`,
  );
  expect(answer.rows.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(Number(expected?.n));
  const money = (cents: unknown) =>
    new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(Number(cents) / 100);
  expect(answer.answer).toContain(`Median ${money(expected?.middle)} over ${expected?.n} rows`);
  expect(answer.answer).toContain(`90 % are at most ${money(expected?.p90)}`);
  expect(answer.chart).toMatchObject({ kind: "bar", unit: "count" });
});

test("a distribution over customers takes one value each", async () => {
  const answer = await ask("distribution of MRR across customers");
  const [active] = (await ask("how many active customers do we have")).rows;
  expect(answer.rows.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(active?.[0]);
});

test("cohorts follow the customers who started in each month", async () => {
  const answer = await ask("customer retention by signup cohort");
  const starts = await world.query(
    "select cast(date_trunc('month', first) as varchar) as month, count(*) as n from (select customer_id, min(started_on) as first from subscriptions group by 1) group by 1 order by 1",
  );
  const first = answer.rows.filter((row) => row[1] === 0);
  expect(first.map((row) => [row[0], row[2]])).toEqual(
    starts.map((row) => [String(row.month).slice(0, 10), Number(row.n)]),
  );
  const [kept] = await world.query(
    `select count(distinct s.customer_id) as n from subscriptions s
     join (select customer_id, min(started_on) as first from subscriptions group by 1) f on f.customer_id = s.customer_id
     where f.first >= '2025-06-01' and f.first < '2025-07-01'
       and greatest(coalesce(valid_from, started_on), started_on, coalesce(trial_ends_on, started_on)) <= '2026-06-30'
       and '2026-06-30' < least(coalesce(valid_to, '9999-12-31'), coalesce(canceled_on, '9999-12-31'))`,
  );
  const june = answer.rows.find((row) => row[0] === "2025-06-01" && row[1] === 12);
  expect(june?.[3]).toBe(Number(kept?.n));
  expect(answer.answer).toMatch(/after 12 months/);
  expect(answer.chart?.kind).toBe("heatmap");
});

test("MRR kept by a cohort is that of its own customers", async () => {
  const answer = await ask("MRR retention by monthly cohort");
  const total = (await ask("MRR")).rows[0]?.[0];
  const newest = answer.rows.filter((row) => {
    const [year = 0, month = 0] = String(row[0]).split("-").map(Number);
    return (2026 - year) * 12 + 8 - month === row[1];
  });
  expect(newest.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(total);
});

test("the part that changed most comes first", async () => {
  const answer = await ask("which region's refunds fell most in July");
  const changes = answer.rows.map((row) => Number(row[3]));
  expect(changes).toEqual([...changes].sort((a, b) => a - b));
  expect(answer.semanticQuery).toMatchObject({ op: "compare", dims: ["region"], order: "asc" });
});

test.each([
  "top 3 customers per region by MRR",
  "refunds over $500 and credits over $200",
  "revenue in EMEA and refunds in APAC last month",
  "refunds above 10%",
  "refund rate over $5 by region",
  "MRR trend above $100",
])("%s is not guessed", async (question) => {
  const answer = await ask(question);
  expect(answer.refusal?.alternatives.length).toBeGreaterThanOrEqual(2);
  expect(answer.rows).toEqual([]);
});

test.each([
  [
    "Why did invoiced revenue change in July?",
    "Jul 2025",
    "select sum(billed_amount_cents) from invoices where status in ('open', 'paid', 'uncollectible') and issued_on >= '2025-07-01' and issued_on < '2025-08-01'",
  ],
  [
    "Why is invoiced revenue down this month?",
    "1 to 18 Aug 2025",
    "select sum(billed_amount_cents) from invoices where status in ('open', 'paid', 'uncollectible') and issued_on >= '2025-08-01' and issued_on < '2025-08-19'",
  ],
])("the same window a year before is told: %s", async (question, label, sql) => {
  const answer = await ask(question);
  const [row] = await world.query(sql);
  const cents = Number(Object.values(row ?? {})[0]);
  expect(cents).toBeGreaterThan(0);
  const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100);
  expect(answer.why?.gate.text).toContain(`A year before, ${label}: ${money}`);
});
