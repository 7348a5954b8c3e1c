import { AS_OF, FIRST_MONDAY } from "./options";

/** Share of payments refunded in an ordinary week. */
const REFUND_RATE = 0.015;
/** Payments an ordinary refund may be drawn from; a spike draws from the others. */
const REFUNDABLE = 0.05;

/** Refunds a week may have without being a spike, however quiet the region: one under the rule's least count. */
const CALM_REFUNDS = 4;

/** Weeks (from the first Monday) of the returns after the holidays, and how much higher they are. */
const SEASON =
  "case week_no when 51 then 1.2 when 52 then 1.4 when 53 then 1.5 when 54 then 1.4 when 55 then 1.2 else 1 end";
const WEEK_OF = (moment: string) => `cast(date_trunc('week', ${moment}) as date)`;

/** `cell`: one or two weeks a region and currency in which refunds are going to spike, clear of the season. */
const CELLS_SQL = `create table cell as
with pairs as (select distinct region, currency from payment where status = 'succeeded'),
drawn as (
  select region, currency, n, case n when 1 then ri('first spike', region || currency, 15, 34)
    else ri('second spike', region || currency, 40, 48) end as week_no
  from pairs cross join range(1, 3) r(n) where n = 1 or u('spikes twice', region || currency) < 0.5
)
select region, currency, add_days(date '${FIRST_MONDAY}', week_no * 7) as week from drawn`;

/** `planned`: the refunds of the payments that have a story of their own, clear of the spikes. */
const PLANNED_SQL = `create table planned as
with begun as (
  select *, date_trunc('second', moment) + to_days(cast(ri('refund after', no, 2, 18) as integer)) as first_at,
    cast(floor(amount * case refund_story when 'repeat_twice' then 0.1 + 0.22 * u('refund part', no)
      else 0.2 + 0.22 * u('refund part', no) end) as bigint) as part
  from payment
  where refund_story not in ('none', 'disputed') and cast(moment as date) <= date '${AS_OF}' - 40
),
rows_of as (
  select *, 0 as j, first_at as refunded_at, case refund_story when 'repeat_full' then amount
      when 'repeat_over' then cast(floor(amount * 0.7) as bigint)
      when 'exceeds' then cast(floor(amount * (0.6 + 0.15 * u('refund part', no))) as bigint)
      when 'disputed_refunded' then cast(floor(amount * (0.5 + 0.5 * u('refund part', no))) as bigint)
      when 'items' then cast(floor(amount * 0.2) as bigint)
      when 'two_payments' then cast(floor(amount * 0.4) as bigint) else part end as cents
  from begun
),
more as (
  select * from rows_of
  union all
  select * replace (1 as j, case refund_story
      when 'exceeds' then first_at + to_days(cast(ri('second refund', no, 5, 15) as integer))
      when 'eighty_hours' then first_at + to_hours(ri('second refund', no, 73, 110))
      when 'items' then first_at + to_hours(ri('second refund', no, 1, 40))
      when 'repeat_twice' then first_at + to_hours(ri('second refund', no, 1, 60))
      else first_at + to_hours(ri('second refund', no, 1, 72)) end as refunded_at,
    case refund_story when 'exceeds' then cents - cast(floor(amount * 0.03) as bigint) - 1
      when 'items' then cast(floor(amount * 0.3) as bigint) + 1 else cents end as cents)
  from rows_of where refund_story not in ('disputed_refunded', 'two_payments')
  union all
  select * replace (2 as j, first_at + to_hours(ri('second refund', no, 1, 60) + ri('third refund', no, 1, 60)) as refunded_at)
  from rows_of where refund_story = 'repeat_twice'
  union all
  select a.* replace (1 as j, a.first_at + to_hours(ri('second refund', a.no, 1, 40)) as refunded_at, b.id as id,
    b.invoice_id as invoice_id)
  from rows_of a join payment b on b.s = a.s and b.k = a.k - 1 and b.v = 0 and b.amount = a.amount
    and b.currency = a.currency and b.status = 'succeeded' and b.refund_story = 'none'
  where a.refund_story = 'two_payments'
),
clear as (
  select no from (
    select m.*, c.week is not null as in_spike, row_number() over (
        partition by m.region, m.currency, ${WEEK_OF("refunded_at")} order by u('turn', no), no, j)
        > greatest(${CALM_REFUNDS}, coalesce(1.2 * base, 0)) as is_crowded
    from more m left join cell c on c.region = m.region and c.currency = m.currency and c.week = ${WEEK_OF("refunded_at")}
    left join usual u on u.region = m.region and u.currency = m.currency and u.week = ${WEEK_OF("refunded_at")}
  ) group by no
  having not bool_or(in_spike) and not bool_or(is_crowded) and (min(refund_story) <> 'two_payments' or count(*) = 2)
)
select m.* from more m join clear using (no)`;

/** `usual`: how many refunds a week, region and currency has in an ordinary week, by the payments of two months. */
const USUAL_SQL = `create table usual as
with paid_weeks as (
  select region, currency, ${WEEK_OF("moment")} as week, count(*) as n from payment where status = 'succeeded' group by all
)
select region, currency, week, cast(days_between(date '${FIRST_MONDAY}', week) // 7 as integer) as week_no,
  ${REFUND_RATE} * avg(n) over (partition by region, currency order by week rows between 7 preceding and current row) as base
from paid_weeks`;

/** `ordinary`: so many refunds a week, region and currency that the count is calm, drawn from that week's candidates. */
const ORDINARY_SQL = `create table ordinary as
with taken as (
  select region, currency, ${WEEK_OF("refunded_at")} as week, count(*) as n from planned group by all
),
room as (
  select u.region, u.currency, u.week, u.base, cast(floor(base * ${SEASON} * (0.9 + 0.2 * u('calm', region || currency || week_no))
    + u('rounding', region || currency || week_no)) as bigint) - coalesce(t.n, 0) as slots
  from usual u left join taken t using (region, currency, week)
),
candidates as (
  select *, moment + to_days(cast(ri('ordinary after', no, 2, 20) as integer)) as refunded_at
  from payment where refund_story = 'none' and not is_leak and status = 'succeeded' and invoice_id is not null
    and u('refundable', no) < ${REFUNDABLE} and id not in (select id from planned)
),
ranked as (
  select *, ${WEEK_OF("refunded_at")} as week, row_number() over (
    partition by region, currency, ${WEEK_OF("refunded_at")} order by u('turn', no), no) as turn
  from candidates where refunded_at < timestamp '${AS_OF}'
)
select r.*, case when u('in full', no) < 0.4 then amount
    else cast(floor(amount * (0.1 + 0.6 * u('refund part', no))) as bigint) end as cents, base
from ranked r join room using (region, currency, week) where turn <= slots`;

/** `spike`: full refunds of many payments in one week; the first of them is a part, paid out twice. */
const SPIKE_SQL = `create table spike as
with sized as (
  select c.*, cast(greatest(10, ceil(2.5 * coalesce(n, 0) + 4 * sqrt(coalesce(n, 0)))) as bigint) as wanted
  from cell c left join (select region, currency, week, count(*) / 1 as n from ordinary group by all) o
    using (region, currency, week)
),
ranked as (
  select p.*, z.week, z.wanted, row_number() over (partition by z.region, z.currency, z.week order by u('spiked', no), no) as turn
  from payment p join sized z on z.region = p.region and z.currency = p.currency
    and cast(p.moment as date) between z.week - 24 and z.week - 2
  where p.refund_story = 'none' and not p.is_leak and p.status = 'succeeded' and p.invoice_id is not null
    and u('refundable', no) >= ${REFUNDABLE} and p.id not in (select id from planned)
),
chosen as (select * from ranked where turn <= wanted)
select *, 0 as j, case turn when 1 then cast(week as timestamp) + to_hours(58)
    else cast(week as timestamp) + to_seconds(ri('spike second', no, 0, 7 * 86400 - 1)) end as refunded_at,
  case turn when 1 then cast(floor(amount * 0.4) as bigint) else amount end as cents
from chosen
union all
select *, 1, cast(week as timestamp) + to_hours(63), cast(floor(amount * 0.4) as bigint) from chosen where turn = 1`;

/** `refund`: the refunds of the refunds file; `role` says what each stands for. Credits are added later. */
const REFUND_SQL = `create table refund as
with rows_of as (
  select 'ref_' || s || '_' || k || '_' || v || '_' || j as id, id as payment_id, invoice_id, cust, region, s, k, no, j, amount,
    cents, currency, refunded_at, refund_story as role, null as week from planned
  union all
  select 'ref_' || s || '_' || k || '_' || v || '_0', id, invoice_id, cust, region, s, k, no, 0, amount, cents, currency, refunded_at,
    case when week between date '2025-12-22' and date '2026-01-19' then 'season' else 'ordinary' end, week from ordinary
  union all
  select 'ref_' || s || '_' || k || '_' || v || '_' || j, id, invoice_id, cust, region, s, k, no, j, amount, cents, currency,
    refunded_at, case turn when 1 then 'spike_repeat' else 'spike' end, week from spike
)
select id, case when role = 'repeat_by_invoice' and j = 1 then null else payment_id end as payment_id,
  case when role = 'repeat_by_invoice' or u('names invoice', no) < 0.5 then invoice_id end as invoice_id, payment_id as of_payment,
  cust, region, s, k, no, j, amount as paid, cents, currency, 'refund' as kind,
  case role when 'items' then case j when 0 then 'damaged item' else 'missing item' end when 'season' then 'holiday return'
    when 'spike' then 'service outage' else 'requested_by_customer' end as reason,
  'support.' || ri('agent', no, 1, 40) as issued_by, cast(null as varchar) as approved_by, cast(null as varchar) as note,
  refunded_at, role, week from rows_of`;

export const REFUNDS_SQL: readonly string[] = [CELLS_SQL, USUAL_SQL, PLANNED_SQL, ORDINARY_SQL, SPIKE_SQL, REFUND_SQL];
