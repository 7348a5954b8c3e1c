import { AS_OF, FIRST_DAY, MONTHS, type WorldOptions } from "./options";
import { ENDING_STORIES, nameList, storySql } from "./stories";

/** Share of subscriptions by kind: sold by the seat, by usage, or seats with metered usage on top. */
const KINDS: Record<WorldOptions["shape"], string> = {
  seats: "'seats'",
  usage: "case when u('kind', s) < 0.7 then 'usage' else 'hybrid' end",
  mixed: "case when u('kind', s) < 0.55 then 'seats' when u('kind', s) < 0.8 then 'usage' else 'hybrid' end",
};

/** Invoices of a subscription on average, a little below: so many are drawn that none is missing, then cut. */
const LEAST_INVOICES_EACH = 8.5;

/**
 * `sub`: one row a subscription with its terms, its story and the dates the story needs. `k1` is the period a change
 * begins with, `length` the periods a leak lasts, `kc` the first period after the end. Customer 0 has one row in twenty.
 */
export function subscriptionsSql({ shape, invoices, customers }: WorldOptions): string[] {
  const drawn = Math.ceil(customers === null ? invoices / LEAST_INVOICES_EACH + 200 : customers * 1.25);
  const cut = customers === null ? `where invoices_so_far <= ${invoices}` : "";
  return [drawnSql(drawn, KINDS[shape]), toldSql(), datedSql(cut), "drop table drawn", "drop table told"];
}

function drawnSql(count: number, kind: string): string {
  return `create table drawn as
with placed as (
  select s, case when u('whale', s) < 0.05 then 0 else 1 + (s * 4) // 5 end as cust, ${kind} as kind,
    case when u('tier', s) < 0.44 then 'Starter' when u('tier', s) < 0.82 then 'Pro' else 'Enterprise' end as tier,
    case when u('early', s) < 0.62 then 0 else ri('joined', s, 1, ${MONTHS - 2}) end as joined,
    case when u('anchor', s) < 0.45 then 1 else ri('anchor day', s, 2, 28) end as anchor
  from range(${count}) r(s)
)
select *, currency_of(cust) as currency, region_of(cust) as region,
  case when kind = 'seats' and u('yearly', s) < 0.08 then 'year' else 'month' end as billing_period,
  case kind when 'usage' then ri('seats', s, 1, 3) else case tier when 'Starter' then ri('seats', s, 2, 12)
    when 'Pro' then ri('seats', s, 4, 35) else ri('seats', s, 10, 80) end end as seats,
  cast(list_price(tier, currency, kind)
    + case when tier = 'Enterprise' and u('negotiated', s) < 0.4 then ri('by how much', s, -6, 6) * 100 else 0 end
    as bigint) as price,
  case when u('discounted', s) < 0.18 then ri('discount', s, 1, 4) * 5 else 0 end as discount,
  cast(allowance(tier, kind) as bigint) as included, cast(overage_price(tier, currency, kind) as bigint) as overage_e4,
  kind <> 'seats' or u('arrears', s) < 0.15 as arrears,
  case when kind = 'seats' and u('yearly', s) < 0.08 then 1 + (${MONTHS - 1} - joined) // 12
    else ${MONTHS} - joined end as periods
from placed`;
}

/** Chooses the story, and with it the first billed day. Annual contracts renew mostly in January. */
function toldSql(): string {
  return `create table told as
with named as (select *, ${storySql("u('story', s)")} as story from drawn),
anchored as (
  select * replace (case when story = 'trial_not_converted' then 1 else anchor end as anchor,
    case when billing_period = 'year' and joined = 0 and u('renews', s) >= 0.45 then ri('renewal', s, 1, 11)
      else joined end as joined,
    case when story in ('trial_running', 'trial_just_ended', 'trial_abandoned', 'trial_not_converted', 'trial_canceled')
      then 0 else periods end as periods,
    case when story in ('discount_ended', 'expired_discount') then ri('ending discount', s, 2, 6) * 5 else discount end
      as discount)
  from named
)
select * replace (case when billing_period = 'year' then 1 + (${MONTHS - 1} - joined) // 12 else periods end as periods),
  case story
    when 'trial_running' then add_days(date '${AS_OF}', ri('trial ends', s, 2, 20))
    when 'trial_just_ended' then add_days(date '${AS_OF}', -ri('trial ends', s, 0, 5))
    else add_months(add_days(date '${FIRST_DAY}', anchor - 1), joined) end as first_day,
  ri('k1', s, 1, greatest(1, periods - 4)) as k1, ri('length', s, 1, 6) as length,
  ri('kc', s, 2, greatest(2, periods - 3)) as kc, u('variant', s) as variant
from anchored`;
}

function datedSql(cut: string): string {
  const trial = "story like 'trial_%'";
  const boundary = "story in ('wrong_tier', 'stale_seats', 'tier_change', 'downgrade', 'price_raise', 'relabeled')";
  return `create table sub as
with changed as (
  select *, case when ${boundary} or (story = 'underbilled' and variant < 0.5) then add_months(first_day, k1)
      when story in ('upgrade', 'expansion', 'pause')
        then add_days(add_months(first_day, k1), ri('mid-period', s, 4, 22)) end as change_on,
    case when story = 'pause' and variant < 0.7
      then add_days(add_months(first_day, k1 + 2), ri('resumes', s, 4, 20)) end as resume_on,
    case when story in ${nameList(ENDING_STORIES)} then add_months(first_day, kc)
      when story = 'churn_midway' then add_days(add_months(first_day, kc), ri('leaves', s, 5, 20))
      when story = 'trial_canceled' then first_day end as canceled_on,
    case when ${trial} then first_day end as trial_ends_on,
    case when story in ('discount_ended', 'expired_discount') then add_months(first_day, k1) end as discount_ends_on,
    case when story in ('stale_seats', 'expansion') then seats + ri('more seats', s, 1, greatest(2, seats // 3))
      else seats end as seats2,
    case when story in ('wrong_tier', 'upgrade', 'tier_change', 'relabeled') then next_tier(tier)
      when story = 'downgrade' then lower_tier(tier) else tier end as tier2
  from told
),
priced as (
  select *, case when story in ('wrong_tier', 'upgrade', 'tier_change', 'downgrade')
      then cast(list_price(tier2, currency, kind) as bigint)
      when story in ('price_raise', 'underbilled') and change_on is not null
        then cast(ceil(price * (1.1 + 0.2 * u('raise', s)) / 100) * 100 as bigint) else price end as price2,
    case when story in ('wrong_tier', 'upgrade', 'tier_change', 'downgrade')
      then cast(allowance(tier2, kind) as bigint) else included end as included2,
    case when story in ('wrong_tier', 'upgrade', 'tier_change', 'downgrade')
      then cast(overage_price(tier2, currency, kind) as bigint) else overage_e4 end as overage2_e4,
    case when ${trial} then add_days(first_day, case when variant < 0.5 then -14 else -30 end)
      when joined = 0 or billing_period = 'year'
        then add_months(first_day, case billing_period when 'year' then -12 else -1 end * ri('age', s, 1, 3))
      else first_day end as started_on,
    sum(greatest(0, coalesce(least(periods, kc + case when canceled_on is null then 99 else 0 end), periods)
      - case when arrears then 1 else 0 end)) over (order by s) as invoices_so_far
  from changed
)
select * exclude (invoices_so_far) from priced ${cut}`;
}

/** `version`: the rows of the subscriptions file. The history before the first billed day is not in the data. */
export const VERSIONS_SQL = `create table version as
select s, 1 as n, tier, seats, price, included, overage_e4,
  case when story in ('trial_converted', 'trial_running', 'trial_just_ended', 'trial_abandoned', 'trial_not_converted')
    then 'trialing' when canceled_on is not null then 'canceled'
    when story = 'unretried' and u('past due', s) < 0.5 then 'past_due' else 'active' end as status,
  case when trial_ends_on is null then first_day else started_on end as valid_from,
  case story when 'trial_converted' then first_day else change_on end as valid_to
from sub
union all
select s, 2, tier2, seats2, price2, included2, overage2_e4,
  case when story = 'pause' then 'paused' else 'active' end,
  case story when 'trial_converted' then first_day else change_on end, resume_on
from sub where change_on is not null or story = 'trial_converted'
union all
select s, 3, tier, seats, price, included, overage_e4, 'active', resume_on, null from sub where resume_on is not null`;
