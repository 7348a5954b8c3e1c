import { z } from "zod";
import { formatMoney } from "../../money";
import type { SqlRow } from "../../ports";
import { contractedPriceCtes, unbilledPeriods } from "../contracted-price";
import type { DetectionRun, Detector, Finding } from "../detector";
import { dayWithYear } from "../phrases";
import { compareText, numberOf, numberOrNull, steadyNumber, textOf, textOrNull } from "../read-values";
import { createBindings, type SqlBindings } from "../sql-bindings";
import { LATEST_VERSION_CTE } from "../versions-sql";

const Parameters = z.strictObject({
  graceDays: z
    .number()
    .int()
    .min(0)
    .max(365)
    .describe("A trial that ended more than so many days ago had time to be converted"),
});
type Parameters = z.infer<typeof Parameters>;

/** Trials that ended, are used on, and were never invoiced. */
export const trialNotConverted: Detector<Parameters> = {
  id: "trial_not_converted",
  title: "Trial not converted",
  question: "Which trials ended, are still used, and were never invoiced?",
  moneyKind: "recoverable",
  needs: ["subscriptions.trial_ends_on"],
  parameters: Parameters,
  defaults: { graceDays: 7 },
  grid: { graceDays: [7, 14, 30] },
  sources: ["subscriptions", "invoices", "usage_events", "customers"],
  about: {
    evidence: "Each period since the trial ended, with usage and without any invoice.",
    impact: "contracted price of those periods",
    action: "Convert the trial, or end it.",
  },
  async detect({ warehouse, parameters, signal }: DetectionRun<Parameters>) {
    const asOf = warehouse.dataset.asOf;
    if (asOf === null) return [];
    const bindings = createBindings();
    const sql = trialsSql(bindings, asOf, parameters.graceDays);
    const rows = await warehouse.query(sql, bindings.values, { signal });
    return rows.map((row) => shapeTrial(row, asOf)).sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

/** One row a trial: the contracted price from its end to the as-of day is that of one period. */
function trialsSql(bindings: SqlBindings, asOf: string, graceDays: number): string {
  const day = bindings.bind(asOf, "date");
  const before = `${LATEST_VERSION_CTE},
ended_trials as (
  select s.subscription_id, max(s.trial_ends_on) as period_start, ${day} + 1 as period_end
  from subscriptions s
  group by s.subscription_id
  having max(s.trial_ends_on) < ${day} - ${bindings.bind(graceDays, "integer")}
     and max(case when s.canceled_on <= ${day} then 1 else 0 end) = 0
),
uninvoiced as (
  select e.* from ended_trials e
  join latest_versions l on l.subscription_id = e.subscription_id and l.status <> 'canceled'
  where not exists (select 1 from live i where i.subscription_id = e.subscription_id)
),
used_trials as (
  select t.subscription_id, t.period_start, t.period_end, count(*) as events, sum(u.quantity) as units,
         max(u.occurred_at) as last_used_at
  from uninvoiced t
  join usage_events u on u.subscription_id = t.subscription_id and cast(u.occurred_at as date) >= t.period_start
  group by t.subscription_id, t.period_start, t.period_end
)`;
  return `with ${contractedPriceCtes(bindings, asOf, { before, periods: unbilledPeriods("used_trials") })}
select t.subscription_id, t.period_start, t.events, t.units, t.last_used_at, c.months, c.currency, c.contracted_cents,
       c.overage_cents, l.customer_id, l.tier, l.seats, l.status, k.name as customer_name, k.region
from used_trials t
join contracted c on c.subscription_id = t.subscription_id
join latest_versions l on l.subscription_id = t.subscription_id
left join customers k on k.customer_id = l.customer_id
where c.contracted_cents > 0`;
}

function shapeTrial(row: SqlRow, asOf: string): Finding {
  const subscriptionId = textOf(row, "subscription_id");
  const [currency, cents] = [textOf(row, "currency"), numberOf(row, "contracted_cents")];
  const [trialEndedOn, lastUsedAt] = [textOf(row, "period_start"), textOf(row, "last_used_at")];
  const customerName = textOrNull(row, "customer_name");
  const name = customerName ?? subscriptionId;
  const money = formatMoney(cents, currency);
  return {
    entityKey: subscriptionId,
    entity: {
      kind: "subscription",
      id: subscriptionId,
      label: name,
      customerId: textOf(row, "customer_id"),
      region: textOrNull(row, "region"),
    },
    currency,
    confidence: 0.9,
    wanted: [{ table: "subscriptions", key: subscriptionId, cents }],
    evidence: [
      {
        table: "subscriptions",
        key: subscriptionId,
        role: "claimed",
        values: {
          subscriptionId,
          customer: customerName,
          status: textOf(row, "status"),
          tier: textOrNull(row, "tier"),
          seats: numberOf(row, "seats"),
          trialEndedOn,
          pricedUntil: asOf,
          months: steadyNumber(numberOf(row, "months")),
          usedUnits: steadyNumber(numberOrNull(row, "units")),
          lastUsedAt,
          overageCents: Math.round(numberOf(row, "overage_cents")),
          contractedCents: cents,
          currency,
        },
      },
    ],
    texts: [],
    title: `Trial of ${name} never turned into invoices`,
    summary:
      `The trial ended on ${dayWithYear(trialEndedOn)}, it was last used on ${dayWithYear(lastUsedAt)}, and no live ` +
      `invoice exists. The contract comes to ${money} from then to ${dayWithYear(asOf)}.`,
    recommendedAction: `Convert the trial of ${name}, or end it: ${money} of use is not invoiced.`,
  };
}
