/**
 * The five required rules as anybody would write them in DuckDB's SQL over the canonical tables, apart from the
 * detectors: what the whole investigation is measured against. Each answers one row: cases and minor units.
 */
const CONTRACTED = `p as (
  select subscription_id, currency, period_start, period_end, sum(billed_amount_cents) as billed,
    max(expected_amount_cents) as expected, list(distinct tier) as tiers,
    date_diff('month', period_start, period_end) as months
  from invoices where status in ('open', 'paid', 'uncollectible') group by all
),
base as (
  select p.subscription_id, p.currency, p.period_start, p.period_end, p.billed, p.expected, p.tiers, p.months,
    sum(case when v.status = 'paused' then 0 else v.seats * v.unit_price_cents
      * (1 - case when v.discount_ends_on is null or p.period_start < v.discount_ends_on
          then coalesce(v.discount_pct, 0) else 0 end / 100)
      * date_diff('day', greatest(p.period_start, v.valid_from, v.started_on, coalesce(v.trial_ends_on, v.started_on)),
          least(p.period_end, coalesce(v.valid_to, p.period_end), coalesce(v.canceled_on, p.period_end)))
      / date_diff('day', p.period_start, p.period_end) * p.months end) as price,
    arg_max(v.included_units, v.valid_from) as included, arg_max(v.overage_unit_price_cents, v.valid_from) as unit_price,
    list(lower(v.tier)) as contracted_tiers
  from p join subscriptions v on v.subscription_id = p.subscription_id and v.currency = p.currency
    and v.valid_from < p.period_end and coalesce(v.valid_to, p.period_end) > p.period_start
    and coalesce(v.canceled_on, p.period_end) > p.period_start and coalesce(v.trial_ends_on, v.started_on) < p.period_end
    and coalesce(v.valid_to, p.period_end) > coalesce(v.trial_ends_on, v.started_on)
  group by all
),
metered as (
  select p.subscription_id, p.period_start, sum(u.quantity) as used
  from p join usage_events u on u.subscription_id = p.subscription_id
    and u.occurred_at >= p.period_start and u.occurred_at < p.period_end
  group by all
),
contracted as (
  select b.*, period_end <= cast($1 as date) + 1 as closed, coalesce(expected, floor(price + case
      when period_end <= cast($1 as date) + 1 and used > coalesce(included, 0) * months
      then (used - coalesce(included, 0) * months) * coalesce(unit_price, 0) else 0 end + 0.5 + 1e-7)) as cents
  from base b left join metered m on m.subscription_id = b.subscription_id and m.period_start = b.period_start
)`;
const FOREIGN =
  "len(list_filter(tiers, lambda t: not list_contains(contracted_tiers, lower(t)))) > 0 and cents > billed";
const MAJOR = "case currency when 'JPY' then 1 else 100 end";

export const STRAIGHTFORWARD: Readonly<Record<string, string>> = {
  tier_mismatch: `with ${CONTRACTED}
select count(distinct subscription_id) as cases, cast(sum(cents - billed) as bigint) as cents from contracted where ${FOREIGN}`,
  underbilling: `with ${CONTRACTED}
select count(distinct subscription_id) as cases, cast(sum(cents - billed) as bigint) as cents from contracted
where closed and (cents - billed) * 100 > cents * 2 and cents - billed > ${MAJOR} and not (${FOREIGN})`,
  duplicate_refund: `with pairs as (
  select b.refund_id, min(b.amount_cents) as cents from refunds a join refunds b on a.customer_id = b.customer_id
    and a.currency = b.currency and a.amount_cents = b.amount_cents and a.refund_id <> b.refund_id
    and (b.refunded_at > a.refunded_at or (b.refunded_at = a.refunded_at and b.refund_id > a.refund_id))
    and b.refunded_at <= a.refunded_at + interval 72 hours
  where a.kind = 'refund' and b.kind = 'refund' and case
    when a.payment_id is not null and b.payment_id is not null then a.payment_id = b.payment_id
    when a.invoice_id is not null and b.invoice_id is not null then a.invoice_id = b.invoice_id else true end
  group by b.refund_id
)
select count(*) as cases, cast(sum(cents) as bigint) as cents from pairs`,
  refund_spike: `with weekly as (
  select region, r.currency, cast(date_trunc('week', refunded_at) as date) as week, sum(amount_cents) as cents, count(*) as n
  from refunds r join customers using (customer_id) where kind = 'refund' group by all
),
before as (
  select a.region, a.currency, a.week, a.cents, a.n, coalesce(b.cents, 0) as past, coalesce(b.n, 0) as past_n
  from weekly a cross join range(1, 9) g(i)
  left join weekly b on b.region = a.region and b.currency = a.currency and b.week = a.week - cast(7 * i as integer)
  where a.week + 6 <= cast($1 as date)
    and a.week - 56 > (select min(refunded_at) from refunds where kind = 'refund')
),
usual as (
  select region, currency, week, cents, n, median(past) as middle, median(past_n) as middle_n, mad(past) as off
  from before group by all
)
select count(*) as cases, cast(sum(floor(cents - middle + 0.5)) as bigint) as cents from usual
where cents > middle + 3 * greatest(1.4826 * off, 0.2 * middle) and cents >= 2 * middle
  and n > middle_n + 3 * sqrt(greatest(middle_n, 1)) and n >= 5 and cents - middle >= 200 * ${MAJOR}`,
  manual_credit: `with c as (
  select *, 500 * ${MAJOR} as cap, refunded_at - lag(refunded_at, 2) over w <= interval 24 hours as ends,
    lead(refunded_at, 1) over w - lag(refunded_at, 1) over w <= interval 24 hours as holds,
    lead(refunded_at, 2) over w - refunded_at <= interval 24 hours as starts
  from refunds where kind = 'credit'
  window w as (partition by issued_by, currency order by refunded_at, refund_id)
)
select count(*) as cases, cast(sum(amount_cents) as bigint) as cents from c
where ends or holds or starts or issued_by = approved_by or (approved_by is null and amount_cents > cap)
  or amount_cents between 0.9 * cap and cap`,
};
