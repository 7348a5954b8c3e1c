import { AppError } from "@/lib/errors";
import { createContracts } from "./contracts";
import { createCredits } from "./credits";
import { createCustomer, MIN_CUSTOMERS } from "./customers";
import { isoDay } from "./days";
import { createInvoices } from "./invoices";
import { AS_OF, type Invoice, type Payment, type World } from "./model";
import { createPayments } from "./payments";
import { createRandom } from "./random";
import { createRefunds } from "./refunds";
import { customerRow, invoiceRow, paymentRow, refundRow, usageRow, versionRow } from "./rows";
import { signalRows } from "./signals";
import { describeTruth } from "./truth";
import { createUsage } from "./usage";

export interface WorldOptions {
  customers: number;
  seed: number;
}

export const DEMO_WORLD: WorldOptions = { customers: 400, seed: 20260228 };

/**
 * The synthetic subscription business with its planted anomalies. The same options give the same world.
 * @throws AppError `validation` when there are too few customers to hold the anomalies.
 */
export function generateWorld({ customers: size, seed }: WorldOptions): World {
  if (!Number.isInteger(size) || size < MIN_CUSTOMERS || !Number.isInteger(seed)) {
    throw new AppError("validation", `customers must be an integer of at least ${MIN_CUSTOMERS}, seed an integer`);
  }
  const volume = Math.max(1, Math.floor(size / DEMO_WORLD.customers));
  const customers = Array.from({ length: size }, (_, index) => createCustomer(seed, index));
  const contractsOf = customers.map((customer) => createContracts(seed, customer));
  const contracts = contractsOf.flat();
  const usageOf = contracts.map((contract) => createUsage(seed, contract));
  const usage = usageOf.flat();
  const invoicesOf = contracts.map((contract, at) => createInvoices(seed, contract, usageOf[at] ?? []));
  const payments = invoicesOf.flatMap((list) => createPayments(seed, list));
  const invoices = invoicesOf.flat();
  payments.push(...prepayments(seed, invoices));
  const refunds = [...createRefunds(seed, payments, volume), ...createCredits(seed, invoices, volume)];

  invoices.sort((left, right) => left.issuedOn - right.issuedOn);
  payments.sort(byInstant);
  refunds.sort(byInstant);
  usage.sort(byInstant);
  for (const [at, one] of invoices.entries()) one.id = `INV-${isoDay(one.issuedOn).slice(0, 4)}-${padded(at + 1, 5)}`;
  for (const [at, one] of payments.entries()) one.id = `pay_${padded(at + 1, 6)}`;
  for (const [at, one] of refunds.entries()) one.id = `ref_${padded(at + 1, 5)}`;

  return {
    tables: {
      customers: customers.map((customer, at) => customerRow(customer, contractsOf[at] ?? [])),
      subscriptions: contracts.flatMap((one) => one.versions.map((version) => versionRow(one, version))),
      invoices: invoices.map(invoiceRow),
      payments: payments.map(paymentRow),
      refunds: refunds.map(refundRow),
      usage_events: usage.map(usageRow),
      signal_events: signalRows((index) => customers[index]?.id ?? ""),
    },
    truth: describeTruth(contracts, invoices, refunds),
  };
}

/** Deposits without an invoice, of customers who have no open one: nothing is left unapplied. */
function prepayments(seed: number, invoices: readonly Invoice[]): Payment[] {
  const random = createRandom(seed, "prepayments");
  const owing = new Set(invoices.filter((one) => one.status === "open").map((one) => one.contract.customer.id));
  return invoices
    .filter((one) => one.contract.periodMonths === 12 && !owing.has(one.contract.customer.id))
    .slice(0, 6)
    .map((one) => ({
      id: "",
      invoice: null,
      customer: one.contract.customer,
      amountCents: random.integer(100, 900) * 100,
      status: "succeeded" as const,
      method: "bank_transfer",
      failureReason: "",
      day: random.integer(AS_OF - 120, AS_OF - 10),
      second: random.integer(8 * 3600, 17 * 3600),
    }));
}

function byInstant(left: { day: number; second: number }, right: { day: number; second: number }): number {
  return left.day - right.day || left.second - right.second;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
