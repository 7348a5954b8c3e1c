import { monthNumber } from "./versions-sql";

const dayOf = (day: string) => `cast(extract(day from ${day}) as integer)`;

/**
 * CTE `usage_of_period (subscription_id, period_start, period_end, used)` over the rows of a CTE `metered`, all metrics
 * summed. Where every period of a subscription is one month from the same day of the month, usage is rolled up by that
 * month once; any other period meets the events of the calendar months it touches, its edge days exactly.
 */
export const PERIOD_USAGE_CTES = `regular as (
  select subscription_id, min(${dayOf("period_start")}) as anchor_day, min(period_start) as first_start
  from metered
  group by subscription_id
  having min(${dayOf("period_start")}) = max(${dayOf("period_start")})
     and min(${dayOf("period_end")}) = max(${dayOf("period_end")})
     and min(${dayOf("period_start")}) = min(${dayOf("period_end")})
     and min(${monthNumber("period_end")} - ${monthNumber("period_start")}) = 1
     and max(${monthNumber("period_end")} - ${monthNumber("period_start")}) = 1
),
monthly_usage as (
  select u.subscription_id, sum(u.quantity) as used,
         ${monthNumber("u.occurred_at")}
           - case when ${dayOf("u.occurred_at")} < r.anchor_day then 1 else 0 end as month_no
  from usage_events u
  join regular r on r.subscription_id = u.subscription_id and u.occurred_at >= r.first_start
  group by u.subscription_id, ${monthNumber("u.occurred_at")}
           - case when ${dayOf("u.occurred_at")} < r.anchor_day then 1 else 0 end
),
irregular as (
  select m.subscription_id, m.period_start, m.period_end
  from metered m
  where not exists (select 1 from regular r where r.subscription_id = m.subscription_id)
),
touched_months as (
  select d.period_start, d.period_end, ${monthNumber("d.period_start")} + cast(g.i as integer) as month_no
  from (select distinct period_start, period_end from irregular) d
  join generate_series(0, 1200) as g(i) on g.i <= ${monthNumber("d.period_end")} - ${monthNumber("d.period_start")}
),
usage_of_period as (
  select m.subscription_id, m.period_start, m.period_end, u.used
  from metered m
  join monthly_usage u on u.subscription_id = m.subscription_id and u.month_no = ${monthNumber("m.period_start")}
  union all
  select i.subscription_id, i.period_start, i.period_end, sum(u.quantity) as used
  from irregular i
  join touched_months t on t.period_start = i.period_start and t.period_end = i.period_end
  join usage_events u on u.subscription_id = i.subscription_id and ${monthNumber("u.occurred_at")} = t.month_no
   and cast(u.occurred_at as date) >= i.period_start and cast(u.occurred_at as date) < i.period_end
  group by i.subscription_id, i.period_start, i.period_end
)`;
