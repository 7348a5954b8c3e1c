import { minorUnitsCte, type SqlBindings } from "./sql-bindings";

/** Weeks before the tested one that say what is usual. */
export const BASELINE_WEEKS = 8;

export interface SpikeRule {
  asOf: string;
  k: number;
  minRefunds: number;
  minExcessUnits: number;
}

/**
 * CTEs up to `hits`: one row per (region, currency, ISO week) whose refunds break the rule. Weeks start on Monday, UTC;
 * a week without refunds counts as 0; a week is tested once the data's first refund precedes its baseline, and only
 * when it is complete by the as-of day. Amounts are minor units; `excess_cents` is sum - median, half up.
 */
export function refundSpikeCtes(bindings: SqlBindings, currencies: readonly string[], rule: SpikeRule): string {
  const asOf = bindings.bind(rule.asOf, "date");
  const k = bindings.bind(rule.k, "double precision");
  const minRefunds = bindings.bind(rule.minRefunds, "bigint");
  const minExcess = bindings.bind(rule.minExcessUnits, "double precision");
  return `${minorUnitsCte(bindings, currencies)},
weekly_rows as (
  select r.refund_id, r.amount_cents, r.currency, coalesce(c.region, 'unknown region') as region,
         cast(date_trunc('week', r.refunded_at) as date) as week
  from refunds r left join customers c on c.customer_id = r.customer_id
  where r.kind = 'refund'
),
weeks as (
  select region, currency, week, cast(sum(amount_cents) as bigint) as sum_cents, count(*) as refunds
  from weekly_rows group by region, currency, week
),
first_refund as (select min(refunded_at) as first_at from refunds where kind = 'refund'),
tested as (
  select w.region, w.currency, w.week, w.sum_cents, w.refunds, m.per_major
  from weeks w join minor_units m on m.currency = w.currency cross join first_refund f
  where w.week + 6 <= ${asOf} and f.first_at < cast(w.week - ${7 * BASELINE_WEEKS} as timestamp)
    and w.refunds >= ${minRefunds} and w.sum_cents >= ${minExcess} * m.per_major
),
baseline as (
  select t.region, t.currency, t.week, t.week - cast(7 * g.i as integer) as usual_week,
         cast(coalesce(w.sum_cents, 0) as double precision) as sum_cents,
         cast(coalesce(w.refunds, 0) as double precision) as refunds
  from tested t cross join generate_series(1, ${BASELINE_WEEKS}) as g(i)
  left join weeks w on w.region = t.region and w.currency = t.currency and w.week = t.week - cast(7 * g.i as integer)
),
medians as (
  select region, currency, week, percentile_cont(0.5) within group (order by sum_cents) as median_cents,
         percentile_cont(0.5) within group (order by refunds) as median_refunds
  from baseline group by region, currency, week
),
deviations as (
  select b.region, b.currency, b.week, percentile_cont(0.5) within group (order by abs(b.sum_cents - m.median_cents))
           as mad_cents
  from baseline b join medians m on m.region = b.region and m.currency = b.currency and m.week = b.week
  group by b.region, b.currency, b.week
),
hits as (
  select t.region, t.currency, t.week, t.sum_cents, t.refunds, m.median_cents, m.median_refunds, d.mad_cents,
         cast(floor(t.sum_cents - m.median_cents + 0.5 + 1e-7) as bigint) as excess_cents
  from tested t
  join medians m on m.region = t.region and m.currency = t.currency and m.week = t.week
  join deviations d on d.region = t.region and d.currency = t.currency and d.week = t.week
  where t.sum_cents > m.median_cents + ${k} * greatest(1.4826 * d.mad_cents, 0.2 * m.median_cents)
    and t.sum_cents >= 2 * m.median_cents
    and t.refunds > m.median_refunds + 3 * sqrt(greatest(m.median_refunds, 1))
    and floor(t.sum_cents - m.median_cents + 0.5 + 1e-7) >= ${minExcess} * t.per_major
)`;
}
