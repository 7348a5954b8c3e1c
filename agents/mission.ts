import { listCases } from "@/db/cases";
import { readMemoryState } from "@/db/memory";
import type { Case } from "@/lib/contract/case";
import { refundSpike } from "@/lib/detection/detectors/refund-spike";
import { usualRange } from "@/lib/detection/refund-band";
import { formatMoney } from "@/lib/money";
import type { Context } from "./context";

/** Weekly refunds of one region in the reporting currency, with the band a usual week stays in; minor units. */
export interface RefundWeeks {
  region: string;
  weeks: { monday: string; sumCents: number }[];
  median: number;
  upperCents: number;
  hit: { monday: string; label: string } | null;
}

const SHOWN_WEEKS = 26;
const BASELINE_WEEKS = 8;

const WEEKLY_SQL = `with spine as (
  select cast(date_trunc('week', cast(cast($1 as date) as timestamp)) as date) - cast(7 * g.i as integer) as monday
  from generate_series(0, ${SHOWN_WEEKS + BASELINE_WEEKS - 1}) as g(i)
),
weekly as (
  select coalesce(c.region, 'unknown region') as region, cast(date_trunc('week', r.refunded_at) as date) as monday,
         cast(sum(r.amount_cents) as bigint) as sum_cents
  from refunds r left join customers c on c.customer_id = r.customer_id
  where r.kind = 'refund' and r.currency = $2
  group by 1, 2
),
lead as (select region from weekly group by region order by coalesce(case when region = $3 then 1 end, 0) desc, sum(sum_cents) desc, region collate "C" limit 1)
select lead.region, spine.monday, coalesce(w.sum_cents, 0) as sum_cents
from lead cross join spine left join weekly w on w.region = lead.region and w.monday = spine.monday
order by spine.monday`;

/** The weeks of the region whose refund spike ranks first, else of the region that refunds most; null without refunds. */
export async function readRefundWeeks(context: Context): Promise<RefundWeeks | null> {
  const { warehouse } = context;
  if (!warehouse?.dataset.asOf) return null;
  const { asOf, reportingCurrency } = warehouse.dataset;
  const spike = findSpike(context, reportingCurrency);
  const rows = await warehouse.query(WEEKLY_SQL, [asOf, reportingCurrency, spike?.entity.region ?? ""]);
  const region = rows[0]?.region;
  if (typeof region !== "string") return null;
  const weeks = rows.map((row) => ({ monday: String(row.monday), sumCents: Number(row.sum_cents) }));
  const hitMonday = spike?.entity.region === region ? (spike.entity.id.split(":").at(-1) ?? null) : null;
  const at = weeks.findIndex((week) => week.monday === hitMonday);
  const tested = at < 0 ? weeks.length - 1 : at;
  const before = weeks.slice(Math.max(0, tested - BASELINE_WEEKS), tested).map((week) => week.sumCents);
  const k = readMemoryState(context.db, context.datasetId).parameters.refund_spike?.k ?? refundSpike.defaults.k;
  const { medianCents, upperCents } = usualRange(before, k);
  const money = spike ? formatMoney(spike.grossImpactCents, spike.currency) : "";
  return {
    region,
    weeks: weeks.slice(-SHOWN_WEEKS),
    median: medianCents,
    upperCents,
    hit: spike && hitMonday ? { monday: hitMonday, label: `${region} refund spike, ${money} above the median` } : null,
  };
}

function findSpike(context: Context, currency: string): Case | undefined {
  return listCases(context.db, context.datasetId, { anomalyType: refundSpike.id, currency, limit: 1 }).cases[0];
}
