import { refundColumns } from "./refund-rows";
import { minorUnitsCte, type SqlBindings } from "./sql-bindings";

export interface CreditRule {
  limitUnits: number;
  nearLimitPct: number;
  burstCount: number;
  burstHours: number;
}

/**
 * Suspicious credits, one row each, with the reasons that hold: `self_approved`, `unapproved_above_limit`,
 * `near_limit` and `in_burst`. Amounts are minor units; the limit is in major units of the credit's currency. A credit
 * is in a burst when some run of `burstCount` credits of its issuer and currency holds it and spans at most the hours.
 */
export function suspiciousCreditsSql(bindings: SqlBindings, currencies: readonly string[], rule: CreditRule): string {
  const limit = `${bindings.bind(rule.limitUnits, "double precision")} * m.per_major`;
  const near = bindings.bind(rule.nearLimitPct, "double precision");
  const further = bindings.bind(rule.burstCount - 1, "integer");
  const hours = bindings.bind(rule.burstHours, "integer");
  return `with ${minorUnitsCte(bindings, currencies)},
credits as (
  select r.*, lower(trim(r.issued_by)) as issuer, nullif(lower(trim(r.approved_by)), '') as approver,
         ${limit} as limit_cents
  from refunds r join minor_units m on m.currency = r.currency
  where r.kind = 'credit' and r.amount_cents > 0
),
runs as (
  select c.refund_id, case when c.refunded_at <= lag(c.refunded_at, ${further}) over issuer_credits
           + ${hours} * interval '1 hour' then 1 else 0 end as ends_run, c.issuer, c.currency, c.refunded_at
  from credits c where c.issuer <> ''
  window issuer_credits as (partition by c.issuer, c.currency order by c.refunded_at, c.refund_id)
),
bursts as (
  select refund_id, max(ends_run) over (partition by issuer, currency order by refunded_at, refund_id
           rows between current row and ${further} following) as in_burst
  from runs
),
judged as (
  select c.*, coalesce(c.issuer <> '' and c.issuer = c.approver, false) as self_approved,
         c.approver is null and c.amount_cents > c.limit_cents as unapproved_above_limit,
         c.amount_cents * 100.0 >= c.limit_cents * ${near} and c.amount_cents <= c.limit_cents as near_limit,
         coalesce(b.in_burst, 0) = 1 as in_burst
  from credits c left join bursts b on b.refund_id = c.refund_id
)
select ${refundColumns("j", "k")}, j.self_approved, j.unapproved_above_limit, j.near_limit, j.in_burst
from judged j left join customers k on k.customer_id = j.customer_id
where j.self_approved or j.unapproved_above_limit or j.near_limit or j.in_burst`;
}
