import { AS_OF, GAP_DAYS, LATE_DAY } from "./options";
import { LEAK_STORIES, nameList } from "./stories";

const GAPS = `(${GAP_DAYS.map((day) => `date '${day}'`).join(", ")})`;

/**
 * What is billed for a period: the contract, except where the story says otherwise. Underbilled usage is billed in
 * part, clearly above the base price: with none of it billed the cause would be unbilled usage.
 */
const BILLED = `case
  when story = 'underbilled' and in_window and closed and over > 0
    then case when overage_cents * 3 // 5 < 2 * per_major(currency) then contracted
      else contracted_base + overage_cents * 3 // 5 end
  when story = 'underbilled' and change_on is null and in_window and closed
    then cast(floor(contracted * (0.94 - 0.24 * u('short by', s))) as bigint)
  when story = 'underbilled' and in_window and closed then first_terms
  when story in ('wrong_tier', 'stale_seats') and in_window then first_terms
  when story = 'expired_discount' and in_window then discounted
  when story = 'unbilled_usage' and in_window and closed then contracted_base
  when story = 'fx_rounding' then contracted - case per_major(currency) when 1 then ri('rounded', whose, -1, 1)
    else ri('rounded', whose, -40, 90) end
  when story = 'expected_wins' and in_window then cast(floor(contracted * 0.9) as bigint)
  when story = 'charged_after_cancel' and period_start >= canceled_on then first_terms
  when story in ('pause', 'churn_midway') and not arrears and owed_days < days and (resume_on is null or k < k1 + 2)
    then first_terms
  else contracted end`;

/**
 * `due`: every invoice that the cycle asks for by the as-of day, with what became of it. In advance: issued on the
 * first day of the period; in arrears on the first day after it, sometimes a day or two late. A change within a period
 * that was billed already voids the invoice and reissues it with the proration.
 */
export const DUE_SQL = `create table due as
with cycle_dates as (
  select *, case when arrears then period_end else period_start end as due_on, ${BILLED} as billed,
    case when story in ('wrong_tier', 'relabeled') and in_window then tier
      when second_terms then tier2 else tier end as billed_tier,
    case when story = 'stale_seats' and in_window then seats when second_terms then seats2 else seats end as quantity,
    story in ${nameList(LEAK_STORIES)} as is_leak
  from period where owed_days > 0 or story = 'charged_after_cancel'
),
judged as (
  select *, case
      when story = 'missed_invoice' and in_window and k < k1 + 2 and period_end <= date '${AS_OF}' - 20 then 'missed'
      when due_on in ${GAPS} and not is_leak and k > 0 and u('gap', whose) < 0.9 then 'gap'
      when arrears and due_on >= date '${AS_OF}' - 1 and not is_leak and u('lag', whose) < 0.2 then 'lag'
      else 'issued' end as fate,
    case when not arrears and story in ('upgrade', 'expansion') and change_on > period_start and change_on < period_end
        then change_on
      when not arrears and resume_on > period_start and resume_on < period_end then resume_on end as reissued_on,
    u('voided', whose) < 0.004 and story = 'plain' as is_voided_once
  from cycle_dates where due_on <= date '${AS_OF}'
)
select *, case when reissued_on is not null then reissued_on
    when due_on = date '${LATE_DAY}' and not is_leak then add_days(due_on, 3)
    when is_voided_once then least(add_days(due_on, ri('reissued', whose, 1, 3)), date '${AS_OF}')
    else due_on end as issued_on,
  case when is_leak then u('says expected', s) < 0.3
      and story not in ('currency_mismatch', 'charged_after_cancel', 'unbilled_usage', 'duplicate_usage')
    when story = 'expected_wins' then true else u('says expected', s) < 0.3 end as says_expected
from judged`;

/** `invoice`: the invoices file. `v` tells an original (0), its voided forerunner (1) and a repeat (2) apart. */
export const INVOICES_SQL = `create table invoice as
with issued as (select * from due where fate = 'issued'),
billed_in as (
  select *, case when story = 'currency_mismatch' and in_window
      then case currency when 'USD' then 'EUR' else 'USD' end else currency end as billed_currency,
    case when closed then contracted else contracted_base end as expected
  from issued
),
rows_of as (
  select *, 0 as v, 'live' as state from billed_in
  union all
  select * replace (due_on as issued_on, case when reissued_on is null then billed else first_terms end as billed,
      case when reissued_on is null then billed_tier else tier end as billed_tier,
      case when reissued_on is null then quantity else seats end as quantity),
    1, 'void' from billed_in
  where (reissued_on is not null and (resume_on is null or resume_on <> reissued_on)) or is_voided_once
  union all
  select * replace (least(add_days(issued_on, ri('repeated', whose, 1, 5)), date '${AS_OF}') as issued_on), 2, 'live'
  from billed_in where story = 'duplicate_invoice' and k = k1
  union all
  select * replace (canceled_on as issued_on, canceled_on as period_start, add_months(canceled_on, 1) as period_end,
      first_terms as billed, k + 1 as k, whose + 1 as whose), 1, 'void'
  from billed_in where story = 'churn' and k = kc - 1 and not arrears and u('void after', s) < 0.2
  union all
  select * replace (date '${AS_OF}' as issued_on, period_end as period_start, add_months(period_end, 1) as period_end,
      k + 1 as k, whose + 1 as whose), 3, 'draft'
  from billed_in where m = 1 and story = 'plain' and not arrears and period_end = date '${AS_OF}' + 1
    and u('draft', s) < 0.05
)
select s, k, v, whose * 4 + v as no, 'inv_' || s || '_' || k || case v when 0 then '' else chr(cast(96 + v as integer)) end
    as id, cust, region, currency as own_currency, billed_currency as currency, story, is_leak, k1, kc, closed, in_window,
  billed_tier, quantity, period_start, period_end, issued_on, add_days(issued_on, 14) as due_by, contracted,
  contracted_base, overage_cents, billed, case when not says_expected or state <> 'live' then null
    when story = 'expected_wins' and in_window then billed
    when closed then contracted else contracted_base end as expected, state,
  arrears, canceled_on, periods, is_voided_once, reissued_on
from rows_of`;
