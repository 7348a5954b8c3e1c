import { z } from "zod";
import { formatMoney } from "../../money";
import type { SqlRow } from "../../ports";
import { LIVE_CTE } from "../contracted-price";
import type { ClaimedRows, Detector, Finding } from "../detector";
import { invoiceColumns, invoiceEvidence, readInvoice } from "../invoice-rows";
import { counted, dayWithYear, listed } from "../phrases";
import { compareText, textOf } from "../read-values";
import { subscriptionEntity } from "../subscription-entity";
import { LATEST_VERSION_CTE, VERSION_CTES } from "../versions-sql";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/**
 * Live invoices in a currency that no version in force in their period has (where none is in force: the latest one).
 * What that cost, and whom, only a dated rate says; the tables hold none, so the impact is unknown and claims no cent.
 */
export const currencyMismatch: Detector<Parameters> = {
  id: "currency_mismatch",
  title: "Currency mismatch",
  question: "Which invoices ask for another currency than the contract has?",
  moneyKind: "recoverable",
  needs: [],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["invoices", "subscriptions", "customers"],
  about: {
    evidence: "Each live invoice in a currency that no version in force in its period has.",
    impact: "unknown: the tables hold no dated rate",
    action: "Reissue the invoices in the contract's currency.",
  },
  async detect({ warehouse, claimed, signal }) {
    const rows = await warehouse.query(INVOICES_SQL, [], { signal });
    const groups = Map.groupBy(rows, (row) => textOf(row, "subscription_id"));
    return [...groups.values()]
      .flatMap((group) => shapeSubscription(group, claimed))
      .sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

/** Invoices in a currency of their subscription at any time are the many: only the others meet the versions by day. */
const INVOICES_SQL = `with ${LIVE_CTE},
${VERSION_CTES},
${LATEST_VERSION_CTE},
currencies as (
  select subscription_id, min(currency) as least_currency, max(currency) as greatest_currency
  from subscriptions group by subscription_id
),
suspects as (
  select i.* from live i join currencies c on c.subscription_id = i.subscription_id
  where i.currency <> c.least_currency or c.least_currency <> c.greatest_currency
)
select ${invoiceColumns("i")}, l.currency as own_currency, k.name as customer_name, k.region
from suspects i
join latest_versions l on l.subscription_id = i.subscription_id
left join customers k on k.customer_id = i.customer_id
where not exists (
    select 1 from versions v where v.subscription_id = i.subscription_id and v.currency = i.currency
       and v.from_day < i.period_end and v.to_day > i.period_start)
  and (i.currency <> l.currency or exists (
    select 1 from versions v where v.subscription_id = i.subscription_id
       and v.from_day < i.period_end and v.to_day > i.period_start))`;

function shapeSubscription(rows: readonly SqlRow[], claimed: ClaimedRows): Finding[] {
  const invoices = rows
    .map((row) => ({ row, invoice: readInvoice(row) }))
    .sort(
      (a, b) =>
        compareText(a.invoice.periodStart, b.invoice.periodStart) ||
        compareText(a.invoice.invoiceId, b.invoice.invoiceId),
    );
  const [first] = invoices;
  if (!first) return [];
  const entity = subscriptionEntity(first.row);
  const ownCurrency = textOf(first.row, "own_currency");
  const free = invoices.filter(({ invoice }) => !claimed.isHeld("invoices", invoice.invoiceId));
  const amounts = [...Map.groupBy(free, ({ invoice }) => invoice.currency)].map(([currency, group]) =>
    formatMoney(
      group.reduce((sum, { invoice }) => sum + invoice.billedCents, 0),
      currency,
    ),
  );
  return [
    {
      entityKey: entity.id,
      entity,
      currency: first.invoice.currency,
      impactKnown: false,
      confidence: 0.93,
      wanted: invoices.map(({ invoice }) => ({ table: "invoices", key: invoice.invoiceId, cents: 0 })),
      evidence: invoices.map(({ invoice }) => invoiceEvidence(invoice, { contractCurrency: ownCurrency })),
      texts: [],
      title: `${entity.label} invoiced in ${first.invoice.currency}, contracted in ${ownCurrency}`,
      summary:
        `${counted(free.length, "live invoice")} from ${dayWithYear(first.invoice.periodStart)} on ask for ` +
        `${listed(amounts)} while the contract is in ${ownCurrency}. Without a dated rate the difference is unknown, and ` +
        "so is whether it is owed by the customer or to them.",
      recommendedAction: `Reissue the invoices of ${entity.label} in ${ownCurrency} at the contracted price.`,
    },
  ];
}
