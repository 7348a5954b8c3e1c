/**
 * The five rules of the domain, written a second time in plain DuckDB SQL and apart from the detectors, so that
 * the demo data is held to the rules and not to one implementation of them.
 */

const CONTRACTED = `
  periods as (
    select subscription_id, currency, period_start, period_end, sum(billed_amount_cents) as billed,
      any_value(expected_amount_cents) as expected, list(distinct tier) as tiers,
      date_diff('month', period_start, period_end) as months
    from invoices where status in ('open', 'paid', 'uncollectible') group by all
  ),
  pieces as (
    select p.*, v.tier as version_tier, v.valid_from, v.seats, v.unit_price_cents, v.status as version_status,
      v.included_units, v.overage_unit_price_cents,
      case when v.discount_ends_on is null or p.period_start < v.discount_ends_on then coalesce(v.discount_pct, 0) else 0 end as pct,
      date_diff('day',
        greatest(p.period_start, v.valid_from, v.started_on, coalesce(v.trial_ends_on, p.period_start)),
        least(p.period_end, coalesce(v.valid_to, p.period_end), coalesce(v.canceled_on, p.period_end))) as days
    from periods p join subscriptions v using (subscription_id, currency)
  ),
  used as (
    select p.subscription_id, p.period_start, sum(u.quantity) as units from periods p
    join usage_events u on u.subscription_id = p.subscription_id and u.occurred_at >= p.period_start and u.occurred_at < p.period_end
    group by all
  ),
  priced as (
    select subscription_id, period_start, period_end, billed, expected, tiers,
      list(distinct version_tier) as version_tiers,
      sum(case when version_status in ('paused', 'trialing') then 0
        else seats * unit_price_cents * months * (100 - pct) / 100 * days / date_diff('day', period_start, period_end) end)
      + case when period_end <= date '2026-03-01' then
          greatest(0, coalesce(max(units), 0) - arg_max(coalesce(included_units, 0), valid_from) * max(months))
          * arg_max(coalesce(overage_unit_price_cents, 0), valid_from) else 0 end as exact
    from pieces left join used using (subscription_id, period_start) where days > 0
    group by subscription_id, period_start, period_end, billed, expected, tiers
  ),
  compared as (
    select *, coalesce(expected, cast(floor(exact + 0.5 + 1e-7) as bigint)) as contracted,
      not list_has_any(tiers, version_tiers) as is_other_tier
    from priced
  )`;

export const tierMismatch = `with ${CONTRACTED}
  select subscription_id, count(*) as periods, sum(contracted - billed) as cents from compared
  where is_other_tier and billed < contracted group by 1 order by 1`;

export const underbilling = `with ${CONTRACTED}
  select subscription_id, count(*) as periods, sum(contracted - billed) as cents from compared
  where period_end <= date '2026-03-01' and not is_other_tier
    and contracted - billed > 0.02 * contracted and contracted - billed > 100 group by 1 order by 1`;

/** Live periods whose billed amount is not the contracted one, for the look-alikes. */
export const billedDifferences = `with ${CONTRACTED}
  select subscription_id, period_start, contracted - billed as short from compared where contracted <> billed`;

export const duplicateRefund = `
  select b.refund_id, b.amount_cents as cents from refunds a join refunds b
    on a.customer_id = b.customer_id and a.currency = b.currency and a.amount_cents = b.amount_cents
    and (a.refunded_at, a.refund_id) < (b.refunded_at, b.refund_id)
    and b.refunded_at <= a.refunded_at + interval 72 hours
    and a.kind = 'refund' and b.kind = 'refund'
    and case when a.payment_id is not null and b.payment_id is not null then a.payment_id = b.payment_id
      when a.invoice_id is not null and b.invoice_id is not null then a.invoice_id = b.invoice_id else true end`;

export const refundSpike = `
  with weeks as (select cast(range as date) as week from range(date '2025-01-13', date '2026-02-23', interval 7 day)),
  cells as (
    select region, week, coalesce(sum(amount_cents), 0) as total, count(refund_id) as n
    from (select distinct region from customers) cross join weeks left join (
      select r.*, c.region as r_region from refunds r join customers c using (customer_id) where r.kind = 'refund'
    ) on r_region = region and cast(date_trunc('week', refunded_at) as date) = week group by all
  ),
  base as (
    select a.region, a.week, a.total, a.n, median(b.total) as mid, mad(b.total) as spread, median(b.n) as mid_n
    from cells a join cells b on b.region = a.region and b.week < a.week and b.week >= a.week - 56
    group by all having count(*) = 8
  )
  select region, cast(week as varchar) as week, cast(total - mid as bigint) as cents from base
  where total > mid + 3 * greatest(1.4826 * spread, 0.2 * mid) and total >= 2 * mid
    and n > mid_n + 3 * sqrt(greatest(mid_n, 1)) and n >= 5 and total - mid >= 20000`;

export const manualCredit = `
  with credits as (select * from refunds where kind = 'credit')
  select a.refund_id, a.amount_cents as cents from credits a
  where a.issued_by = a.approved_by or (a.approved_by is null and a.amount_cents > 50000)
    or a.amount_cents between 45000 and 50000
    or (select count(*) from credits b where b.issued_by = a.issued_by and b.currency = a.currency
      and b.refunded_at between a.refunded_at and a.refunded_at + interval 24 hours) >= 3
  order by cents desc`;
