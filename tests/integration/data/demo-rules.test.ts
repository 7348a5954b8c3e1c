import { readFileSync } from "node:fs";
import type { TruthCase, World } from "@/data/generator/model";
import type { SqlRow } from "@/lib/ports";
import { loadFolder } from "@/tests/support/load-folder";
import * as rules from "./reference-rules";

const truth: World["truth"] = JSON.parse(readFileSync("data/demo-truth.json", "utf8"));
const planted = (type: TruthCase["anomalyType"]) => truth.cases.filter((one) => one.anomalyType === type);

let query: (sql: string) => Promise<SqlRow[]>;
beforeAll(async () => {
  const { db } = await loadFolder("data/demo");
  query = (sql) => db.query(sql);
});

test("the truth is six cases of five types, $2,478.00 in all, and claims add up", () => {
  expect(truth.cases).toHaveLength(6);
  expect(new Set(truth.cases.map((one) => one.anomalyType)).size).toBe(5);
  expect(truth.impactCents).toBe(247_800);
  for (const one of truth.cases) expect(one.claims.reduce((sum, claim) => sum + claim.cents, 0)).toBe(one.impactCents);
  expect(truth.cases.map((one) => one.impactCents).toSorted((a, b) => b - a)).toEqual([
    112_800, 45_500, 30_000, 27_000, 17_500, 15_000,
  ]);
});

test("the rules of the domain raise the planted cases and nothing else", async () => {
  const [spike] = planted("refund_spike");
  const [short] = planted("underbilling");
  const [tier] = planted("tier_mismatch");
  const [repeat] = planted("duplicate_refund");
  expect(await query(rules.refundSpike)).toEqual([{ region: "EMEA", week: spike?.entity.week, cents: 112_800 }]);
  expect(await query(rules.underbilling)).toEqual([
    { subscription_id: short?.entity.subscriptionId, periods: 3, cents: 30_000 },
  ]);
  expect(await query(rules.tierMismatch)).toEqual([
    { subscription_id: tier?.entity.subscriptionId, periods: 6, cents: 27_000 },
  ]);
  expect(await query(rules.duplicateRefund)).toEqual([{ refund_id: repeat?.claims[0]?.key, cents: 15_000 }]);
  expect(await query(rules.manualCredit)).toEqual(
    planted("manual_credit").map((one) => ({ refund_id: one.entity.refundId, cents: one.impactCents })),
  );
});

test("the EMEA weeks before the spike are those of the demo's arithmetic", async () => {
  const weeks = await query(
    `select sum(amount_cents) as cents, count(*) as n from refunds join customers using (customer_id)
     where region = 'EMEA' and kind = 'refund' and refunded_at >= '2025-12-22' and refunded_at < '2026-02-23'
     group by date_trunc('week', refunded_at) order by 1`,
  );
  expect(weeks.map((week) => Number(week.cents) / 100)).toEqual([60, 80, 90, 100, 110, 120, 130, 150, 1233]);
  expect(weeks.at(-1)?.n).toBe(9);
});

const naiveRules: [name: string, sql: string, truePositives: number][] = [
  [
    "two refunds of one amount to a customer within 72 hours",
    `select b.refund_id from refunds a join refunds b on a.customer_id = b.customer_id and a.amount_cents = b.amount_cents
     and a.refund_id < b.refund_id and b.refunded_at <= a.refunded_at + interval 72 hours where a.kind = 'refund' and b.kind = 'refund'`,
    1,
  ],
  [
    "the same amount of one payment given back twice within a week",
    `select b.refund_id from refunds a join refunds b on a.payment_id = b.payment_id and a.amount_cents = b.amount_cents
     and a.refund_id < b.refund_id and b.refunded_at <= a.refunded_at + interval 7 days`,
    1,
  ],
  [
    "an invoice's tier is not the subscription's latest",
    `select i.invoice_id from invoices i join (select subscription_id, arg_max(tier, valid_from) as tier from subscriptions
     group by 1) s using (subscription_id) where i.tier <> s.tier`,
    6,
  ],
  [
    "billed less than seats times price",
    `select invoice_id from invoices i join (select subscription_id, arg_max(seats * unit_price_cents, valid_from) as price
     from subscriptions group by 1) s using (subscription_id) where i.billed_amount_cents < s.price`,
    9,
  ],
  [
    "a region's refunds are over twice the mean of its eight weeks before",
    `with w as (select region, date_trunc('week', refunded_at) as week, sum(amount_cents) as total from refunds
     join customers using (customer_id) where kind = 'refund' group by 1, 2)
     select a.region, a.week from w a join w b on a.region = b.region and b.week < a.week and b.week >= a.week - interval 56 days
     group by a.region, a.week, a.total having count(*) = 8 and a.total > 2 * avg(b.total)`,
    1,
  ],
  ["a credit above the limit", "select refund_id from refunds where kind = 'credit' and amount_cents > 50000", 0],
  ["a credit without approver", "select refund_id from refunds where kind = 'credit' and approved_by is null", 0],
  [
    "three credits of one issuer on two days",
    `select a.refund_id from refunds a join refunds b on a.issued_by = b.issued_by and a.kind = 'credit' and b.kind = 'credit'
     and b.refunded_at between a.refunded_at and a.refunded_at + interval 48 hours group by 1 having count(*) >= 3`,
    0,
  ],
  [
    "two invoices of one subscription and period",
    "select subscription_id from invoices group by subscription_id, period_start having count(*) > 1",
    0,
  ],
  [
    "usage of a subscription without invoices",
    `select distinct subscription_id from usage_events where subscription_id not in (select subscription_id from invoices)`,
    0,
  ],
  ["a failed payment", "select payment_id from payments where status = 'failed'", 0],
];

test.each(naiveRules)("a naive rule raises false cases: %s", async (_name, sql, truePositives) => {
  expect((await query(sql)).length).toBeGreaterThan(truePositives);
});

test("differences inside the tolerance exist and are all of look-alikes", async () => {
  const differences = await query(rules.billedDifferences);
  expect(differences.length).toBeGreaterThan(20);
  expect(differences.every((one) => Number(one.short) > 0)).toBe(true);
});

test.each([
  [
    "refunds above their payment",
    "select payment_id from refunds join payments p using (payment_id) group by payment_id, p.amount_cents having sum(refunds.amount_cents) > p.amount_cents",
  ],
  [
    "refunds of a disputed payment",
    "select 1 from refunds join payments p using (payment_id) where p.status <> 'succeeded'",
  ],
  [
    "refunds before their payment",
    "select 1 from refunds join payments p using (payment_id) where refunds.refunded_at < p.paid_at",
  ],
  [
    "two live invoices of one period",
    "select 1 from invoices where status in ('open','paid','uncollectible') group by subscription_id, period_start having count(*) > 1",
  ],
  [
    "usage alike",
    "select 1 from usage_events group by subscription_id, metric, quantity, occurred_at having count(*) > 1",
  ],
  [
    "usage after the end",
    "select 1 from usage_events u join subscriptions s using (subscription_id) where s.canceled_on is not null and u.occurred_at >= s.canceled_on",
  ],
  [
    "invoices after the end",
    "select 1 from invoices i join subscriptions s using (subscription_id) where i.period_start >= s.canceled_on and i.status in ('open','paid','uncollectible')",
  ],
  [
    "fewer seats billed than held",
    `select 1 from invoices i join subscriptions s using (subscription_id) where i.status in ('open','paid','uncollectible') and s.status not in ('paused','trialing')
     and s.valid_from < i.period_end and coalesce(s.valid_to, date '9999-01-01') > i.period_start and i.quantity < s.seats`,
  ],
  [
    "lasting failures of running subscriptions",
    `select p.payment_id from payments p join invoices i using (invoice_id) where p.status = 'failed' and p.paid_at < '2026-02-14'
     and not exists (select 1 from payments q where q.invoice_id = p.invoice_id and q.status in ('succeeded', 'disputed') and q.paid_at > p.paid_at)
     and not exists (select 1 from subscriptions s where s.subscription_id = i.subscription_id and s.canceled_on is not null)`,
  ],
  [
    "deposits beside an open invoice",
    `select 1 from payments p join invoices i using (customer_id) where p.invoice_id is null and i.status = 'open'`,
  ],
  ["rows after the as-of day", "select 1 from invoices where issued_on > '2026-02-28' or paid_on > '2026-02-28'"],
])("the wider rules stay silent too: %s", async (_name, sql) => {
  expect(await query(sql)).toEqual([]);
});
