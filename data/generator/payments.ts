import { AS_OF, type Invoice, type Payment } from "./model";
import { createRandom, type Random } from "./random";

const FAILURES = ["insufficient_funds", "card_expired", "do_not_honor", "processing_error"] as const;

/**
 * Pays the invoices of one contract and sets their status. A failed attempt succeeds within five days, except
 * for a delinquent contract, whose last invoice is given up after its cancellation.
 */
export function createPayments(seed: number, invoices: readonly Invoice[]): Payment[] {
  const contract = invoices[0]?.contract;
  if (!contract) return [];
  const random = createRandom(seed, `payment:${contract.id}`);
  const method = contract.versions[0]?.tier === "Enterprise" ? "bank_transfer" : random.pick(["card", "card", "sepa"]);
  const live = invoices.filter((invoice) => invoice.status === "open");
  return live.flatMap((invoice) => {
    const isLast = invoice === live.at(-1);
    if (isLast && contract.story === "delinquent" && contract.canceledOn !== null)
      return giveUp(invoice, method, random);
    return settle(invoice, method, random);
  });
}

function settle(invoice: Invoice, method: string, random: Random): Payment[] {
  const fails = random.chance(0.045);
  const delay = method === "bank_transfer" ? random.integer(6, 24) : random.integer(0, 2);
  const firstTry = invoice.issuedOn + delay;
  const paidOn = fails ? firstTry + random.integer(2, 5) : firstTry;
  const payments: Payment[] = [];
  if (fails && firstTry <= AS_OF) payments.push(failed(invoice, method, firstTry, random));
  if (paidOn > AS_OF) return payments;
  if (paidOn >= AS_OF - 1 && random.chance(0.4)) {
    payments.push({ ...blankPayment(invoice, method, paidOn, random), status: "pending" });
    return payments;
  }
  const isDisputed = random.chance(0.004) && paidOn < AS_OF - 30;
  payments.push({ ...blankPayment(invoice, method, paidOn, random), status: isDisputed ? "disputed" : "succeeded" });
  invoice.status = "paid";
  invoice.paidOn = paidOn;
  return payments;
}

/** Two failed attempts, then the invoice is written off. */
function giveUp(invoice: Invoice, method: string, random: Random): Payment[] {
  if (invoice.issuedOn + 12 > AS_OF) return [];
  invoice.status = "uncollectible";
  return [failed(invoice, method, invoice.issuedOn + 1, random), failed(invoice, method, invoice.issuedOn + 6, random)];
}

function failed(invoice: Invoice, method: string, day: number, random: Random): Payment {
  return { ...blankPayment(invoice, method, day, random), status: "failed", failureReason: random.pick(FAILURES) };
}

function blankPayment(invoice: Invoice, method: string, day: number, random: Random): Payment {
  return {
    id: "",
    invoice,
    customer: invoice.contract.customer,
    amountCents: invoice.billedCents,
    status: "succeeded",
    method,
    failureReason: "",
    day,
    second: random.integer(0, 86_399),
  };
}
