import type { TableName } from "@/lib/contract/dataset";
import { AS_OF, type WorldOptions } from "./options";

const FIRST_NAMES =
  "['Amber','Birch','Cobalt','Delta','Ember','Falcon','Granite','Harbor','Indigo','Juniper','Kestrel','Lumen','Maple','Nimbus','Onyx','Pine','Quartz','River','Sable','Tidal']";
const LAST_NAMES =
  "['Analytics','Cargo','Clinics','Energy','Foods','Health','Labs','Logistics','Media','Motors','Networks','Pharma','Robotics','Systems','Textiles','Travel']";
const COUNTRIES =
  "case region_of(cust) when 'EMEA' then case currency_of(cust) when 'GBP' then 'GB' else 'DE' end when 'APAC' then case currency_of(cust) when 'JPY' then 'JP' else 'SG' end when 'NA' then 'US' else 'MX' end";

/** How values are written: CSV holds text as people export it, Parquet holds types. Untidy spelling only on request. */
export function writingMacros({ format, dirty }: WorldOptions): string[] {
  const isText = format === "csv";
  const untidy = (share: number, changed: string) =>
    dirty ? `case when u('untidy', hash(value)) < ${share} then ${changed} else value end` : "value";
  return [
    isText
      ? `create macro major(cents, currency) as case currency when 'JPY' then cast(cents as varchar)
           else (cents // 100) || '.' || lpad(cast(cents % 100 as varchar), 2, '0') end`
      : `create macro major(cents, currency) as cast(case currency when 'JPY' then cast(cents as decimal(18, 2))
           else cast(cents as decimal(16, 0)) * 0.01 end as decimal(18, 2))`,
    `create macro unit_major(e4, currency) as ${
      isText ? "printf('%.6f', e4 / (10000.0 * per_major(currency)))" : "e4 / (10000.0 * per_major(currency))"
    }`,
    `create macro instant(moment) as ${isText ? "strftime(moment, '%Y-%m-%dT%H:%M:%SZ')" : "moment"}`,
    `create macro spaced(value) as ${untidy(0.05, "'  ' || value || ' '")}`,
    `create macro cased(value, whose) as ${dirty ? "case when u('case', whose) < 0.05 then upper(value) else value end" : "value"}`,
    `create macro lowered(value, whose) as ${dirty ? "case when u('lower', whose) < 0.05 then lower(value) else value end" : "value"}`,
  ];
}

/** The query of each file, ordered as an export is: by time, then by key. */
export function tableQueries({ dirty }: WorldOptions): Record<TableName, string> {
  const orphans = (sql: string) => (dirty ? `union all ${sql}` : "");
  return {
    customers: `select 'cus_' || cust as customer_id,
  spaced(${FIRST_NAMES}[cust % 20 + 1] || ' ' || ${LAST_NAMES}[cust // 20 % 16 + 1] || ' ' || cust // 320) as name,
  'billing' || cust || '@example.com' as email, region_of(cust) as region, ${COUNTRIES} as country,
  max_by(tier, price) as tier, case when sum(seats) < 10 then 'small' when sum(seats) < 60 then 'mid' else 'large' end as segment,
  lowered(currency_of(cust), cust) as currency,
  case when count(canceled_on) = count(*) then 'churned' else 'active' end as status,
  instant(cast(min(started_on) - 3 as timestamp) + interval 9 hours) as created_at
from sub group by cust order by min(started_on), cust`,
    subscriptions: `select 'sub_' || v.s as subscription_id, 'cus_' || cust as customer_id, spaced(v.tier) as tier, v.seats,
  major(v.price, currency) as unit_price, billing_period, case discount when 0 then null else discount end as discount_pct,
  discount_ends_on, v.included as included_units, unit_major(v.overage_e4, currency) as overage_unit_price,
  lowered(currency, v.s) as currency, cased(v.status, v.s) as status, started_on, trial_ends_on, canceled_on,
  v.valid_from, v.valid_to
from version v join sub on sub.s = v.s order by started_on, v.s, v.valid_from`,
    invoices: `select i.id as invoice_id, 'cus_' || i.cust as customer_id, 'sub_' || i.s as subscription_id, i.billed_tier as tier,
  i.quantity, i.period_start, i.period_end, i.issued_on, i.due_by as due_on, major(i.expected, i.currency) as expected_amount,
  major(i.billed, i.currency) as billed_amount, lowered(i.currency, i.no) as currency,
  cased(case when i.state <> 'live' then i.state when p.outcome in ('success', 'dunning') then 'paid'
    when i.story = 'delinquent' and p.outcome = 'failed' then 'uncollectible' else 'open' end, i.no) as status,
  case when p.outcome in ('success', 'dunning') then p.success_on end as paid_on${dirty ? ", 'kept as it was' as memo" : ""}
from invoice i left join paid p on p.no = i.no
${orphans(`select 'inv_orphan_' || no, 'cus_gone', 'sub_' || s, billed_tier, quantity, period_start, period_end, issued_on, due_by,
  null, major(billed, currency), currency, 'open', null, 'customer deleted' from invoice where u('orphan', no) < 0.0005`)}
order by issued_on, invoice_id`,
    payments: `select id as payment_id, invoice_id, 'cus_' || cust as customer_id, major(amount, currency) as amount, currency, status,
  case when u('card', no) < 0.7 then 'card' else 'bank_transfer' end as method,
  case status when 'failed' then 'insufficient_funds' end as failure_reason, instant(moment) as paid_at
from payment
${orphans(`select id || '_orphan', 'inv_gone', 'cus_' || cust, major(amount, currency), currency, status, 'card', null,
  instant(moment) from payment where u('orphan', no) < 0.0005`)}
order by paid_at, payment_id`,
    refunds: `select id as refund_id, payment_id, invoice_id, 'cus_' || cust as customer_id, major(cents, currency) as amount, currency,
  cased(kind, no) as kind, reason, spaced(issued_by) as issued_by, approved_by, note, instant(refunded_at) as refunded_at
from refund
${orphans(`select id || '_orphan', 'pay_gone', null, 'cus_' || cust, major(cents, currency), currency, kind, reason, issued_by,
  approved_by, note, instant(refunded_at) from refund where u('orphan', no) < 0.005`)}
order by refunded_at, refund_id`,
    usage_events: `select id as event_id, 'cus_' || cust as customer_id, 'sub_' || s as subscription_id,
  case when (s + j) % 3 = 0 then 'exports' else 'api_calls' end as metric, quantity, instant(moment) as occurred_at
from usage
${orphans(`select id || '_orphan', 'cus_' || cust, 'sub_gone', 'api_calls', quantity, instant(moment)
  from usage where u('orphan', s * 64 + k) < 0.0005`)}
order by occurred_at, event_id`,
    signal_events: `select 'sig_' || region || '_' || currency || '_' || week as signal_id, 'datadog' as source, 'monitor' as kind,
  'high' as severity, 'Refunds up in ' || region as title, 'Refund volume in ' || currency || ' is above its usual range' as message,
  'refunds.amount' as metric, null as value, null as baseline, region, null as customer_id,
  instant(cast(week + 4 as timestamp)) as occurred_at
from cell
union all
select 'sig_day_' || cast(day as date), 'datadog', 'monitor', 'info', 'Nightly billing checks finished', null, null, null, null, null, null,
  instant(cast(day as timestamp) + interval 6 hours)
from (select unnest(generate_series(date '2025-01-06', date '${AS_OF}', interval 28 days)) as day
  union all select timestamp '${AS_OF}')
order by occurred_at, signal_id`,
  };
}
