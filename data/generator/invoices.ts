import { isPlanted } from "./customers";
import { addMonths, type Day } from "./days";
import { AS_OF, type Contract, type Invoice, type Tier, type Usage, type Version } from "./model";
import { contractedCents, daysInForce, owes } from "./price";
import { createRandom, type Random } from "./random";

interface Period {
  contract: Contract;
  start: Day;
  end: Day;
  usedUnits: number;
}

/** Every invoice of a contract up to the as-of day, billed as contracted except where its story says otherwise. */
export function createInvoices(seed: number, contract: Contract, usage: readonly Usage[]): Invoice[] {
  const random = createRandom(seed, `invoice:${contract.id}`);
  const invoices: Invoice[] = [];
  for (let step = 0; ; step += contract.periodMonths) {
    const start = addMonths(contract.firstPeriod, step);
    const end = addMonths(contract.firstPeriod, step + contract.periodMonths);
    if (start >= (contract.canceledOn ?? AS_OF + 1) || start > AS_OF) break;
    const usedUnits = usage
      .filter((event) => event.day >= start && event.day < end)
      .reduce((sum, event) => sum + event.quantity, 0);
    invoices.push(...billPeriod({ contract, start, end, usedUnits }, random));
  }
  const next = invoices.at(-1)?.periodEnd;
  if (next === AS_OF + 1 && contract.canceledOn === null && random.chance(0.06)) {
    invoices.push(...draftOf(contract, next));
  }
  return invoices;
}

/** The invoices of one period: none when nothing is owed, a void and a new one after a change or a mistake. */
function billPeriod(period: Period, random: Random): Invoice[] {
  const { contract, start, end } = period;
  const issuedOn = contract.billing === "arrears" ? end : start;
  const isClosed = end <= AS_OF + 1;
  const owed = contractedCents(contract, start, end, isClosed ? period.usedUnits : null);
  if (owed === 0 || issuedOn > AS_OF) return [];
  const changedOn = contract.billing === "advance" ? changeInside(period) : null;
  const startsUnpaid = !owes(versionOn(contract, start));
  if (changedOn !== null) {
    const invoice = { ...blankInvoice(period, changedOn), contractedCents: owed, billedCents: owed };
    if (startsUnpaid) return [invoice];
    return [{ ...firstIssue(period), status: "void" }, invoice];
  }
  const invoice = { ...blankInvoice(period, issuedOn), contractedCents: owed, billedCents: owed };
  applyBilling(invoice, random);
  const mayErr = issuedOn + 3 <= AS_OF && !isPlanted(contract.customer.index);
  if (mayErr && random.chance(0.02)) return reissue(invoice, random);
  return [invoice];
}

/** What the story does to the amount, the tier label or the columns shown. */
function applyBilling(invoice: Invoice, random: Random): void {
  const { contract, contractedCents: owed } = invoice;
  const version = versionOn(contract, invoice.periodStart);
  if (isPlanted(contract.customer.index)) {
    if (version === contract.versions[0]) return;
    if (contract.story === "underbilled") invoice.billedCents = owed - 10_000;
    if (contract.story === "wrong-tier") {
      invoice.tier = "Starter";
      invoice.billedCents = owed / 2;
    }
  } else if (contract.story === "rounded") invoice.billedCents = owed - roundingLoss(owed, random);
  else if (contract.story === "label" && random.chance(0.4)) invoice.tier = otherLabel(invoice.tier);
  else if (random.chance(0.012)) invoice.billedCents = owed - random.integer(1, 4);
  else invoice.showsExpected = random.chance(0.05);
}

/** Converted at the day's rate: under 2 % of the amount, or under one dollar on a small one. */
function roundingLoss(owedCents: number, random: Random): number {
  if (random.chance(0.6)) return 0;
  return owedCents < 6000 ? random.integer(20, 99) : Math.floor((owedCents * random.integer(3, 18)) / 1000);
}

/** Under an older agreement the invoice prints another plan's name and still bills the contracted amount. */
function otherLabel(tier: Tier): Tier {
  return tier === "Pro" ? "Starter" : "Pro";
}

/** A mistake on paper: the first invoice is void, the second one right, so only one of them is live. */
function reissue(invoice: Invoice, random: Random): Invoice[] {
  const wrong = random.chance(0.5) ? Math.round(invoice.billedCents * 0.8) : invoice.billedCents;
  const issuedOn = invoice.issuedOn + random.integer(1, 3);
  return [
    { ...invoice, billedCents: wrong, status: "void", showsExpected: false },
    { ...invoice, issuedOn, dueOn: issuedOn + 30 },
  ];
}

/** The first day inside the period on which the contract changes and that the data has seen. */
function changeInside({ contract, start, end }: Period): Day | null {
  const days = contract.versions.slice(1).map((version) => version.validFrom);
  if (contract.canceledOn !== null) days.push(contract.canceledOn);
  const inside = days.filter((day) => day > start && day < end && day <= AS_OF);
  return inside.length > 0 ? Math.max(...inside) : null;
}

function firstIssue(period: Period): Invoice {
  const { contract, start, end } = period;
  const version = versionOn(contract, start);
  const alone: Contract = { ...contract, canceledOn: null, versions: [{ ...version, validTo: null }] };
  const billedCents = contractedCents(alone, start, end, null);
  return {
    ...blankInvoice(period, start),
    tier: version.tier,
    quantity: version.seats,
    contractedCents: billedCents,
    billedCents,
  };
}

function blankInvoice({ contract, start, end }: Period, issuedOn: Day): Invoice {
  const billed = contract.versions.filter((version) => daysInForce(contract, version, start, end) > 0 && owes(version));
  const last = billed.at(-1) ?? versionOn(contract, start);
  return {
    id: "",
    contract,
    tier: last.tier,
    quantity: Math.max(last.seats, ...billed.map((version) => version.seats)),
    periodStart: start,
    periodEnd: end,
    issuedOn,
    dueOn: issuedOn + (last.tier === "Starter" ? 14 : 30),
    contractedCents: 0,
    billedCents: 0,
    showsExpected: false,
    status: "open",
    paidOn: null,
  };
}

/** The next period, prepared and not yet sent: no detector may take it for a billed one. */
function draftOf(contract: Contract, start: Day): Invoice[] {
  const end = addMonths(start, contract.periodMonths);
  const period: Period = { contract, start, end, usedUnits: 0 };
  const billedCents = contractedCents(contract, start, end, null);
  return billedCents === 0
    ? []
    : [{ ...blankInvoice(period, AS_OF), contractedCents: billedCents, billedCents, status: "draft" }];
}

function versionOn(contract: Contract, day: Day): Version {
  const version = contract.versions.find(
    (candidate) => candidate.validFrom <= day && (candidate.validTo === null || day < candidate.validTo),
  );
  if (!version) throw new Error(`${contract.id} has no version on day ${day}`);
  return version;
}
