import type { EvidenceRow } from "../contract/case";
import { type DetectionRun, type Finding, TURN_ROWS } from "./detector";
import { CONTEXT_ROWS } from "./evidence";
import { counted } from "./phrases";
import type { VersionInForce } from "./priced-period";
import type { Shortfall } from "./shortfalls";

/**
 * The shortfalls of one subscription in one currency: `free` are those that no more specific case holds, and
 * `shortfallCents` what they claim.
 */
export interface ShortfallGroup {
  first: Shortfall;
  free: Shortfall[];
  shortfallCents: number;
  contractedCents: number;
  billedCents: number;
  /** Who the case is about: the customer's name, else the subscription id. */
  name: string;
  /** `3 months`, `2 years`, `4 periods`. */
  span: string;
}

/** Cents of one shortfall that the detector's cause explains, at most all of it. */
export type AmountOf = (shortfall: Shortfall) => number;

/** All of a shortfall: contracted - billed. */
export const wholeShortfall: AmountOf = ({ contractedCents, billedCents }) => contractedCents - billedCents;

/** The words that differ between the detectors that claim shortfalls. */
export type ShortfallWords = Pick<Finding, "confidence" | "title" | "summary" | "recommendedAction">;

/**
 * One finding per subscription over its periods; a currency that is not the subscription's own gets its own finding,
 * because amounts of two currencies are never added. Every shortfall is claimed on its last-issued live invoice, for
 * what `amountOf` says of it.
 */
export async function shapeShortfalls(
  run: DetectionRun,
  shortfalls: readonly Shortfall[],
  word: (group: ShortfallGroup) => ShortfallWords,
  amountOf: AmountOf = wholeShortfall,
): Promise<Finding[]> {
  const groups = new Map<string, Shortfall[]>();
  for (const shortfall of shortfalls) {
    const suffix = shortfall.currency === shortfall.ownCurrency ? "" : `:${shortfall.currency}`;
    const key = `${shortfall.subscriptionId}${suffix}`;
    const group = groups.get(key);
    if (group) group.push(shortfall);
    else groups.set(key, [shortfall]);
  }
  const findings: Finding[] = [];
  for (const [entityKey, periods] of groups) {
    const [first] = periods;
    if (!first) continue;
    const free = periods.filter(({ invoices: [target] }) => !run.claimed.isHeld("invoices", target.invoiceId));
    findings.push(shapeGroup(entityKey, first, periods, free, word, amountOf));
    if (findings.length % TURN_ROWS === 0) await run.pause?.();
  }
  return findings;
}

function shapeGroup(
  entityKey: string,
  first: Shortfall,
  periods: readonly Shortfall[],
  free: Shortfall[],
  word: (group: ShortfallGroup) => ShortfallWords,
  amountOf: AmountOf,
): Finding {
  const contractedCents = free.reduce((sum, period) => sum + period.contractedCents, 0);
  const billedCents = free.reduce((sum, period) => sum + period.billedCents, 0);
  const name = first.customerName ?? first.subscriptionId;
  const shortfallCents = free.reduce((sum, period) => sum + amountOf(period), 0);
  const group = { first, free, contractedCents, billedCents, shortfallCents, name };
  return {
    entityKey,
    entity: {
      kind: "subscription",
      id: first.subscriptionId,
      label: name,
      customerId: first.customerId,
      region: first.region,
    },
    currency: first.currency,
    wanted: periods.map((period) => ({
      table: "invoices",
      key: period.invoices[0].invoiceId,
      cents: amountOf(period),
    })),
    evidence: evidenceOf(free),
    texts: [],
    ...word({ ...group, span: spanOf(free) }),
  };
}

function spanOf(periods: readonly Shortfall[]): string {
  const months = new Set(periods.map((period) => Math.round(period.months * 100) / 100));
  if (months.size === 1 && months.has(1)) return counted(periods.length, "month");
  if (months.size === 1 && months.has(12)) return counted(periods.length, "year");
  return counted(periods.length, "period");
}

function evidenceOf(periods: readonly Shortfall[]): EvidenceRow[] {
  const context = new Map<string, EvidenceRow>();
  for (const period of periods) {
    for (const version of period.versions) {
      const row = versionRow(period.subscriptionId, version);
      context.set(`${row.table}\n${row.key}`, row);
    }
    for (const invoice of period.invoices.slice(1)) {
      const values = { ...invoice, periodStart: period.periodStart, periodEnd: period.periodEnd };
      context.set(`invoices\n${invoice.invoiceId}`, {
        table: "invoices",
        key: invoice.invoiceId,
        role: "context",
        values,
      });
    }
  }
  return [...periods.map(claimedRow), ...[...context.values()].slice(0, CONTEXT_ROWS)];
}

function claimedRow(period: Shortfall): EvidenceRow {
  const [target] = period.invoices;
  return {
    table: "invoices",
    key: target.invoiceId,
    role: "claimed",
    values: {
      invoiceId: target.invoiceId,
      customer: period.customerName,
      periodStart: period.periodStart,
      periodEnd: period.periodEnd,
      tier: target.tier,
      quantity: target.quantity,
      issuedOn: target.issuedOn,
      status: target.status,
      contractedCents: period.contractedCents,
      billedCents: period.billedCents,
      basis: period.basis,
      usedUnits: period.usedUnits,
      overageCents: period.basis === "contract" ? period.overageCents : null,
      missingSeatCents: period.shortfall.missingSeatCents,
      endedDiscountCents: period.shortfall.endedDiscountCents,
      currency: period.currency,
    },
  };
}

function versionRow(subscriptionId: string, version: VersionInForce): EvidenceRow {
  const { versionNo: _, fromDay, toDay, ...values } = version;
  return {
    table: "subscriptions",
    key: version.validFrom === null ? subscriptionId : `${subscriptionId}@${version.validFrom}`,
    role: "context",
    values: { ...values, inForceFrom: fromDay, inForceTo: toDay },
  };
}

/** Says which price was compared with: evidence quotes whichever was used. */
export function basisSentence(periods: readonly Shortfall[]): string {
  const bases = new Set(periods.map((period) => period.basis));
  if (bases.size > 1)
    return "The price is the invoices' expected amount where they have one, else that of the contract.";
  return bases.has("expected_amount")
    ? "The price is the invoices' own expected amount."
    : "The price is that of the contract versions in force.";
}
