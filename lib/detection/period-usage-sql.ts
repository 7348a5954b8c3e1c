import { monthNumber } from "./versions-sql";

const dayOf = (day: string) => `cast(extract(day from ${day}) as integer)`;
const monthOfEvent = `${monthNumber("u.occurred_at")} - case when ${dayOf("u.occurred_at")} < r.anchor_day then 1 else 0 end`;

/**
 * CTEs of the units used in the periods of `from`, a CTE with `subscription_id`, `period_start` and `period_end`, for
 * subscriptions with a price for units; all metrics are summed. Where every period of a subscription is one month from
 * the same day of the month, `monthly_usage` has its usage by that month, rolled up once. Any other period meets the
 * events of the calendar months it touches, its edge days exactly, in `irregular_usage`. `usage_of_period` has both.
 */
export function periodUsageCtes(from: string): string {
  return `metered as materialized (select distinct subscription_id from versions where overage_unit_price_cents > 0),
regular as (
  select subscription_id, min(${dayOf("period_start")}) as anchor_day, min(period_start) as first_start
  from ${from}
  where subscription_id in (select subscription_id from metered)
  group by subscription_id
  having min(${dayOf("period_start")}) = max(${dayOf("period_start")})
     and min(${dayOf("period_end")}) = max(${dayOf("period_end")})
     and min(${dayOf("period_start")}) = min(${dayOf("period_end")})
     and min(${monthNumber("period_end")} - ${monthNumber("period_start")}) = 1
     and max(${monthNumber("period_end")} - ${monthNumber("period_start")}) = 1
),
monthly_usage as (
  select u.subscription_id, sum(u.quantity) as used, ${monthOfEvent} as month_no
  from usage_events u
  join regular r on r.subscription_id = u.subscription_id and u.occurred_at >= r.first_start
  group by u.subscription_id, ${monthOfEvent}
),
irregular as (
  select distinct subscription_id, period_start, period_end
  from ${from}
  where subscription_id in (
    select subscription_id from metered m
    where not exists (select 1 from regular r where r.subscription_id = m.subscription_id)
  )
),
touched_months as (
  select d.period_start, d.period_end, ${monthNumber("d.period_start")} + cast(g.i as integer) as month_no
  from (select distinct period_start, period_end from irregular) d
  join generate_series(0, 1200) as g(i) on g.i <= ${monthNumber("d.period_end")} - ${monthNumber("d.period_start")}
),
irregular_events as (
  select * from usage_events where subscription_id in (select subscription_id from irregular)
),
irregular_usage as (
  select i.subscription_id, i.period_start, i.period_end, sum(u.quantity) as used
  from irregular i
  join touched_months t on t.period_start = i.period_start and t.period_end = i.period_end
  join irregular_events u on u.subscription_id = i.subscription_id and ${monthNumber("u.occurred_at")} = t.month_no
   and cast(u.occurred_at as date) >= i.period_start and cast(u.occurred_at as date) < i.period_end
  group by i.subscription_id, i.period_start, i.period_end
),
usage_of_period as (
  select subscription_id, month_no, cast(null as date) as period_start, cast(null as date) as period_end, used
  from monthly_usage
  union all
  select subscription_id, ${monthNumber("period_start")} as month_no, period_start, period_end, used
  from irregular_usage
)`;
}

/** Whether a row of `usage_of_period` is the usage of a period. */
export function isUsageOf(usage: string, period: string): string {
  return `${usage}.subscription_id = ${period}.subscription_id
   and ${usage}.month_no = ${monthNumber(`${period}.period_start`)}
   and (${usage}.period_end is null
     or ${usage}.period_start = ${period}.period_start and ${usage}.period_end = ${period}.period_end)`;
}
