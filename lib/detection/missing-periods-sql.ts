import { contractedPriceCtes, LIVE_STATES, unbilledPeriods } from "./contracted-price";
import type { SqlBindings } from "./sql-bindings";
import { LATEST_VERSION_CTE, monthNumber } from "./versions-sql";

/** Versions whose invoices are due: a canceled one up to its end, a trial never. */
const BILLABLE = "(v.status in ('active', 'past_due') or v.status = 'canceled' and v.canceled_on is not null)";
const ENDLESS = "cast('9999-12-31' as date)";

/** Days since 2000: periods lie end to end when these and their squares add up to those of the whole span. */
const dayNumber = (day: string) => `cast(${day} - cast('2000-01-01' as date) as bigint)`;
const squares = (from: string, to: string) =>
  `${dayNumber(to)} * ${dayNumber(to)} - ${dayNumber(from)} * ${dayNumber(from)}`;

/**
 * One row per period that a subscription's cycle asks for by the as-of day and that no live invoice touches, with its
 * contracted price: between two invoices, after the last, before the first, or all of them where there is none. Periods
 * step by month or year from the invoice beside them. `cycle_day` is the day the invoice is due: the period's first
 * day, or the one after it where the subscription is invoiced in arrears; days before the data's first issue date are
 * not in the data. `whole` says that active or past_due versions are in force on every day of the period.
 */
export function missingPeriodsSql(bindings: SqlBindings, asOf: string): string {
  const day = bindings.bind(asOf, "date");
  return `with ${contractedPriceCtes(bindings, asOf, { before: missingCtes(day), periods: unbilledPeriods("missing") })},
${LATEST_VERSION_CTE}
select m.subscription_id, m.period_start, m.period_end, m.cycle_day, m.whole, c.currency, c.contracted_cents, c.closed,
       c.used, c.months, o.customer_id, k.name as customer_name, k.region, o.tier, o.seats,
       o.currency as own_currency
from missing m
join contracted c on c.subscription_id = m.subscription_id and c.period_start = m.period_start
 and c.period_end = m.period_end
join latest_versions o on o.subscription_id = m.subscription_id
left join customers k on k.customer_id = o.customer_id
where c.contracted_cents > 0`;
}

function missingCtes(day: string): string {
  const steps = "cast(g.i as integer) * h.step";
  return `coverage as (
  select subscription_id, min(period_start) as first_start, max(period_end) as last_end,
         sum(period_end - period_start) as covered_days, sum(${squares("period_start", "period_end")}) as covered_squares,
         min(case when issued_on >= period_end then 1 else 0 end) as in_arrears, min(issued_on) as first_issue
  from live group by subscription_id
),
history as (select min(first_issue) as first_issue from coverage),
lifetimes as (
  select v.subscription_id, min(v.from_day) as from_day, max(v.to_day) as to_day
  from versions v where ${BILLABLE} group by v.subscription_id
),
judged_coverage as (
  select l.subscription_id, l.from_day, l.to_day, c.first_start, c.last_end, coalesce(c.in_arrears, 0) as in_arrears,
         c.covered_days <> c.last_end - c.first_start
           or c.covered_squares <> ${squares("c.first_start", "c.last_end")} as has_holes,
         c.last_end <= ${day} and c.last_end < l.to_day as ends_early,
         c.first_start > l.from_day and (c.in_arrears = 1 and c.first_start >= b.first_issue
           or c.first_start - interval '1 month' >= b.first_issue) as starts_late
  from lifetimes l left join coverage c on c.subscription_id = l.subscription_id cross join history b
  where b.first_issue is not null
),
suspects as (
  select * from judged_coverage where first_start is null or has_holes or ends_early or starts_late
),
neighbours as (
  select i.subscription_id, s.in_arrears, i.period_start as to_day,
         max(i.period_end) over (partition by i.subscription_id order by i.period_start, i.period_end
           rows between unbounded preceding and 1 preceding) as from_day
  from live i join suspects s on s.subscription_id = i.subscription_id and s.has_holes
),
holes as (
  select subscription_id, in_arrears, from_day, to_day, 1 as direction, from_day as terms_day
  from neighbours where from_day < to_day
  union all
  select subscription_id, in_arrears, last_end, ${ENDLESS}, 1, last_end from suspects where ends_early
  union all
  select subscription_id, in_arrears, from_day, first_start, -1, first_start - 1 from suspects where starts_late
  union all
  select subscription_id, in_arrears, from_day, ${ENDLESS}, 1, from_day from suspects
  where first_start is null and from_day <= ${day}
),
stepped as (
  select h.subscription_id, h.in_arrears, h.from_day, h.to_day, h.direction,
         case when max(v.billing_period) = 'year' then 12 else 1 end as step,
         ${monthNumber(`least(h.to_day, ${day})`)} - ${monthNumber("h.from_day")} as months
  from holes h left join versions v on v.subscription_id = h.subscription_id
   and v.from_day <= h.terms_day and v.to_day > h.terms_day
  group by h.subscription_id, h.in_arrears, h.from_day, h.to_day, h.direction, h.terms_day
),
cells as (
  select h.subscription_id, h.in_arrears, h.from_day, h.to_day,
         cast(case when h.direction = 1 then h.from_day + ${steps} * interval '1 month'
                   else h.to_day - (${steps} + h.step) * interval '1 month' end as date) as period_start,
         cast(case when h.direction = 1 then h.from_day + (${steps} + h.step) * interval '1 month'
                   else h.to_day - ${steps} * interval '1 month' end as date) as period_end
  from stepped h cross join lateral generate_series(0, h.months) as g(i)
),
due as (
  select c.*, case when in_arrears = 1 then period_end else period_start end as cycle_day
  from cells c where period_start >= from_day and period_end <= to_day
),
missing as (
  select d.subscription_id, d.period_start, d.period_end, d.cycle_day,
         sum(case when v.status in ('active', 'past_due')
                  then least(v.to_day, d.period_end) - greatest(v.from_day, d.period_start) else 0 end)
           >= d.period_end - d.period_start as whole
  from due d cross join history b
  join versions v on v.subscription_id = d.subscription_id
   and v.from_day < d.period_end and v.to_day > d.period_start
  where d.cycle_day <= ${day} and d.cycle_day >= b.first_issue and ${BILLABLE}
  group by d.subscription_id, d.period_start, d.period_end, d.cycle_day
)`;
}

/** The day an invoice is due by its cycle, told from when it was issued. */
const CYCLE_DAY = "case when issued_on >= period_end then period_end else period_start end";
const LIVE_INVOICES = `invoices where status in ${LIVE_STATES} and period_end > period_start`;

/** How many invoices came how many days after their cycle day. */
export const ISSUED_BY_LAG_SQL = `select issued_on - ${CYCLE_DAY} as lag_days, count(*) as invoices
from ${LIVE_INVOICES} group by issued_on - ${CYCLE_DAY}`;

/** How many periods of the cycle days given have a live invoice. `days` are bound parameters. */
export function issuedByDaySql(days: readonly string[]): string {
  return `select ${CYCLE_DAY} as cycle_day, count(distinct subscription_id) as periods
from ${LIVE_INVOICES} and ${CYCLE_DAY} in (${days.join(", ")}) group by ${CYCLE_DAY}`;
}
