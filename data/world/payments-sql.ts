import { AS_OF } from "./options";

const LATER = "('prepayment', 'unapplied_payment')";

/** Refunds and disputes that a payment of an ordinary subscription gets, by share; at most one a payment. */
const REFUND_STORIES: readonly [name: string, share: number][] = [
  ["repeat", 0.0007],
  ["repeat_twice", 0.00015],
  ["repeat_full", 0.0003],
  ["repeat_over", 0.0002],
  ["repeat_by_invoice", 0.0002],
  ["exceeds", 0.0008],
  ["disputed_refunded", 0.0008],
  ["disputed", 0.0015],
  ["eighty_hours", 0.0005],
  ["items", 0.002],
  ["two_payments", 0.0005],
];

function refundStorySql(): string {
  let from = 0;
  const branches = REFUND_STORIES.map(([name, share]) => {
    const to = from + share;
    const branch = `when u('refund story', no) >= ${from.toFixed(6)} and u('refund story', no) < ${to.toFixed(6)}
      then '${name}'`;
    from = to;
    return branch;
  });
  return `case ${branches.join(" ")} else 'none' end`;
}

/**
 * `paid`: one row a live invoice with how it was paid. `open`: not yet, or not at all; `failed`: one attempt that
 * failed and was not tried again; `dunning`: one that failed and a later one that succeeded.
 */
export const PAID_SQL = `create table paid as
with planned as (
  select *, case when story = 'unretried' and k = k1 then 'failed'
      when story = 'delinquent' and k >= kc - 2 then 'failed'
      when story = 'unapplied_payment' and k = periods - case when arrears then 2 else 1 end then 'open'
      when story in ${LATER} then 'success'
      when u('dunning', no) < 0.03 and not is_leak then 'dunning'
      when u('overdue', no) < 0.008 and not is_leak then 'open' else 'success' end as plan,
    add_days(issued_on, case when story in ${LATER} then 0 else ri('pays after', no, 0, 12) end) as first_on
  from invoice where state = 'live'
)
select *, case when plan = 'open' or first_on > date '${AS_OF}' then 'open'
    when plan = 'dunning' and first_on + 3 > date '${AS_OF}' then 'failed' else plan end as outcome,
  case when plan = 'dunning' then add_days(first_on, 3) else first_on end as success_on,
  case when not is_leak and currency = own_currency and plan = 'success' and v = 0 then ${refundStorySql()}
    else 'none' end as refund_story
from planned`;

/** `payment`: the payments file; attempt 1 is the first, 2 the one after a failure, 9 one that names no invoice. */
export const PAYMENTS_SQL = `create table payment as
select no, 'pay_' || s || '_' || k || '_' || v || 'f' as id, id as invoice_id, cust, region, s, k, v, billed as amount,
  currency, 'failed' as status, at_second(first_on, 'pays moment', no, 6, 20) as moment, 'none' as refund_story, story, is_leak
from paid where outcome in ('failed', 'dunning')
union all
select no, 'pay_' || s || '_' || k || '_' || v, id, cust, region, s, k, v, billed, currency,
  case when refund_story in ('disputed', 'disputed_refunded') then 'disputed' else 'succeeded' end,
  at_second(success_on, 'pays moment', no, 6, 20), refund_story, story, is_leak
from paid where outcome in ('success', 'dunning')
union all
select no, 'pay_' || s || '_' || k || '_deposit', null, cust, region, s, k, v,
  case when story = 'prepayment' then 10000 else cast(floor(billed * case when u('part', s) < 0.6 then 1 else 0.6 end)
    as bigint) end, currency, 'succeeded', at_second(add_days(issued_on, ri('deposits', s, 1, 3)), 'deposits', no, 6, 20),
  'none', story, true
from paid where story in ${LATER} and k = periods - case when arrears then 2 else 1 end
`;

/** `usage`: two events a period on average, at instants of their own; repeats and late ones where the story says. */
export const USAGE_SQL = `create table usage as
with counted as (
  select *, case when repeated > 0 then 2 else least(used, ri('events', whose, 1, 3)) end as events,
    days_between(used_from, used_until) as usable from period where used > 0
),
spread as (
  select c.*, j, case when repeated > 0 then case j when 0 then repeated else used - repeated end
      when events = 1 then used when j < events - 1
      then cast(floor(used * (0.2 + 0.25 * u('share', whose * 4 + j))) as bigint) end as part
  from counted c join range(3) r(j) on j < events
),
summed as (
  select *, coalesce(part, used - sum(coalesce(part, 0)) over (partition by whose)) as quantity from spread
),
timed as (
  select s, k, cust, j, quantity, repeated, whose, cast(used_from as timestamp)
    + to_seconds(cast(floor(86400.0 * usable * (j + 0.05 + 0.9 * u('instant', whose * 4 + j)) / events) as bigint)) as moment
  from summed where quantity > 0
)
select 'evt_' || s || '_' || k || '_' || j as id, s, k, j, cust, quantity, moment, 'regular' as role from timed
union all
select 'evt_' || s || '_' || k || '_' || j || 'r', s, k, j, cust, quantity, moment, 'repeat' from timed
where repeated > 0 and j = 0
union all
select 'evt_' || s || '_late_' || j, s, 90, j, cust, 1000 * ri('late units', s * 8 + j, 1, 9),
  at_second(add_days(canceled_on, case story when 'grace_usage' then j % 3 else 5 + j * 6 end), 'late', s * 8 + j, 1, 22),
  story from sub join range(4) r(j) on j < ri('late events', s, 2, 4)
where story in ('grace_usage', 'usage_after_cancel')
union all
select 'evt_' || s || '_trial_' || j, s, 91, j, cust, ri('trial units', s * 8 + j, 20, 300),
  at_second(add_days(started_on, ri('trial day', s * 8 + j, j * 4, j * 4 + 3)), 'trial', s * 8 + j, 1, 22), 'trial'
from sub join range(3) r(j) on true
where story like 'trial_%' and add_days(started_on, j * 4 + 3) <= date '${AS_OF}' and j * 4 + 3 < trial_ends_on - started_on
union all
select 'evt_' || s || '_after_' || j, s, 92, j, cust, ri('after units', s * 8 + j, 20, 300),
  at_second(case when story = 'trial_just_ended' then first_day else add_days(first_day, 3 + j * 11) end,
    'after', s * 8 + j, 1, 22), story
from sub join range(4) r(j) on j < case story when 'trial_just_ended' then 1 else ri('after events', s, 2, 4) end
where story in ('trial_not_converted', 'trial_just_ended')`;
