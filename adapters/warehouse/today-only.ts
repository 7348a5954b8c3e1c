import type { DuckDBConnection } from "@duckdb/node-api";
import type { MappingUse } from "@/lib/contract/dataset";
import type { SourceFolder } from "./source-folder";

/** Share of a contract's price from which a period counts as billed at it; the tolerance of underbilling. */
const BILLED_IN_FULL = 0.98;
/** Days by which a period of whole months may be off: those that begin on the 29th to 31st are. */
const MONTH_SLACK_DAYS = 3;

/** Whether the folder's mapping says that its contracts are those of today. */
export function holdsTodayOnly({ mapped }: SourceFolder): boolean {
  const tables = mapped?.plan?.tables ?? [];
  return tables.some(({ table, parts }) => table.name === "subscriptions" && parts.some((part) => part.todayOnly));
}

/**
 * Limits contracts of which only today's state is known to the periods it surely held in. An upgrade would else make
 * every period before it look underbilled. A subscription with versions has a history and is left as it is.
 *
 * Where whole periods billed at less precede the first one billed at today's price, the contract is known from that
 * one on; where none was billed at it, from the end of the last. A day of the last change (`valid_from`) counts when it
 * is earlier; where no period was billed at less before, the contract holds for its whole life.
 */
export async function limitToKnown(connection: DuckDBConnection): Promise<MappingUse["todayOnly"]> {
  await connection.run(`create temp table known_from as
    with single as (
      select subscription_id, any_value(currency) as currency, any_value(valid_from) as changed_on,
             any_value(seats * unit_price_cents * (1 - coalesce(discount_pct, 0) / 100)) as month_cents
      from subscriptions group by 1 having count(*) = 1
    ),
    billed as (
      select i.subscription_id, period_start, period_end, sum(billed_amount_cents) as cents,
             greatest(1, datesub('month', period_start, period_end + ${MONTH_SLACK_DAYS})) as months
      from invoices i join single s on s.subscription_id = i.subscription_id and s.currency = i.currency
      where i.status in ('open', 'paid', 'uncollectible') and period_start < period_end group by all
    ),
    whole as (
      select b.*, cents < month_cents * months * ${BILLED_IN_FULL} as is_short
      from billed b join single s using (subscription_id)
      where abs(datediff('day', cast(period_start + to_months(months) as date), period_end)) <= ${MONTH_SLACK_DAYS}
    ),
    seen as (
      select subscription_id, min(period_start) filter (where is_short) as first_short,
             min(period_start) filter (where not is_short) as first_full, max(period_end) as last_end
      from whole group by 1
    )
    select s.subscription_id, w.first_full is null and w.first_short is not null as never_full,
           case when w.first_short < coalesce(w.first_full, cast('9999-12-31' as date))
                then least(coalesce(w.first_full, w.last_end), s.changed_on) end as known_from
    from single s left join seen w using (subscription_id)`);
  await connection.run(`update subscriptions set valid_from = k.known_from from known_from k
    where k.subscription_id = subscriptions.subscription_id and subscriptions.valid_from is distinct from k.known_from`);
  const read = await connection.runAndReadAll(`select count(*),
      count(*) filter (where k.known_from > s.started_on and not never_full),
      count(*) filter (where k.known_from > s.started_on and never_full)
    from known_from k join subscriptions s using (subscription_id)`);
  const [subscriptions = 0, knownInPart = 0, unknown = 0] = (read.getRows()[0] ?? []).map(Number);
  await connection.run("drop table known_from");
  return { subscriptions, knownInPart, unknown };
}
