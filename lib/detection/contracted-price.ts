import { COVERAGE_CTE } from "./coverage-sql";
import { isUsageOf, periodUsageCtes } from "./period-usage-sql";
import type { SqlBindings } from "./sql-bindings";
import { monthNumber, VERSION_CTES } from "./versions-sql";

/** The states in which an invoice asks for money. */
export const LIVE_STATES = "('open', 'paid', 'uncollectible')";

/** CTE `live`: the invoices that ask for money, over a period that has days; `only` is a further condition. */
const liveCte = (only: string) => `live as not materialized (
  select invoice_id, subscription_id, customer_id, tier, quantity, period_start, period_end, issued_on,
         expected_amount_cents, billed_amount_cents, currency, status
  from invoices
  where status in ${LIVE_STATES} and period_end > period_start${only}
)`;
export const LIVE_CTE = liveCte("");

/**
 * The select for `periods` over `live`: a period exists through its live invoices and is never compared across
 * currencies. `only` restricts the invoices it reads.
 */
export function billedPeriods(only: string): string {
  return `select subscription_id, period_start, period_end, min(currency) as currency,
         cast(sum(billed_amount_cents) as bigint) as billed_cents, max(expected_amount_cents) as expected_cents,
         cast(sum(quantity) as bigint) as quantity, cast(count(*) as integer) as live_invoices
  from live ${only}
  group by subscription_id, period_start, period_end
  having min(currency) = max(currency)`;
}

/** The select for `periods` over a CTE of periods that have no invoice: its currency is that of the contract. */
export function unbilledPeriods(from: string): string {
  return `select subscription_id, period_start, period_end, cast(null as varchar) as currency,
         cast(0 as bigint) as billed_cents, cast(null as bigint) as expected_cents, cast(null as bigint) as quantity,
         0 as live_invoices
  from ${from}`;
}

/** Invoices of periods that may have changed: the others are not read. */
export interface ChangedPeriods {
  /** Periods that end by this day are as they were. */
  sealedUpTo: string;
}

/** Which periods to price: a select for `periods`, and CTEs of its own that may read `live` and `versions`. */
export interface PricedPeriodsSource {
  before?: string;
  periods: string;
}

/**
 * CTEs up to `contracted`: one row per (subscription_id, period_start, period_end) of the source (default: every
 * period with a live invoice, all of them in one currency) with `billed_cents` and `contracted_cents` (integer minor
 * units, rounded once, half up; null where it is unknown). `closed` says that the period had ended by the as-of day,
 * `expected_cents` that the files said the price. A null currency in `periods` becomes that of the contract.
 *
 * The price of a period is the sum over versions in force of seats x price x months x (1 - discount) x days in force /
 * days of the period, plus the overage of a closed one. Amounts stay doubles of minor units until the one rounding.
 * Beside it: `missing_seat_cents` of seats in force above the invoiced quantity (while the period is open only those
 * of its first day), and `ended_discount_cents`, what discounts that ended before the period would have taken off.
 */
export function contractedPriceCtes(
  bindings: SqlBindings,
  asOf: string,
  source?: PricedPeriodsSource,
  changed?: ChangedPeriods,
): string {
  const firstOpenDay = `${bindings.bind(asOf, "date")} + 1`;
  const overDays = (sum: string) => `${sum} * b.months / (b.period_end - b.period_start)`;
  const currency = "coalesce(b.billed_currency, b.least_currency, b.overage_currency)";
  const live = changed
    ? liveCte(` and (period_end > ${bindings.bind(changed.sealedUpTo, "date")}
         or subscription_id in (select subscription_id from opsiq.changed_subscriptions))`)
    : LIVE_CTE;
  // Narrow rows: to meet their units they must not carry every column of the periods.
  const metered = `(select b.subscription_id, b.period_start, b.period_end, b.overage_unit_price_cents, b.included_units, u.used
      from base b join usage_of_period u on ${isUsageOf("u", "b")}
      where b.overage_unit_price_cents > 0 and b.period_end <= ${firstOpenDay})`;
  const rounded = (amount: string) => `cast(floor(${amount} + 0.5 + 1e-7) as bigint)`;
  return `${live},
${VERSION_CTES},
${source ? givenCtes(source) : BILLED_CTES},
${basePeriodsCtes(firstOpenDay, source === undefined)},
${periodUsageCtes(source ? "periods" : "live")},
overage as (
  select m.subscription_id, m.period_start, m.period_end, m.used,
         (m.used - m.included_units * m.months) * m.overage_unit_price_cents as overage_cents
  from (${withMonths(metered)}) m
  where m.used > m.included_units * m.months
),
contracted as not materialized (
  select b.subscription_id, b.period_start, b.period_end, ${currency} as currency,
         b.billed_cents, b.expected_cents, b.live_invoices, b.quantity, b.months, o.used,
         coalesce(o.overage_cents, 0) as overage_cents, b.overage_unit_price_cents, b.overage_currency,
         b.period_end <= ${firstOpenDay} as closed,
         ${rounded(overDays("b.ended_discount_days"))} as ended_discount_cents,
         ${rounded(overDays("b.missing_seat_days"))} as missing_seat_cents,
         case when b.expected_cents is not null then b.expected_cents
              when b.price_days is null or b.least_currency <> ${currency} or b.greatest_currency <> ${currency}
                or (o.overage_cents is not null and b.overage_currency <> ${currency}) then null
              else ${rounded(`${overDays("b.price_days")} + coalesce(o.overage_cents, 0)`)} end as contracted_cents
  from (${withMonths("base")}) b
  left join overage o on o.subscription_id = b.subscription_id
   and o.period_start = b.period_start and o.period_end = b.period_end
)`;
}

/**
 * Most subscriptions have one version, and periods that lie end to end with one live invoice each: `single` holds their
 * versions, and their periods are priced row by row, without grouping. `periods` are those of the others, `several`.
 */
const BILLED_CTES = `${COVERAGE_CTE},
single as materialized (
  select v.* from versions v
  join coverage c on c.subscription_id = v.subscription_id
  where v.versions_in_all = 1 and c.end_to_end
),
several as materialized (
  select c.subscription_id from coverage c left join single s on s.subscription_id = c.subscription_id
  where s.subscription_id is null
),
periods as (
  ${billedPeriods("where subscription_id in (select subscription_id from several)")}
)`;

function givenCtes({ before, periods }: PricedPeriodsSource): string {
  return `${before === undefined ? "" : `${before},\n`}periods as (
  ${periods}
)`;
}

/** CTE `base`: each period with the sums of its price over the versions in force, and the last one's overage terms. */
function basePeriodsCtes(firstOpenDay: string, withSingle: boolean): string {
  const endedDiscount = `case when v.discount_ends_on <= p.period_start
                then v.discount_pct / 100.0 * ${PRICE_DAYS} else 0 end`;
  const missingSeats = `case when v.seats > p.quantity and (p.period_end <= ${firstOpenDay} or v.from_day <= p.period_start)
                then cast(v.seats - p.quantity as double precision) / v.seats * ${PRICE_DAYS} else 0 end`;
  const inForce = "v.from_day < p.period_end and v.to_day > p.period_start";
  const grouped = `summed as (
  select p.subscription_id, p.period_start, p.period_end, min(p.currency) as billed_currency,
         min(p.billed_cents) as billed_cents, min(p.expected_cents) as expected_cents,
         min(p.live_invoices) as live_invoices, min(p.quantity) as quantity, max(v.version_no) as last_no,
         min(case when v.owes then v.currency end) as least_currency,
         max(case when v.owes then v.currency end) as greatest_currency,
         sum(${PRICE_DAYS}) as price_days, sum(${endedDiscount}) as ended_discount_days,
         sum(${missingSeats}) as missing_seat_days
  from periods p
  left join versions v on v.subscription_id = p.subscription_id and ${inForce}
  group by p.subscription_id, p.period_start, p.period_end
),
base as not materialized (
  select s.subscription_id, s.period_start, s.period_end, s.billed_currency, s.billed_cents, s.expected_cents,
         s.live_invoices, s.quantity, s.least_currency, s.greatest_currency,
         case when s.last_no is not null then s.price_days end as price_days, s.ended_discount_days,
         s.missing_seat_days, ${overageTerms("l", "true")}
  from summed s
  left join versions l on l.subscription_id = s.subscription_id and l.version_no = s.last_no`;
  if (!withSingle) return `${grouped}\n)`;
  return `${grouped}
  union all
  select p.subscription_id, p.period_start, p.period_end, p.currency, p.billed_amount_cents, p.expected_amount_cents,
         1, p.quantity, case when ${inForce} and v.owes then v.currency end,
         case when ${inForce} and v.owes then v.currency end, case when ${inForce} then ${PRICE_DAYS} end,
         case when ${inForce} then ${endedDiscount} else 0 end, case when ${inForce} then ${missingSeats} else 0 end,
         ${overageTerms("v", inForce)}
  from live p join single v on v.subscription_id = p.subscription_id
)`;
}

/** Terms of a version for units above the included ones; none for a trial without an end. */
function overageTerms(version: string, inForce: string): string {
  return `${version}.currency as overage_currency,
         case when ${inForce} and not ${version}.unpriced_trial then ${version}.overage_unit_price_cents end
           as overage_unit_price_cents,
         coalesce(${version}.included_units, 0) as included_units`;
}

/** Percent off in a period: the discount runs while the period starts before its end, or when it has none. */
const DISCOUNT = `case when v.discount_ends_on is null or p.period_start < v.discount_ends_on
                then coalesce(v.discount_pct, 0) else 0 end`;

/** What a version asks in a period, times the period's days and per month: minor units x days. */
const PRICE_DAYS = `case when v.owes then cast(v.seats as double precision) * v.unit_price_cents
               * (1 - ${DISCOUNT} / 100.0)
               * (least(v.to_day, p.period_end) - greatest(v.from_day, p.period_start)) else 0 end`;

/**
 * The rows of `from` with the `months` of their period: whole ones from its start, then leftover days / days of the month
 * they fall in. A period that ends on the day of the month it began on has no days left over.
 */
function withMonths(from: string): string {
  const after = (months: string) => `cast(m.period_start + (${months}) * interval '1 month' as date)`;
  const whole = `(m.apart - case when ${after("m.apart")} > m.period_end then 1 else 0 end)`;
  const leftOver = `cast(m.period_end - ${after(whole)} as double precision) / (${after(`${whole} + 1`)} - ${after(whole)})`;
  return `select m.*, case when extract(day from m.period_start) = extract(day from m.period_end) then m.apart
             else ${whole} + ${leftOver} end as months
    from (select s.*, ${monthNumber("s.period_end")} - ${monthNumber("s.period_start")} as apart from ${from} s) m`;
}
