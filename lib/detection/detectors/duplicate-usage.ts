import { z } from "zod";
import { formatMoney, roundHalfUp } from "../../money";
import type { SqlRow } from "../../ports";
import { billedPeriods, contractedPriceCtes } from "../contracted-price";
import type { ClaimedRows, Detector, Finding } from "../detector";
import { counted, dayWithYear } from "../phrases";
import { compareText, numberOf, textOf } from "../read-values";
import { createBindings, type SqlBindings } from "../sql-bindings";
import { subscriptionEntity } from "../subscription-entity";
import { compareUsage, readUsage, spreadOverEvents, type UsageRow, usageColumns, usageEvidence } from "../usage-rows";
import { LATEST_VERSION_CTE } from "../versions-sql";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/**
 * Events alike in subscription, metric, quantity and instant, all but the first by id, as far as the overage they make
 * was billed: repeats inside the included units, or in a period whose overage was not billed, cost nobody anything.
 */
export const duplicateUsage: Detector<Parameters> = {
  id: "duplicate_usage",
  title: "Duplicate usage",
  question: "Which usage was recorded, and billed, more than once?",
  moneyKind: "owed_to_customer",
  needs: ["subscriptions.overage_unit_price"],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["usage_events", "invoices", "subscriptions", "customers"],
  about: {
    evidence: "The repeated events, alike in subscription, metric, quantity and instant, all but the first.",
    impact: "overage that the repeats make and that was billed; 0 inside the included units",
    action: "Credit the overage and drop the repeats before the next bill run.",
  },
  async detect({ warehouse, claimed, signal }) {
    const asOf = warehouse.dataset.asOf;
    if (asOf === null) return [];
    const bindings = createBindings();
    const rows = await warehouse.query(repeatsSql(bindings, asOf), bindings.values, { signal });
    const groups = Map.groupBy(rows, (row) => `${textOf(row, "subscription_id")}\n${textOf(row, "currency")}`);
    return [...groups.values()]
      .flatMap((group) => shapeSubscription(group, claimed))
      .sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

/** One row a repeat in a closed period with overage. Events of one subscription and instant are few: found first. */
function repeatsSql(bindings: SqlBindings, asOf: string): string {
  const before = `crowded_instants as (
  select subscription_id, occurred_at from usage_events
  where quantity > 0 and subscription_id in (
    select subscription_id from subscriptions where overage_unit_price_cents > 0)
  group by subscription_id, occurred_at having count(*) > 1
),
repeats as (
  select * from (
    select u.*, row_number() over (partition by u.subscription_id, u.metric, u.quantity, u.occurred_at
             order by u.event_id collate "C") as copy_no,
           min(u.event_id collate "C") over (partition by u.subscription_id, u.metric, u.quantity, u.occurred_at) as first_event_id
    from usage_events u
    join crowded_instants c on c.subscription_id = u.subscription_id and c.occurred_at = u.occurred_at
  ) numbered where copy_no > 1
)`;
  const periods = billedPeriods("where subscription_id in (select subscription_id from repeats)");
  return `with ${contractedPriceCtes(bindings, asOf, { before, periods })},
${LATEST_VERSION_CTE}
select ${usageColumns("r")}, r.first_event_id, p.subscription_id, p.period_start, p.period_end, p.currency,
       p.billed_cents, p.contracted_cents, p.overage_cents, p.overage_unit_price_cents, l.customer_id,
       l.currency as own_currency, k.name as customer_name, k.region
from repeats r
join contracted p on p.subscription_id = r.subscription_id and p.overage_cents > 0 and p.contracted_cents is not null
 and p.overage_currency = p.currency
 and cast(r.occurred_at as date) >= p.period_start and cast(r.occurred_at as date) < p.period_end
join latest_versions l on l.subscription_id = r.subscription_id
left join customers k on k.customer_id = l.customer_id`;
}

/** Repeats of one period with what they cost in minor units: their units at the overage price, up to all overage. */
interface RepeatedPeriod {
  events: (UsageRow & { firstEventId: string })[];
  cents: number;
}

function readPeriod(rows: readonly SqlRow[]): RepeatedPeriod[] {
  const [row] = rows;
  if (!row) return [];
  const events = rows
    .map((each) => ({ ...readUsage(each), firstEventId: textOf(each, "first_event_id") }))
    .sort(compareUsage);
  const units = events.reduce((sum, event) => sum + event.quantity, 0);
  const cents = roundHalfUp(
    Math.min(units * numberOf(row, "overage_unit_price_cents"), numberOf(row, "overage_cents")),
  );
  const billedAboveCents = numberOf(row, "billed_cents") - (numberOf(row, "contracted_cents") - cents);
  return billedAboveCents * 2 < cents ? [] : [{ events, cents }];
}

function shapeSubscription(rows: readonly SqlRow[], claimed: ClaimedRows): Finding[] {
  const [row] = rows;
  const byPeriod = Map.groupBy(rows, (each) => `${textOf(each, "period_start")}:${textOf(each, "period_end")}`);
  const periods = [...byPeriod.values()].flatMap(readPeriod);
  if (!row || periods.length === 0) return [];
  const [entity, currency] = [subscriptionEntity(row), textOf(row, "currency")];
  // Periods that overlap share events; an event counts in the first of them.
  const claims = new Map<string, number>();
  for (const { events, cents } of periods) {
    for (const [key, share] of spreadOverEvents(cents, events)) if (!claims.has(key)) claims.set(key, share);
  }
  const events = [
    ...new Map(periods.flatMap((period) => period.events.map((event) => [event.eventId, event] as const))).values(),
  ].sort(compareUsage);
  const free = events.filter(({ eventId }) => !claimed.isHeld("usage_events", eventId));
  const cents = free.reduce((sum, { eventId }) => sum + (claims.get(eventId) ?? 0), 0);
  const money = formatMoney(cents, currency);
  const first = events[0]?.occurredAt ?? textOf(row, "period_start");
  return [
    {
      entityKey: currency === textOf(row, "own_currency") ? entity.id : `${entity.id}:${currency}`,
      entity,
      currency,
      confidence: 0.92,
      wanted: events.map(({ eventId }) => ({ table: "usage_events", key: eventId, cents: claims.get(eventId) ?? 0 })),
      evidence: events.map(({ firstEventId, ...event }) => usageEvidence(event, { repeats: firstEventId })),
      texts: [],
      title: `Usage of ${entity.label} recorded twice and billed`,
      summary:
        `${counted(free.length, "event")} from ${dayWithYear(first)} on ${free.length === 1 ? "repeats" : "repeat"} ` +
        `another one in metric, quantity and instant. Their overage of ${money} was billed.`,
      recommendedAction: `Credit ${entity.label} ${money} and drop the repeated events before the next bill run.`,
    },
  ];
}
