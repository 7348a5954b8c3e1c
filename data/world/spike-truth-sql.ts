/**
 * Adds the refund spikes to `claim`, computed from the refunds as written: the week's sum less the median of the eight
 * weeks before, less what duplicate refunds hold of it, spread over the other refunds by largest remainder, then key.
 * A planted week whose refunds do not break the rule (a small world) is not in the truth. Source: refund_spike of the domain.
 */
export const SPIKE_TRUTH_SQL = `insert into claim
with weekly as (
  select region, currency, cast(date_trunc('week', refunded_at) as date) as week, sum(cents) as cents, count(*) as n
  from refund where kind = 'refund' group by all
),
before as (
  select c.region, c.currency, c.week, coalesce(w.cents, 0) as cents, coalesce(w.n, 0) as n
  from cell c cross join range(1, 9) r(back)
  left join weekly w on w.region = c.region and w.currency = c.currency and w.week = c.week - cast(7 * back as integer)
),
middle as (
  select region, currency, week, list_sort(list(cents)) as sums, list_sort(list(n)) as counts from before group by all
),
usual as (
  select region, currency, week, sums[4] + sums[5] as twice_median, (counts[4] + counts[5]) / 2.0 as median_n,
    list_sort(list_transform(sums, lambda one: abs(2 * one - sums[4] - sums[5]))) as twice_off
  from middle
),
hit as (
  select u.region, u.currency, u.week, (2 * w.cents - twice_median + 1) // 2 as excess
  from usual u join weekly w on w.region = u.region and w.currency = u.currency and w.week = u.week
  where (select min(refunded_at) from refund where kind = 'refund') < cast(u.week - 56 as timestamp)
    and w.cents > twice_median / 2.0 + 3 * greatest(1.4826 * (twice_off[4] + twice_off[5]) / 4.0, 0.2 * twice_median / 2.0)
    and w.cents >= twice_median and w.n > median_n + 3 * sqrt(greatest(median_n, 1)) and w.n >= 5
    and (2 * w.cents - twice_median + 1) // 2 >= 200 * per_major(u.currency)
),
in_cell as (
  select h.region, h.currency, h.week, h.excess, r.id, r.cents, k.held is not null as is_held,
    sum(coalesce(k.held, 0)) over cells as held, sum(case when k.held is null then r.cents else 0 end) over cells as free
  from hit h join refund r on r.region = h.region and r.currency = h.currency and r.kind = 'refund'
    and cast(date_trunc('week', r.refunded_at) as date) = h.week
  left join (select row_key, max(cents) as held from claim where row_table = 'refunds' and rank = 1 group by row_key) k
    on k.row_key = r.id
  window cells as (partition by h.region, h.currency, h.week)
),
shared as (
  select *, least(excess - held, free) as gross, (least(excess - held, free) * cents) // free as whole,
    (least(excess - held, free) * cents) % free as remainder
  from in_cell where not is_held
),
rounded as (
  select *, gross - sum(whole) over (partition by region, currency, week) as left_over,
    row_number() over (partition by region, currency, week order by remainder desc, id) as turn
  from shared
)
select 'refund_spike', 1, 'region_week', region || ':' || currency || ':' || week, null, 'refunds', id,
  cast(whole + case when turn <= left_over then 1 else 0 end as bigint), currency, 'cash_out', 'spike'
from rounded where gross > 0`;
