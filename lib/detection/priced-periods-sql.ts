import { type ChangedPeriods, contractedPriceCtes } from "./contracted-price";
import { minorUnitsCte, type SqlBindings } from "./sql-bindings";
import { LATEST_VERSION_CTE } from "./versions-sql";

/** Shortfalls at or under these are nobody's: the floor under every setting of the detectors that read them. */
export const SHORTFALL_FLOOR = { pct: 0.5, units: 0.5 } as const;

/**
 * Whether `billed` is what it would be had `part` of the price been left out: to a cent and a fiftieth of the part,
 * which leaves room for rounding and hardly any for another price.
 */
const leavesOut = (part: string, others = "0") =>
  `abs(c.billed_cents - (c.contracted_cents - ${part} - ${others})) * 50 <= ${part} + 50`;

/**
 * One row per period of interest, live invoice of it, and version in force then. Of interest are periods with several
 * live invoices, and shortfalls: billed below contracted, and closed and above the floor, or with an invoice that names
 * a tier of no version in force (`foreign_tier`), or for one of the causes below.
 *
 * `seats_short`: quantity below the seats in force, and at least half of their price is missing. `discount_short` and
 * `usage_short`: billed as if an ended discount still ran, as if no unit above the included ones had been used.
 * With `changed` only the periods that may have changed since an earlier load are asked for.
 */
export function pricedPeriodsSql(
  bindings: SqlBindings,
  asOf: string,
  currencies: readonly string[],
  changed?: ChangedPeriods,
): string {
  const inForce = `v.subscription_id = s.subscription_id and v.from_day < s.period_end and v.to_day > s.period_start`;
  const samePeriod = (alias: string) =>
    `${alias}.subscription_id = s.subscription_id and ${alias}.period_start = s.period_start
   and ${alias}.period_end = s.period_end`;
  const overage = "cast(floor(c.overage_cents + 0.5 + 1e-7) as bigint)";
  return `with ${contractedPriceCtes(bindings, asOf, undefined, changed)},
${minorUnitsCte(bindings, currencies)},
caused as (
  select c.*, coalesce(c.contracted_cents > c.billed_cents and c.contracted_cents > 0, false) as short,
         (c.contracted_cents - c.billed_cents) * 2 >= c.missing_seat_cents and c.missing_seat_cents > 0 as seats_short,
         c.ended_discount_cents > 0 and (${leavesOut("c.ended_discount_cents")}
           or ${leavesOut("c.ended_discount_cents", overage)}) as discount_short,
         c.closed and ${overage} > 0 and ${leavesOut(overage)} as usage_short,
         c.closed and (c.contracted_cents - c.billed_cents) * 100.0 > c.contracted_cents
             * ${bindings.bind(SHORTFALL_FLOOR.pct, "double precision")}
           and c.contracted_cents - c.billed_cents > m.per_major
             * ${bindings.bind(SHORTFALL_FLOOR.units, "double precision")} as above_floor
  from contracted c join minor_units m on m.currency = c.currency
  where c.live_invoices > 1 or c.contracted_cents > c.billed_cents
),
caused_invoices as materialized (
  select i.* from live i join caused s on ${samePeriod("i")}
),
foreign_tiers as (
  select distinct f.subscription_id, f.period_start, f.period_end from (
    select s.subscription_id, s.period_start, s.period_end
    from caused s join caused_invoices i on ${samePeriod("i")} join versions v on ${inForce}
    where s.short and trim(i.tier) <> ''
    group by s.subscription_id, s.period_start, s.period_end, i.invoice_id
    having max(case when trim(v.tier) <> '' and lower(trim(v.tier)) <> lower(trim(i.tier)) then 0 else 1 end) = 0
  ) f
),
${LATEST_VERSION_CTE}
select s.subscription_id, s.period_start, s.period_end, s.currency, s.billed_cents, s.contracted_cents,
       s.expected_cents, s.months, s.used, s.overage_cents, s.closed, s.short, s.missing_seat_cents,
       s.ended_discount_cents, f.subscription_id is not null as foreign_tier,
       s.short and s.seats_short as seats_short, s.short and s.discount_short as discount_short,
       s.short and s.usage_short as usage_short, o.currency as own_currency, i.invoice_id, i.customer_id,
       k.name as customer_name, k.region, i.tier, i.quantity, i.issued_on, i.billed_amount_cents, i.status,
       v.version_no, v.tier as version_tier, v.seats, v.unit_price_cents, v.discount_pct, v.discount_ends_on,
       v.included_units, v.overage_unit_price_cents, v.status as version_status, v.currency as version_currency,
       v.valid_from, v.from_day, v.to_day
from caused s
join caused_invoices i on ${samePeriod("i")}
join latest_versions o on o.subscription_id = s.subscription_id
left join foreign_tiers f on ${samePeriod("f")}
left join versions v on ${inForce}
left join customers k on k.customer_id = i.customer_id
where s.live_invoices > 1 or f.subscription_id is not null
   or s.short and (s.above_floor or s.seats_short or s.discount_short or s.usage_short)`;
}
