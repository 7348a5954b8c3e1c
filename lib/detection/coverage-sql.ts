const rootOf = (day: string) => `sqrt(abs(cast(${day} - cast('1900-01-01' as date) as double precision)))`;

/**
 * CTE `coverage`: one row a subscription with live invoices: the span of its periods, whether all are invoiced in
 * arrears (1 or 0), its first issue date, and `end_to_end`: every period starts where another ends, none twice. Then,
 * and only then, the roots of their days telescope: a repeat and a hole never cancel, as their plain lengths can.
 */
export const COVERAGE_CTE = `spans as (
  select subscription_id, min(period_start) as first_start, max(period_end) as last_end,
         sum(${rootOf("period_end")} - ${rootOf("period_start")}) as roots,
         min(case when issued_on >= period_end then 1 else 0 end) as in_arrears, min(issued_on) as first_issue
  from live group by subscription_id
),
coverage as materialized (
  select subscription_id, first_start, last_end, in_arrears, first_issue,
         abs(roots - (${rootOf("last_end")} - ${rootOf("first_start")})) < 1e-9 as end_to_end
  from spans
)`;
