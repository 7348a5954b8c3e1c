import { DEFAULT_WORLD } from "@/data/world/options";
import { withWorld } from "@/tests/bench/accuracy-world";

const LIVE = "('open', 'paid', 'uncollectible')";

/**
 * Plain readings of the wider rules, apart from any detector: each lists the entities (or rows) that break it and what
 * they cost in minor units. They hold the generator to the domain: it plants these and nothing else.
 */
const RULES: Record<string, { by: "entity_id" | "row_key"; sql: string }> = {
  missed_invoice: {
    by: "entity_id",
    sql: `with p as (select subscription_id as id, period_start, period_end, lead(period_start) over (
        partition by subscription_id order by period_start) as next_start from invoices where status in ${LIVE})
      select distinct id from p where next_start > period_end and not exists (
        select 1 from subscriptions s where s.subscription_id = id and s.status = 'paused')`,
  },
  unretried_payment: {
    by: "entity_id",
    sql: `select payment_id as id, amount_cents as cents from payments p join invoices i using (invoice_id)
      where p.status = 'failed' and paid_at < timestamp '2026-03-17' and not exists (select 1 from payments q
        where q.invoice_id = p.invoice_id and q.status in ('succeeded', 'disputed') and q.paid_at > p.paid_at)
      and not exists (select 1 from subscriptions s where s.subscription_id = i.subscription_id and canceled_on is not null)`,
  },
  usage_after_cancel: {
    by: "entity_id",
    sql: `select subscription_id as id, cast(sum(quantity * overage_unit_price_cents) as bigint) as cents
      from usage_events join subscriptions using (subscription_id)
      where cast(occurred_at as date) > canceled_on + 3 group by 1`,
  },
  trial_not_converted: {
    by: "entity_id",
    sql: `select distinct s.subscription_id as id from subscriptions s join usage_events u using (subscription_id)
      where s.status = 'trialing' and trial_ends_on < date '2026-03-31' - 7 and canceled_on is null
        and occurred_at >= trial_ends_on and not exists (select 1 from invoices i where i.subscription_id = s.subscription_id)`,
  },
  currency_mismatch: {
    by: "entity_id",
    sql: `select distinct subscription_id as id from invoices i join subscriptions s using (subscription_id)
      where i.currency <> s.currency and i.status in ${LIVE}`,
  },
  refund_exceeds_payment: {
    by: "entity_id",
    sql: `select payment_id as id, cast(sum(r.amount_cents) - min(p.amount_cents) as bigint) as cents
      from refunds r join payments p using (payment_id) group by 1 having sum(r.amount_cents) > min(p.amount_cents)`,
  },
  refund_and_dispute: {
    by: "entity_id",
    sql: `select payment_id as id, cast(least(min(p.amount_cents), sum(r.amount_cents)) as bigint) as cents
      from refunds r join payments p using (payment_id) where p.status = 'disputed' group by 1`,
  },
  charged_after_cancel: {
    by: "row_key",
    sql: `select distinct invoice_id as id, billed_amount_cents as cents from invoices i
      join subscriptions s using (subscription_id) where i.status in ${LIVE} and period_start >= canceled_on`,
  },
  duplicate_invoice: {
    by: "row_key",
    sql: `select invoice_id as id, billed_amount_cents as cents from invoices where status in ${LIVE}
      qualify row_number() over (partition by subscription_id, period_start, period_end order by issued_on, invoice_id) > 1`,
  },
  unapplied_payment: {
    by: "entity_id",
    sql: `select payment_id as id, least(p.amount_cents, max(i.billed_amount_cents)) as cents
      from payments p join invoices i on i.customer_id = p.customer_id and i.status = 'open' and i.currency = p.currency
      where p.invoice_id is null and p.status = 'succeeded' group by payment_id, p.amount_cents`,
  },
  seat_shortfall: {
    by: "row_key",
    sql: `select invoice_id as id from invoices i join subscriptions s using (subscription_id)
      where i.status in ${LIVE} and s.status not in ('paused', 'trialing') and s.valid_from < i.period_end
        and coalesce(s.valid_to, date '9999-01-01') > i.period_start and i.period_start < coalesce(s.canceled_on, date '9999-01-01')
      group by invoice_id, i.quantity having i.quantity < max(s.seats)`,
  },
  tier_mismatch: {
    by: "row_key",
    sql: `select invoice_id as id from invoices i join subscriptions s using (subscription_id)
      where i.status in ${LIVE} and s.valid_from < i.period_end and coalesce(s.valid_to, date '9999-01-01') > i.period_start
      group by invoice_id, i.tier, i.quantity, i.billed_amount_cents having not bool_or(s.tier = i.tier)
        and i.billed_amount_cents < 0.9 * max(s.seats * s.unit_price_cents * (1 - coalesce(s.discount_pct, 0) / 100))`,
  },
};
/** Repeats inside the allowance cost nothing: they are in the data and not in the truth. */
const REPEATED_USAGE = `select event_id as id from usage_events qualify row_number() over (
  partition by subscription_id, metric, quantity, occurred_at order by event_id) > 1`;

test.each(["mixed", "usage", "seats"] as const)(
  "a %s world breaks the wider rules where planted, and nowhere else",
  async (shape) => {
    await withWorld({ ...DEFAULT_WORLD, invoices: 12_000, seed: 3, shape }, async (warehouse, truth) => {
      for (const [detector, { by, sql }] of Object.entries(RULES)) {
        const planted = new Map<string, number | null>();
        for (const claim of truth.claims.filter((one) => one.detector === detector)) {
          planted.set(claim[by], claim.cents === null ? null : (planted.get(claim[by]) ?? 0) + claim.cents);
        }
        const found = await warehouse.query(sql);
        expect([detector, found.map((row) => row.id).sort()]).toEqual([detector, [...planted.keys()].sort()]);
        for (const row of found)
          if (row.cents !== undefined) expect([row.id, row.cents]).toEqual([row.id, planted.get(String(row.id))]);
      }
      const repeated = (await warehouse.query(REPEATED_USAGE)).map((row) => row.id);
      const priced = truth.claims.filter((claim) => claim.detector === "duplicate_usage").map((claim) => claim.row_key);
      expect(repeated).toEqual(expect.arrayContaining(priced));
      const free = truth.lookAlikes.filter((row) => row.kind === "duplicate_inside_allowance").length;
      expect(repeated.length).toBe(priced.length + free);
    });
  },
);
