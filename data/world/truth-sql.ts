import { AS_OF, GAP_DAYS } from "./options";

const SUB = "'sub_' || s";
const SHORTFALL_DETECTORS = `case story when 'underbilled' then 'underbilling' when 'wrong_tier' then 'tier_mismatch'
  when 'stale_seats' then 'seat_shortfall' when 'expired_discount' then 'expired_discount'
  when 'unbilled_usage' then 'unbilled_usage' end`;
const GAPS = `(${GAP_DAYS.map((day) => `date '${day}'`).join(", ")})`;

/**
 * `claim`: the hidden truth, one row a base row and detector that may claim it. `rank` 1 is the detector with the most
 * specific cause; a higher rank says who sees the same row and may have it where nobody of a lower rank looks. `other`
 * holds further names of the entity. `cents` are minor units; null where the money cannot be known from the tables.
 */
export const CLAIMS_SQL: readonly string[] = [
  `create table claim (detector varchar, rank integer, entity_kind varchar, entity_id varchar, other varchar,
  row_table varchar, row_key varchar, cents bigint, currency varchar, money_kind varchar, variant varchar)`,
  `insert into claim
with short as (
  select *, case when closed then contracted else contracted_base end as owed, ${SHORTFALL_DETECTORS} as detector
  from invoice where state = 'live' and is_leak and ${SHORTFALL_DETECTORS} is not null
),
missing as (
  select *, owed - billed as cents, closed and (owed - billed) * 100 > owed * 2 and owed - billed > per_major(currency)
    as is_underbilled from short where billed < owed
)
select detector, 1, 'subscription', ${SUB}, null, 'invoices', id, cents, currency, 'recoverable', story from missing
where detector <> 'underbilling' or is_underbilled
union all
select 'underbilling', 2, 'subscription', ${SUB}, null, 'invoices', id, cents, currency, 'recoverable', story from missing
where detector <> 'underbilling' and is_underbilled`,
  `insert into claim
select 'missed_invoice', 1, 'subscription', ${SUB}, null, 'subscriptions', ${SUB} || ':' || period_start, contracted,
  currency, 'recoverable', story from due where fate = 'missed'
union all
select 'trial_not_converted', 1, 'subscription', ${SUB}, null, 'subscriptions', ${SUB},
  half_up(price * seats * (100 - discount) * date_diff('month', first_day, date '${AS_OF}' + 1), 100), currency,
  'recoverable', story from sub where story = 'trial_not_converted'`,
  `insert into claim
with days as (
  select due_on from due where due_on in ${GAPS} group by due_on
  having count(*) >= 20 and count(*) filter (fate = 'issued') * 2 < count(*)
)
select 'bill_run_gap', 1, 'day', cast(due_on as varchar), null, 'subscriptions', ${SUB} || ':' || period_start,
  case when closed then contracted else contracted_base end, currency, 'timing', 'gap'
from due join days using (due_on) where fate = 'gap'`,
  `insert into claim
select 'unretried_payment', 1, 'payment', 'pay_' || s || '_' || k || '_0f', id, 'payments', 'pay_' || s || '_' || k || '_0f',
  billed, currency, 'recoverable', story from paid where story = 'unretried' and outcome = 'failed'
union all
select 'currency_mismatch', 1, 'subscription', ${SUB}, id, 'invoices', id, null, currency, 'recoverable', story
from invoice where state = 'live' and currency <> own_currency
union all
select 'charged_after_cancel', 1, 'subscription', ${SUB}, id, 'invoices', id, billed, currency, 'owed_to_customer', story
from invoice where state = 'live' and period_start >= canceled_on
union all
select 'duplicate_invoice', 1, 'invoice', id, ${SUB}, 'invoices', id, billed, currency, 'owed_to_customer', story
from invoice where v = 2
union all
select 'unapplied_payment', 1, 'payment', p.id, 'cus_' || p.cust, 'payments', p.id, least(p.amount, i.billed), p.currency,
  'timing', p.story
from payment p join invoice i on i.no = p.no where p.invoice_id is null and p.story = 'unapplied_payment'`,
  `insert into claim
select case role when 'repeat' then 'duplicate_usage' else role end, 1, 'subscription', 'sub_' || u.s, null, 'usage_events',
  u.id, cast(u.quantity as bigint) * sub.overage_e4 // 10000, sub.currency,
  case role when 'repeat' then 'owed_to_customer' else 'recoverable' end, sub.story
from usage u join sub on sub.s = u.s
where role = 'usage_after_cancel' or (role = 'repeat' and sub.story = 'duplicate_usage')`,
  `insert into claim
with by_payment as (
  select *, first_value(id) over pairs as first_id, sum(cents) over (partition by of_payment) as total,
    max(j) over (partition by of_payment) as last_j
  from refund where role in ('repeat', 'repeat_twice', 'repeat_by_invoice', 'repeat_full', 'repeat_over', 'exceeds',
    'spike_repeat', 'disputed_refunded')
  window pairs as (partition by of_payment order by j)
)
select 'refund_exceeds_payment', 1, 'payment', of_payment, null, 'refunds', id, cast(total - paid as bigint), currency,
  'cash_out', role
from by_payment where role in ('repeat_full', 'repeat_over', 'exceeds') and j = last_j
union all
select 'duplicate_refund', case when role in ('repeat_full', 'repeat_over') then 2 else 1 end, 'refund', first_id, null,
  'refunds', id, cents, currency, 'cash_out', role
from by_payment where role not in ('exceeds', 'disputed_refunded') and j > 0
union all
select 'refund_and_dispute', 1, 'payment', of_payment, null, 'refunds', id, cents, currency, 'cash_out', role
from by_payment where role = 'disputed_refunded'`,
  `insert into claim
select 'manual_credit', 1, case role when 'burst' then 'issuer' else 'refund' end,
  case role when 'burst' then issued_by else id end,
  case role when 'burst' then issued_by || ':' || first_value(id) over (partition by issued_by, role order by refunded_at, id)
    end, 'refunds', id, cents, currency, 'cash_out', role
from refund where role in ('near_limit', 'self_approved', 'unapproved_large', 'burst')`,
];

/** `look_alike`: rows that resemble a leak and are none, by kind. */
export const LOOK_ALIKES_SQL: readonly string[] = [
  `create table look_alike as
select story as kind, 'subscriptions' as row_table, ${SUB} as row_key from sub
where story <> 'plain' and story not in (select distinct story from invoice where is_leak)
  and story <> 'trial_not_converted'
union all select 'voided', 'invoices', id from invoice where state = 'void'
union all select 'draft', 'invoices', id from invoice where state = 'draft'
union all select 'reissued', 'invoices', id from invoice
  where state = 'live' and v = 0 and (is_voided_once or reissued_on is not null)
union all select 'billing_lag', 'subscriptions', ${SUB} from due where fate = 'lag'
union all select 'late_bill_run', 'invoices', 'inv_' || s || '_' || k from due
  where fate = 'issued' and issued_on > due_on and reissued_on is null and not is_voided_once
union all select case outcome when 'dunning' then 'retried_payment' else 'recent_failure' end, 'payments',
  'pay_' || s || '_' || k || '_' || v || 'f' from paid
  where outcome in ('failed', 'dunning') and story not in ('unretried', 'delinquent')
union all select 'overdue', 'invoices', id from paid where plan = 'open' and story <> 'unapplied_payment'
union all select 'disputed', 'payments', id from payment where status = 'disputed' and id not in (
  select of_payment from refund where role = 'disputed_refunded')
union all select role, 'refunds', id from refund
  where role in ('items', 'eighty_hours', 'two_payments', 'season', 'large_approved', 'small_unapproved', 'contractual', 'burst_like')`,
];
