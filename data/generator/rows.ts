import { type Day, isoDay, isoInstant } from "./days";
import type { Contract, CsvRow, Customer, Invoice, Payment, Refund, Usage, Version } from "./model";

/** Cents as decimal major units: 12345 -> 123.45. */
function major(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

function optionalDay(day: Day | null): string {
  return day === null ? "" : isoDay(day);
}

export function customerRow(customer: Customer, contracts: readonly Contract[]): CsvRow {
  const current = contracts[0]?.versions.at(-1);
  const gone = contracts.every((contract) => contract.canceledOn !== null);
  return {
    customer_id: customer.id,
    name: customer.name,
    email: customer.email,
    region: customer.region,
    country: customer.country,
    tier: current?.tier ?? "",
    segment: customer.segment,
    currency: "USD",
    status: gone ? "churned" : "active",
    created_at: isoInstant(customer.createdDay, customer.createdSecond),
  };
}

export function versionRow(contract: Contract, version: Version): CsvRow {
  const isLast = version === contract.versions.at(-1);
  return {
    subscription_id: contract.id,
    customer_id: contract.customer.id,
    tier: version.tier,
    seats: String(version.seats),
    unit_price: major(version.unitPriceCents),
    billing_period: contract.periodMonths === 12 ? "year" : "month",
    discount_pct: String(version.discountPct),
    discount_ends_on: optionalDay(version.discountEndsOn),
    included_units: version.includedUnits === null ? "" : String(version.includedUnits),
    overage_unit_price: version.overageMicros === null ? "" : (version.overageMicros / 1_000_000).toFixed(4),
    currency: "USD",
    status: isLast && contract.canceledOn !== null ? "canceled" : version.status,
    started_on: isoDay(contract.startedOn),
    trial_ends_on: optionalDay(contract.trialEndsOn),
    canceled_on: isLast ? optionalDay(contract.canceledOn) : "",
    valid_from: isoDay(version.validFrom),
    valid_to: optionalDay(version.validTo),
  };
}

export function invoiceRow(invoice: Invoice): CsvRow {
  return {
    invoice_id: invoice.id,
    customer_id: invoice.contract.customer.id,
    subscription_id: invoice.contract.id,
    tier: invoice.tier,
    quantity: String(invoice.quantity),
    period_start: isoDay(invoice.periodStart),
    period_end: isoDay(invoice.periodEnd),
    issued_on: isoDay(invoice.issuedOn),
    due_on: isoDay(invoice.dueOn),
    expected_amount: invoice.showsExpected ? major(invoice.contractedCents) : "",
    billed_amount: major(invoice.billedCents),
    currency: "USD",
    status: invoice.status,
    paid_on: optionalDay(invoice.paidOn),
  };
}

export function paymentRow(payment: Payment): CsvRow {
  return {
    payment_id: payment.id,
    invoice_id: payment.invoice?.id ?? "",
    customer_id: payment.customer.id,
    amount: major(payment.amountCents),
    currency: "USD",
    status: payment.status,
    method: payment.method,
    failure_reason: payment.failureReason,
    paid_at: isoInstant(payment.day, payment.second),
  };
}

export function refundRow(refund: Refund): CsvRow {
  return {
    refund_id: refund.id,
    payment_id: refund.payment?.id ?? "",
    invoice_id: refund.invoice?.id ?? "",
    customer_id: refund.customer.id,
    amount: major(refund.amountCents),
    currency: "USD",
    kind: refund.kind,
    reason: refund.reason,
    issued_by: refund.issuedBy,
    approved_by: refund.approvedBy,
    note: refund.note,
    refunded_at: isoInstant(refund.day, refund.second),
  };
}

export function usageRow(event: Usage, at: number): CsvRow {
  return {
    event_id: `evt_${String(at + 1).padStart(6, "0")}`,
    customer_id: event.contract.customer.id,
    subscription_id: event.contract.id,
    metric: event.metric,
    quantity: String(event.quantity),
    occurred_at: isoInstant(event.day, event.second),
  };
}
