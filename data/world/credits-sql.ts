import { AS_OF } from "./options";

/** Credits by what they are, with the share of paid invoices that gets one. */
const CREDITS: readonly [role: string, share: number][] = [
  ["near_limit", 0.0004],
  ["self_approved", 0.0005],
  ["unapproved_large", 0.0005],
  ["burst", 0.0002],
  ["burst_like", 0.00015],
  ["large_approved", 0.0006],
  ["small_unapproved", 0.0015],
  ["contractual", 0.006],
];

/** Approval limit in major units of any currency. Source: the manual credit rule of the domain. */
const LIMIT = 500;

function roleSql(): string {
  let from = 0;
  const branches = CREDITS.map(([role, share]) => {
    const to = from + share;
    const branch = `when u('credit', no) >= ${from.toFixed(6)} and u('credit', no) < ${to.toFixed(6)} then '${role}'`;
    from = to;
    return branch;
  });
  return `case ${branches.join(" ")} end`;
}

/**
 * Adds the credits to `refund`. Issuers take turns in a pool that grows with the volume, so that nobody issues three
 * in a day by accident; bursts and what looks like one have an issuer of their own.
 */
export const CREDITS_SQL: readonly string[] = [
  `create table credit as
with drawn as (
  select *, ${roleSql()} as role, at_second(add_days(success_on, ri('credit after', no, 1, 20)), 'credited', no, 7, 19)
    as first_at from paid
  where outcome in ('success', 'dunning') and not is_leak and currency = own_currency
),
repeated as (
  select d.*, j, case role when 'burst' then first_at + to_minutes(j * ri('burst pace', no, 60, 280))
      when 'burst_like' then first_at + to_hours(case j when 0 then 0 when 1 then 13 else 27 end) else first_at end as moment
  from drawn d join range(6) r(j)
    on j < case role when 'burst' then ri('burst size', no, 3, 6) when 'burst_like' then 3 else 1 end
  where role is not null and first_at < timestamp '${AS_OF}' - interval 3 days
),
sized as (select cast(greatest(24, ceil(count(*) * 6 / 455)) as bigint) as people from repeated),
turned as (
  select *, row_number() over (order by moment, no, j) % (select people from sized) as turn,
    no * 8 + j as which, ${LIMIT} * per_major(currency) as cap
  from repeated
),
named as (
  select *, case when role in ('burst', 'burst_like') then 'desk.' || no else 'agent.' || turn end as issued_by from turned
)
select 'crd_' || s || '_' || k || '_' || v || '_' || j as id, id as invoice_id, cust, region, s, k, no, j, currency, moment, role,
  issued_by, cast(case role
    when 'near_limit' then ceil(cap * (0.9 + 0.1 * u('credited', which)))
    when 'unapproved_large' then floor(cap * (1.05 + 2 * u('credited', which)))
    when 'large_approved' then floor(cap * (1.1 + 4 * u('credited', which)))
    when 'small_unapproved' then ceil(cap * (0.02 + 0.5 * u('credited', which)))
    else ceil(cap * (0.05 + 0.8 * u('credited', which))) end as bigint) as cents,
  case role when 'self_approved' then issued_by when 'unapproved_large' then null when 'small_unapproved' then null
    else 'lead.' || ri('approver', which, 1, 9) end as approved_by
from named`,
  `insert into refund
select id, null, invoice_id, invoice_id, cust, region, s, k, no, j, 0, cents, currency, 'credit',
  case role when 'contractual' then 'service level credit' when 'large_approved' then 'migration credit, contract 7.2'
    else 'goodwill' end, issued_by, approved_by,
  case role when 'contractual' then 'as agreed in the contract' when 'burst' then 'batch' else null end, moment, role, null
from credit`,
];
