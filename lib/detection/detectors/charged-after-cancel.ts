import { z } from "zod";
import { formatMoney } from "../../money";
import type { SqlRow } from "../../ports";
import { LIVE_CTE } from "../contracted-price";
import type { ClaimedRows, Detector, Finding } from "../detector";
import { invoiceColumns, invoiceEvidence, readInvoice } from "../invoice-rows";
import { counted, dayWithYear } from "../phrases";
import { compareText, textOf } from "../read-values";
import { subscriptionEntity } from "../subscription-entity";
import { VERSION_CTES } from "../versions-sql";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/** Live invoices for periods that start once the subscription was canceled. */
export const chargedAfterCancel: Detector<Parameters> = {
  id: "charged_after_cancel",
  title: "Charged after cancellation",
  question: "Which customers were invoiced for periods after they had canceled?",
  moneyKind: "owed_to_customer",
  needs: ["subscriptions.canceled_on"],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["invoices", "subscriptions", "customers"],
  about: {
    evidence:
      "Each live invoice whose period starts once the subscription was canceled, with the day of the cancellation.",
    impact: "billed amount of those invoices",
    action: "Void or refund the invoices after the cancellation.",
  },
  async detect({ warehouse, claimed, signal }) {
    const rows = await warehouse.query(INVOICES_SQL, [], { signal });
    const groups = Map.groupBy(rows, (row) => `${textOf(row, "subscription_id")}\n${textOf(row, "currency")}`);
    return [...groups.values()]
      .flatMap((group) => shapeSubscription(group, claimed))
      .sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

/** A subscription that was started again is in force then, and its invoices are due. */
const INVOICES_SQL = `with ${LIVE_CTE},
${VERSION_CTES},
cancellations as (
  select subscription_id, min(canceled_on) as first_canceled_on from subscriptions
  where canceled_on is not null group by subscription_id
),
charged as (
  select i.* from live i
  join cancellations c on c.subscription_id = i.subscription_id and i.period_start >= c.first_canceled_on
  where i.billed_amount_cents > 0 and not exists (
    select 1 from versions v
    where v.subscription_id = i.subscription_id and v.from_day < i.period_end and v.to_day > i.period_start)
),
dated as (
  select i.invoice_id, max(s.canceled_on) as canceled_on, min(s.currency) as own_currency
  from charged i join subscriptions s on s.subscription_id = i.subscription_id and s.canceled_on <= i.period_start
  group by i.invoice_id
)
select ${invoiceColumns("i")}, d.canceled_on, d.own_currency, k.name as customer_name, k.region
from charged i
join dated d on d.invoice_id = i.invoice_id
left join customers k on k.customer_id = i.customer_id`;

function shapeSubscription(rows: readonly SqlRow[], claimed: ClaimedRows): Finding[] {
  const invoices = rows
    .map((row) => ({ row, invoice: readInvoice(row), canceledOn: textOf(row, "canceled_on") }))
    .sort(
      (a, b) =>
        compareText(a.invoice.periodStart, b.invoice.periodStart) ||
        compareText(a.invoice.invoiceId, b.invoice.invoiceId),
    );
  const [first] = invoices;
  if (!first) return [];
  const entity = subscriptionEntity(first.row);
  const { currency } = first.invoice;
  const free = invoices.filter(({ invoice }) => !claimed.isHeld("invoices", invoice.invoiceId));
  const cents = free.reduce((sum, { invoice }) => sum + invoice.billedCents, 0);
  const money = formatMoney(cents, currency);
  const isOwn = currency === textOf(first.row, "own_currency");
  return [
    {
      entityKey: isOwn ? entity.id : `${entity.id}:${currency}`,
      entity,
      currency,
      confidence: 0.94,
      wanted: invoices.map(({ invoice }) => ({
        table: "invoices",
        key: invoice.invoiceId,
        cents: invoice.billedCents,
      })),
      evidence: invoices.map(({ invoice, canceledOn }) => invoiceEvidence(invoice, { canceledOn })),
      texts: [],
      title: `${entity.label} charged for ${counted(free.length, "period")} after canceling`,
      summary:
        `The subscription was canceled as of ${dayWithYear(first.canceledOn)}, and ${counted(free.length, "live invoice")} ` +
        `for later periods ask ${entity.label} for ${money}.`,
      recommendedAction: `Void or refund the invoices of ${entity.label} after ${dayWithYear(first.canceledOn)}: ${money}.`,
    },
  ];
}
