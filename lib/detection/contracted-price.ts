import { minorUnitsCte, type SqlBindings } from "./sql-bindings";

/** Shortfalls at or under these are nobody's: the floor under every setting of the detectors that read them. */
export const SHORTFALL_FLOOR = { pct: 0.5, units: 0.5 } as const;

/** The states in which an invoice asks for money. */
export const LIVE_STATES = "('open', 'paid', 'uncollectible')";

/**
 * CTEs up to `contracted`: one row per (subscription_id, period_start, period_end) with a live invoice, all of them in
 * one currency, with `billed_cents` and `contracted_cents` (integer minor units, rounded once, half up; null where it
 * is unknown). `closed` says that the period had ended by the as-of day, `expected_cents` that the files said the price.
 *
 * The price of a period is the sum over versions in force of seats x price x months x (1 - discount) x days in force /
 * days of the period, plus the overage of a closed one. Amounts stay doubles of minor units until the one rounding.
 */
export function contractedPriceCtes(bindings: SqlBindings, asOf: string): string {
  const firstOpenDay = `${bindings.bind(asOf, "date")} + 1`;
  return `live as (
  select invoice_id, subscription_id, customer_id, tier, quantity, period_start, period_end, issued_on,
         expected_amount_cents, billed_amount_cents, currency, status
  from invoices
  where status in ${LIVE_STATES} and period_end > period_start
),
periods as (
  select subscription_id, period_start, period_end, min(currency) as currency,
         cast(sum(billed_amount_cents) as bigint) as billed_cents, max(expected_amount_cents) as expected_cents
  from live
  group by subscription_id, period_start, period_end
  having min(currency) = max(currency)
),
${MONTHS_CTES},
${VERSION_CTES},
base as (
  select p.subscription_id, p.period_start, p.period_end, min(p.currency) as currency,
         min(p.billed_cents) as billed_cents, min(p.expected_cents) as expected_cents, max(v.version_no) as last_no,
         min(case when v.owes then v.currency end) as least_currency,
         max(case when v.owes then v.currency end) as greatest_currency,
         sum(case when v.owes then cast(v.seats as double precision) * v.unit_price_cents
               * (1 - case when v.discount_ends_on is null or p.period_start < v.discount_ends_on
                           then coalesce(v.discount_pct, 0) else 0 end / 100.0)
               * (least(v.to_day, p.period_end) - greatest(v.from_day, p.period_start)) else 0 end) as price_days
  from periods p
  left join versions v on v.subscription_id = p.subscription_id
   and v.from_day < p.period_end and v.to_day > p.period_start
  group by p.subscription_id, p.period_start, p.period_end
),
metered as (
  select b.subscription_id, b.period_start, b.period_end, l.currency as overage_currency,
         l.overage_unit_price_cents, coalesce(l.included_units, 0) as included_units
  from base b
  join versions l on l.subscription_id = b.subscription_id and l.version_no = b.last_no
  where l.overage_unit_price_cents > 0 and not l.unpriced_trial and b.period_end <= ${firstOpenDay}
),
daily_usage as (
  select subscription_id, cast(occurred_at as date) as day, sum(quantity) as quantity
  from usage_events
  where subscription_id in (select subscription_id from versions where overage_unit_price_cents > 0)
  group by subscription_id, cast(occurred_at as date)
),
usage_of_period as (
  select m.subscription_id, m.period_start, m.period_end, sum(u.quantity) as used
  from metered m
  join daily_usage u on u.subscription_id = m.subscription_id and u.day >= m.period_start and u.day < m.period_end
  group by m.subscription_id, m.period_start, m.period_end
),
overage as (
  select m.subscription_id, m.period_start, m.period_end, m.overage_currency, u.used,
         (u.used - m.included_units * n.months) * m.overage_unit_price_cents as overage_cents
  from metered m
  join usage_of_period u on u.subscription_id = m.subscription_id
   and u.period_start = m.period_start and u.period_end = m.period_end
  join months_of_period n on n.period_start = m.period_start and n.period_end = m.period_end
  where u.used > m.included_units * n.months
),
contracted as (
  select b.subscription_id, b.period_start, b.period_end, b.currency, b.billed_cents, b.expected_cents, n.months,
         o.used, coalesce(o.overage_cents, 0) as overage_cents, b.period_end <= ${firstOpenDay} as closed,
         case when b.expected_cents is not null then b.expected_cents
              when b.last_no is null or b.least_currency <> b.currency or b.greatest_currency <> b.currency
                or o.overage_currency <> b.currency then null
              else cast(floor(b.price_days * n.months / (b.period_end - b.period_start)
                     + coalesce(o.overage_cents, 0) + 0.5 + 1e-7) as bigint) end as contracted_cents
  from base b
  join months_of_period n on n.period_start = b.period_start and n.period_end = b.period_end
  left join overage o on o.subscription_id = b.subscription_id
   and o.period_start = b.period_start and o.period_end = b.period_end
)`;
}

/** Months of each distinct period: whole ones from its start, then leftover days / days of the month they fall in. */
const MONTHS_CTES = `calendar_months as (
  select period_start, period_end, cast(
         (extract(year from period_end) - extract(year from period_start)) * 12
         + extract(month from period_end) - extract(month from period_start) as integer) as n
  from (select distinct period_start, period_end from periods) distinct_periods
),
whole_months as (
  select period_start, period_end,
         n - case when period_start + n * interval '1 month' > period_end then 1 else 0 end as n
  from calendar_months
),
months_of_period as (
  select period_start, period_end,
         n + cast(period_end - cast(period_start + n * interval '1 month' as date) as double precision)
           / (cast(period_start + (n + 1) * interval '1 month' as date)
              - cast(period_start + n * interval '1 month' as date)) as months
  from whole_months
)`;

/** Versions with the days they are in force, [from_day, to_day), numbered in the order they took force. */
const VERSION_CTES = `dated_versions as (
  select s.*, status <> 'paused' and not (status = 'trialing' and trial_ends_on is null) as owes,
         status = 'trialing' and trial_ends_on is null as unpriced_trial,
         greatest(started_on, coalesce(valid_from, started_on), coalesce(trial_ends_on, started_on)) as from_day,
         least(coalesce(valid_to, cast('9999-12-31' as date)), coalesce(canceled_on, cast('9999-12-31' as date)))
           as to_day
  from subscriptions s
),
versions as (
  select v.*, row_number() over (partition by subscription_id order by from_day, valid_from nulls first, to_day)
           as version_no
  from dated_versions v
  where from_day < to_day
)`;

/**
 * One row per shortfall, live invoice of its period, and version in force then. A shortfall is a period billed below
 * contracted by more than the floor and closed, or whose invoice names a tier of no version in force.
 */
export function shortfallsSql(bindings: SqlBindings, asOf: string, currencies: readonly string[]): string {
  const inForce = `v.subscription_id = s.subscription_id and v.from_day < s.period_end and v.to_day > s.period_start`;
  const samePeriod = (alias: string) =>
    `${alias}.subscription_id = s.subscription_id and ${alias}.period_start = s.period_start
   and ${alias}.period_end = s.period_end`;
  return `with ${contractedPriceCtes(bindings, asOf)},
${minorUnitsCte(bindings, currencies)},
short as (
  select c.*, m.per_major from contracted c join minor_units m on m.currency = c.currency
  where c.contracted_cents > c.billed_cents and c.contracted_cents > 0
),
foreign_tiers as (
  select distinct f.subscription_id, f.period_start, f.period_end from (
    select s.subscription_id, s.period_start, s.period_end
    from short s join live i on ${samePeriod("i")} join versions v on ${inForce}
    where trim(i.tier) <> ''
    group by s.subscription_id, s.period_start, s.period_end, i.invoice_id
    having max(case when trim(v.tier) <> '' and lower(trim(v.tier)) <> lower(trim(i.tier)) then 0 else 1 end) = 0
  ) f
),
current_versions as (
  select subscription_id, currency as own_currency, row_number() over (
           partition by subscription_id order by coalesce(valid_from, started_on) desc, started_on desc) as recency
  from subscriptions
)
select s.subscription_id, s.period_start, s.period_end, s.currency, s.billed_cents, s.contracted_cents,
       s.expected_cents, s.months, s.used, s.overage_cents, s.closed, f.subscription_id is not null as foreign_tier,
       o.own_currency, i.invoice_id, i.customer_id, k.name as customer_name, k.region, i.tier, i.quantity, i.issued_on,
       i.billed_amount_cents, i.status, v.version_no, v.tier as version_tier, v.seats, v.unit_price_cents,
       v.discount_pct, v.discount_ends_on, v.included_units, v.overage_unit_price_cents, v.status as version_status,
       v.currency as version_currency, v.valid_from, v.from_day, v.to_day
from short s
join live i on ${samePeriod("i")}
join current_versions o on o.subscription_id = s.subscription_id and o.recency = 1
left join foreign_tiers f on ${samePeriod("f")}
left join versions v on ${inForce}
left join customers k on k.customer_id = i.customer_id
where f.subscription_id is not null
   or (s.closed and (s.contracted_cents - s.billed_cents) * 100.0 > s.contracted_cents
         * ${bindings.bind(SHORTFALL_FLOOR.pct, "double precision")}
       and s.contracted_cents - s.billed_cents > s.per_major
         * ${bindings.bind(SHORTFALL_FLOOR.units, "double precision")})`;
}
