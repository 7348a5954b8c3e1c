import { roundHalfUp } from "../money";
import type { SqlRow } from "../ports";
import { currenciesOf } from "./currencies";
import { type DetectionRun, TURN_ROWS } from "./detector";
import { settleByNextBills } from "./next-bills";
import type { Causes, PricedPeriod, ShortInvoice, VersionInForce } from "./priced-period";
import { readPricedRows } from "./priced-rows";
import { compareText, numberOf, numberOrNull, steadyNumber, textOf, textOrNull } from "./read-values";
import { joinUpgradeInvoices } from "./upgrade-invoices";

/** A period whose live invoices add up to less than the contract says. */
export interface Shortfall extends PricedPeriod {
  contractedCents: number;
  shortfall: Causes;
}

const OPEN_END = "9999-12-31";

/**
 * Every shortfall above the floor or with a cause of its own, and every period with several live invoices, by
 * subscription, currency and period: the contracted price is computed once a run.
 */
export function findPricedPeriods(run: DetectionRun): Promise<readonly PricedPeriod[]> {
  return run.once("priced-periods", async () => {
    const asOf = run.warehouse.dataset.asOf;
    const currencies = await currenciesOf(run, "invoices");
    if (asOf === null || currencies.length === 0) return [];
    const periods = await groupRows(run, await readPricedRows(run, asOf, currencies));
    return settleByNextBills(run, await joinUpgradeInvoices(run, periods));
  });
}

/** The shortfalls among the priced periods. */
export async function findShortfalls(run: DetectionRun): Promise<Shortfall[]> {
  return (await findPricedPeriods(run)).filter(isShortfall);
}

function isShortfall(period: PricedPeriod): period is Shortfall {
  return period.shortfall !== null && period.contractedCents !== null;
}

async function groupRows(run: DetectionRun, rows: readonly SqlRow[]): Promise<PricedPeriod[]> {
  const periods = new Map<string, PricedPeriod>();
  for (const [at, row] of rows.entries()) {
    if (at % TURN_ROWS === TURN_ROWS - 1) await run.pause?.();
    const key = JSON.stringify([row.subscription_id, row.period_start, row.period_end]);
    const invoice = invoiceOf(row);
    const period = periods.get(key);
    if (!period) {
      periods.set(key, { ...periodOf(row), invoices: [invoice], versions: versionsOf(row) });
      continue;
    }
    if (!period.invoices.some((known) => known.invoiceId === invoice.invoiceId)) period.invoices.push(invoice);
    const [version] = versionsOf(row);
    if (version && !period.versions.some((known) => known.versionNo === version.versionNo)) {
      period.versions.push(version);
    }
  }
  for (const period of periods.values()) {
    period.invoices.sort((a, b) => compareText(b.issuedOn, a.issuedOn) || compareText(b.invoiceId, a.invoiceId));
    period.versions.sort((a, b) => a.versionNo - b.versionNo);
  }
  return [...periods.values()].sort(
    (a, b) =>
      compareText(a.subscriptionId, b.subscriptionId) ||
      compareText(a.currency, b.currency) ||
      compareText(a.periodStart, b.periodStart) ||
      compareText(a.periodEnd, b.periodEnd),
  );
}

function periodOf(row: SqlRow): Omit<PricedPeriod, "invoices" | "versions"> {
  return {
    subscriptionId: textOf(row, "subscription_id"),
    customerId: textOf(row, "customer_id"),
    customerName: textOrNull(row, "customer_name"),
    region: textOrNull(row, "region"),
    periodStart: textOf(row, "period_start"),
    periodEnd: textOf(row, "period_end"),
    months: numberOf(row, "months"),
    currency: textOf(row, "currency"),
    ownCurrency: textOf(row, "own_currency"),
    billedCents: numberOf(row, "billed_cents"),
    contractedCents: numberOrNull(row, "contracted_cents"),
    basis: row.expected_cents === null ? "contract" : "expected_amount",
    usedUnits: steadyNumber(numberOrNull(row, "used")),
    overageCents: roundHalfUp(numberOf(row, "overage_cents")),
    closed: row.closed === true,
    shortfall: row.short === true ? causesOf(row) : null,
  };
}

function causesOf(row: SqlRow): Causes {
  return {
    foreignTier: row.foreign_tier === true,
    seatsShort: row.seats_short === true,
    discountShort: row.discount_short === true,
    usageShort: row.usage_short === true,
    missingSeatCents: numberOrNull(row, "missing_seat_cents") ?? 0,
    endedDiscountCents: numberOrNull(row, "ended_discount_cents") ?? 0,
  };
}

function invoiceOf(row: SqlRow): ShortInvoice {
  return {
    invoiceId: textOf(row, "invoice_id"),
    tier: textOrNull(row, "tier"),
    quantity: numberOrNull(row, "quantity"),
    issuedOn: textOf(row, "issued_on"),
    billedCents: numberOf(row, "billed_amount_cents"),
    status: textOf(row, "status"),
  };
}

/** The version of the row, none where no version is in force in the period. */
function versionsOf(row: SqlRow): VersionInForce[] {
  if (row.version_no === null) return [];
  const toDay = textOf(row, "to_day");
  return [
    {
      versionNo: numberOf(row, "version_no"),
      tier: textOrNull(row, "version_tier"),
      seats: numberOf(row, "seats"),
      unitPriceCents: numberOf(row, "unit_price_cents"),
      discountPct: numberOrNull(row, "discount_pct"),
      discountEndsOn: textOrNull(row, "discount_ends_on"),
      includedUnits: numberOrNull(row, "included_units"),
      overageUnitPriceCents: numberOrNull(row, "overage_unit_price_cents"),
      status: textOf(row, "version_status"),
      currency: textOf(row, "version_currency"),
      validFrom: textOrNull(row, "valid_from"),
      fromDay: textOf(row, "from_day"),
      toDay: toDay === OPEN_END ? null : toDay,
    },
  ];
}
