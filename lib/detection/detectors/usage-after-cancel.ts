import { z } from "zod";
import { formatMoney, roundHalfUp } from "../../money";
import type { SqlRow } from "../../ports";
import type { DetectionRun, Detector, Finding } from "../detector";
import { counted, dayWithYear } from "../phrases";
import { compareText, numberOf, numberOrNull, textOf, textOrNull } from "../read-values";
import { createBindings, type SqlBindings } from "../sql-bindings";
import { subscriptionEntity } from "../subscription-entity";
import { compareUsage, readUsage, spreadOverEvents, type UsageRow, usageColumns, usageEvidence } from "../usage-rows";
import { LATEST_VERSION_CTE, VERSION_CTES } from "../versions-sql";

const Parameters = z.strictObject({
  graceDays: z.number().int().min(0).max(365).describe("Days after the cancellation whose usage is let go"),
});
type Parameters = z.infer<typeof Parameters>;

/** Usage on days more than the grace after a subscription's end, while no version of it is in force. */
export const usageAfterCancel: Detector<Parameters> = {
  id: "usage_after_cancel",
  title: "Usage after cancellation",
  question: "Which canceled subscriptions are still being used?",
  moneyKind: "recoverable",
  needs: ["subscriptions.canceled_on"],
  parameters: Parameters,
  defaults: { graceDays: 3 },
  grid: { graceDays: [3, 7, 14] },
  sources: ["usage_events", "subscriptions", "customers"],
  about: {
    evidence: "The events after the cancellation and its grace days.",
    impact: "units x overage price, else the plan's price by the day",
    action: "Close the access, or bill the use since.",
  },
  async detect({ warehouse, parameters, signal }: DetectionRun<Parameters>) {
    const asOf = warehouse.dataset.asOf;
    if (asOf === null) return [];
    const bindings = createBindings();
    const sql = lateUsageSql(bindings, asOf, parameters.graceDays);
    const rows = await warehouse.query(sql, bindings.values, { signal });
    const groups = Map.groupBy(rows, (row) => textOf(row, "subscription_id"));
    return [...groups.values()].flatMap(shapeSubscription).sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

function lateUsageSql(bindings: SqlBindings, asOf: string, graceDays: number): string {
  return `with ${VERSION_CTES},
${LATEST_VERSION_CTE},
canceled as (
  select subscription_id, max(canceled_on) as canceled_on from subscriptions
  where canceled_on <= ${bindings.bind(asOf, "date")} group by subscription_id
)
select ${usageColumns("u")}, c.subscription_id, c.canceled_on, l.customer_id, l.currency, l.seats, l.unit_price_cents,
       l.discount_pct, l.discount_ends_on, l.overage_unit_price_cents, k.name as customer_name, k.region
from canceled c
join usage_events u on u.subscription_id = c.subscription_id
 and cast(u.occurred_at as date) > c.canceled_on + ${bindings.bind(graceDays, "integer")}
join latest_versions l on l.subscription_id = c.subscription_id
left join customers k on k.customer_id = l.customer_id
where u.quantity > 0 and not exists (
  select 1 from versions v where v.subscription_id = c.subscription_id
     and v.from_day <= cast(u.occurred_at as date) and v.to_day > cast(u.occurred_at as date))`;
}

function shapeSubscription(rows: readonly SqlRow[]): Finding[] {
  const [row] = rows;
  if (!row) return [];
  const events = rows.map(readUsage).sort(compareUsage);
  const [entity, currency, canceledOn] = [subscriptionEntity(row), textOf(row, "currency"), textOf(row, "canceled_on")];
  const unitPriceCents = numberOrNull(row, "overage_unit_price_cents") ?? 0;
  const units = events.reduce((sum, event) => sum + event.quantity, 0);
  const days = [...new Set(events.map((event) => event.occurredAt.slice(0, 10)))];
  const isMetered = unitPriceCents > 0;
  const cents = roundHalfUp(
    isMetered ? units * unitPriceCents : days.reduce((sum, day) => sum + planPriceOfDay(row, day), 0),
  );
  const claims = isMetered ? spreadOverEvents(cents, events) : spreadOverDays(cents, events);
  const money = formatMoney(cents, currency);
  const last = days.at(-1) ?? canceledOn;
  const priced = isMetered
    ? `at the price of a unit above the included ones`
    : `at the plan's price of the ${counted(days.length, "day")} with usage`;
  return [
    {
      entityKey: entity.id,
      entity,
      currency,
      confidence: isMetered ? 0.9 : 0.85,
      wanted: events.map(({ eventId }) => ({ table: "usage_events", key: eventId, cents: claims.get(eventId) ?? 0 })),
      evidence: events.map((event) => usageEvidence(event, { canceledOn })),
      texts: [],
      title: `${entity.label} still uses a canceled subscription`,
      summary:
        `The subscription was canceled as of ${dayWithYear(canceledOn)}; ${counted(events.length, "event")} followed, the ` +
        `last on ${dayWithYear(last)}: ${Math.round(units).toLocaleString("en-US")} units, ${money} ${priced}.`,
      recommendedAction: `Close the access of ${entity.label} or bill the use since: ${money}.`,
    },
  ];
}

/** The plan's price of one day in minor units: the month's, over the days of that calendar month. */
function planPriceOfDay(row: SqlRow, day: string): number {
  const discountEndsOn = textOrNull(row, "discount_ends_on");
  const runs = discountEndsOn === null || day < discountEndsOn;
  const discountPct = runs ? (numberOrNull(row, "discount_pct") ?? 0) : 0;
  const daysOfMonth = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();
  return (numberOf(row, "seats") * numberOf(row, "unit_price_cents") * (1 - discountPct / 100)) / daysOfMonth;
}

/** The price of the days with usage, on the first event of each. */
function spreadOverDays(cents: number, events: readonly UsageRow[]): Map<string, number> {
  const firsts = new Map<string, UsageRow>();
  for (const event of events) {
    const day = event.occurredAt.slice(0, 10);
    if (!firsts.has(day)) firsts.set(day, event);
  }
  return spreadOverEvents(
    cents,
    [...firsts.values()].map((event) => ({ ...event, quantity: 1 })),
  );
}
