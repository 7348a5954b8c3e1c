import { isoDay, weekStart } from "./days";
import { AS_OF, type Contract, type Invoice, type LookAlike, type Refund, type TruthCase, type World } from "./model";

/** Cents the EMEA spike week may have without being a spike: the median of the eight weeks before. */
const SPIKE_MEDIAN_CENTS = 10_500;

/** What the detectors must find, and what they must leave alone, in terms of the written keys. */
export function describeTruth(
  contracts: readonly Contract[],
  invoices: readonly Invoice[],
  refunds: readonly Refund[],
): World["truth"] {
  const cases = [
    spikeCase(refunds),
    ...invoiceCases(contracts, invoices),
    duplicateCase(refunds),
    ...refunds.filter((one) => one.role === "near-limit" || one.role === "self-approved").map(creditCase),
  ].toSorted((left, right) => right.impactCents - left.impactCents);
  return {
    asOf: isoDay(AS_OF),
    currency: "USD",
    impactCents: cases.reduce((sum, one) => sum + one.impactCents, 0),
    cases,
    lookAlikes: lookAlikes(contracts, invoices, refunds),
  };
}

function spikeCase(refunds: readonly Refund[]): TruthCase {
  const rows = refunds.filter((one) => one.role === "spike").toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const total = rows.reduce((sum, one) => sum + one.amountCents, 0);
  const excess = total - SPIKE_MEDIAN_CENTS;
  // All rows are alike, so the largest remainders tie and the first keys take the odd cents.
  const each = Math.floor(excess / rows.length);
  const odd = excess - each * rows.length;
  return {
    anomalyType: "refund_spike",
    entity: { region: "EMEA", currency: "USD", week: isoDay(weekStart(rows[0]?.day ?? 0)) },
    customerIds: rows.map((one) => one.customer.id),
    impactCents: excess,
    claims: rows.map((one, at) => ({ table: "refunds", key: one.id, cents: each + (at < odd ? 1 : 0) })),
  };
}

function invoiceCases(contracts: readonly Contract[], invoices: readonly Invoice[]): TruthCase[] {
  return contracts
    .filter((contract) => contract.story === "underbilled" || contract.story === "wrong-tier")
    .map((contract) => {
      const short = invoices.filter((one) => one.contract === contract && one.billedCents < one.contractedCents);
      const claims = short.map((one) => ({
        table: "invoices" as const,
        key: one.id,
        cents: one.contractedCents - one.billedCents,
      }));
      return {
        anomalyType: contract.story === "underbilled" ? "underbilling" : "tier_mismatch",
        entity: { subscriptionId: contract.id },
        customerIds: [contract.customer.id],
        impactCents: claims.reduce((sum, claim) => sum + claim.cents, 0),
        claims,
      };
    });
}

function duplicateCase(refunds: readonly Refund[]): TruthCase {
  const [first, repeat] = refunds.filter((one) => one.role === "duplicate");
  if (!first || !repeat) throw new Error("The duplicate refund is not in the data");
  return {
    anomalyType: "duplicate_refund",
    entity: { firstRefundId: first.id },
    customerIds: [first.customer.id],
    impactCents: repeat.amountCents,
    claims: [{ table: "refunds", key: repeat.id, cents: repeat.amountCents }],
  };
}

function creditCase(credit: Refund): TruthCase {
  return {
    anomalyType: "manual_credit",
    entity: { refundId: credit.id, reason: credit.role },
    customerIds: [credit.customer.id],
    impactCents: credit.amountCents,
    claims: [{ table: "refunds", key: credit.id, cents: credit.amountCents }],
  };
}

const STORY_LOOK_ALIKES = new Map([
  ["pause", "pause"],
  ["expansion", "mid-period seats"],
  ["upgrade", "mid-period upgrade"],
  ["trial", "trial"],
  ["discount", "discount that ends"],
  ["overage", "overage billed"],
  ["annual", "annual"],
]);
const REFUND_LOOK_ALIKES = new Set([
  "partial-items",
  "80-hours",
  "seasonal",
  "large-approved",
  "contractual",
  "27-hours",
]);

function lookAlikes(
  contracts: readonly Contract[],
  invoices: readonly Invoice[],
  refunds: readonly Refund[],
): LookAlike[] {
  const found = new Map<string, LookAlike>();
  const add = (kind: string, table: LookAlike["table"], key: string) => {
    const entry = found.get(kind) ?? { kind, table, keys: [] };
    entry.keys.push(key);
    found.set(kind, entry);
  };
  for (const contract of contracts) {
    const kind = STORY_LOOK_ALIKES.get(contract.story);
    if (kind) add(kind, "subscriptions", contract.id);
  }
  for (const invoice of invoices) {
    if (invoice.status === "void") add("void and reissued", "invoices", invoice.id);
    else if (invoice.contract.story === "label" && invoice.tier !== invoice.contract.versions.at(-1)?.tier)
      add("other label", "invoices", invoice.id);
    else if (isRounded(invoice)) add("rounded", "invoices", invoice.id);
  }
  for (const refund of refunds) if (REFUND_LOOK_ALIKES.has(refund.role)) add(refund.role, "refunds", refund.id);
  return [...found.values()].toSorted((left, right) => (left.kind < right.kind ? -1 : 1));
}

function isRounded({ contract, billedCents, contractedCents }: Invoice): boolean {
  return contract.story !== "underbilled" && contract.story !== "wrong-tier" && billedCents < contractedCents;
}
