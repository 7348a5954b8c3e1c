import { AS_OF } from "./options";
import { nameList, OVERAGE_STORIES } from "./stories";

const BEFORE_NEXT = `date '${AS_OF}' + 1`;
const FAR = "date '9999-01-01'";

/**
 * `period`: one row a billing period of every subscription with its usage, contracted price and what is billed, all in
 * minor units. Contracted = the versions in force by the day, less the discount, times months, plus the overage of a
 * closed period, rounded once, half up. Source: the contracted price of the domain.
 */
export const PERIODS_SQL: readonly string[] = [
  `create table period as
with cut as (
  select s.*, k, add_months(first_day, k * m) as period_start, add_months(first_day, (k + 1) * m) as period_end,
    s * 64 + k as whose, k between k1 and k1 + length - 1 as in_window
  from (select *, case billing_period when 'year' then 12 else 1 end as m from sub) s
  join range(15) r(k) on k < periods
  where canceled_on is null or (story = 'charged_after_cancel' and k <= kc + length % 3) or add_months(first_day, k * m) < canceled_on
),
dated as (
  select *, period_end <= ${BEFORE_NEXT} as closed, days_between(period_start, period_end) as days,
    overlap(period_start, period_end, first_day, least(coalesce(change_on, ${FAR}), coalesce(canceled_on, ${FAR}))) as d1,
    case when story = 'pause' or change_on is null then 0 else overlap(period_start, period_end, change_on, ${FAR}) end
      as d2,
    case when resume_on is null then 0 else overlap(period_start, period_end, resume_on, ${FAR}) end as d3,
    case when discount_ends_on is null or period_start < discount_ends_on then discount else 0 end as discount_now,
    case when story = 'pause' and period_end > change_on and period_start < change_on then change_on
      else least(period_end, ${BEFORE_NEXT}, coalesce(canceled_on, ${FAR})) end as used_until,
    case when resume_on > period_start and resume_on < period_end then resume_on else period_start end as used_from,
    case when period_end > change_on then overage2_e4 else overage_e4 end as unit_e4,
    case when period_end > change_on then included2 else included end as allowed,
    least(coalesce(included, included2), coalesce(included2, included)) as least_allowed
  from cut
),
used as (
  select *, case when used_until <= used_from or d1 + d2 + d3 = 0 then 0 else cast(floor(case
      when least_allowed is null then ri('light usage', whose, 50, 4000)
      when story = 'duplicate_usage' and k = k1 then least_allowed * (1.15 + 0.5 * u('use', whose))
      when story = 'duplicate_inside_allowance' and k = k1 then least_allowed * 0.4
      when story = 'unbilled_usage' and in_window and closed then least_allowed * (1.4 + 0.8 * u('use', whose))
      when kind <> 'seats' and closed and story in ${nameList(OVERAGE_STORIES)} and u('above', whose) < 0.4
        then least_allowed * (1.2 + 0.8 * u('use', whose)) * season(period_start)
      else least_allowed * m * (0.1 + 0.6 * u('use', whose)) * season(period_start) end) as bigint) end as used
  from dated
),
measured as (
  select *, case when (story = 'duplicate_usage' or story = 'duplicate_inside_allowance') and k = k1
      then 1000 * ri('repeated thousands', whose, 1, greatest(1, least(5, cast(floor(used / 1000) as bigint) - 1)))
      else 0 end as repeated
  from used
),
priced as (
  select *, case when closed and unit_e4 is not null
      then greatest(0, used + repeated - coalesce(allowed, 0) * m) else 0 end as over,
    d1 * seats * price * (100 - discount_now) + d2 * seats2 * price2 * (100 - discount_now)
      + d3 * seats * price * (100 - discount_now) as price_days
  from measured
)
select s, k, whose, story, variant, kind, cust, region, currency, arrears, k1, kc, length, periods, in_window, closed, m,
  period_start, period_end, days, d1 + d2 + d3 as owed_days, d2 > 0 as second_terms, change_on, resume_on, canceled_on,
  used, repeated, used_from, used_until, over, unit_e4, seats, seats2, tier, tier2,
  half_up(price_days * m * 10000 + over * coalesce(unit_e4, 0) * 100 * days, 1000000 * days) as contracted,
  half_up(price_days * m, 100 * days) as contracted_base,
  seats * price * m as first_list, half_up(seats * price * m * (100 - discount_now), 100) as first_terms,
  half_up(seats * price * m * (100 - discount), 100) as discounted,
  half_up(over * coalesce(unit_e4, 0), 10000) as overage_cents
from priced`,
];
