import type { ConfidenceBand, Severity } from "../contract/case";
import { minorPerMajor, roundHalfUp } from "../money";
import { dollarCents, NO_RATES, type RateTable } from "../rates";
import { compareText } from "./read-values";

/** Weighted verdicts on one case pattern: T confirmed it, F called it false. */
export interface Verdicts {
  confirmed: number;
  falsePositive: number;
}

/** Weight of the detector's own confidence against one verdict, times 3: n0 = 17/3 makes one false positive x 0.85. */
const PRIOR = 17;
const VERDICT = 3;

/** A detector's confidence is kept at most here: nothing a rule finds is certain. */
export const MAX_CONFIDENCE = 0.99;

/**
 * Posterior mean of a Beta(n0 c0, n0 (1 - c0)) prior with n0 = 17/3: (17 c0 + 3T) / (17 + 3T + 3F), in [0, 1], to six
 * digits. Source: learning tier T0.
 */
export function posteriorConfidence(prior: number, { confirmed, falsePositive }: Verdicts): number {
  const seen = PRIOR + VERDICT * confirmed + VERDICT * falsePositive;
  return Math.round(((PRIOR * prior + VERDICT * confirmed) / seen) * 1e6) / 1e6;
}

/**
 * Shown impact in integer minor units, half up: gross x min(1, c / c0). Without confirmations c / c0 is the fraction
 * 17 / (17 + 3F) whatever c0 is, which whole weights compute in integers: 15000 with one false positive is 12750.
 */
export function shownImpactCents(grossCents: number, prior: number, verdicts: Verdicts): number {
  const { confirmed, falsePositive } = verdicts;
  if (confirmed === 0 && Number.isInteger(falsePositive)) {
    const seen = BigInt(PRIOR + VERDICT * falsePositive);
    return Number((2n * BigInt(grossCents) * BigInt(PRIOR) + seen) / (2n * seen));
  }
  const seen = PRIOR + VERDICT * confirmed + VERDICT * falsePositive;
  const ratio = (PRIOR * prior + VERDICT * confirmed) / (seen * prior);
  return roundHalfUp(grossCents * Math.min(1, ratio));
}

/** high from 0.85, medium from 0.60, low below. */
export function bandOf(confidence: number): ConfidenceBand {
  if (confidence >= 0.85) return "high";
  return confidence >= 0.6 ? "medium" : "low";
}

/**
 * Severity by impact in dollars at a dated rate, without one in major units of the currency: critical from 1,000, high
 * from 500, medium from 100.
 */
export function severityOf(impactCents: number, currency: string, rates: RateTable = NO_RATES): Severity {
  const dollars = dollarCents(impactCents, currency, rates);
  const units = dollars === null ? impactCents / minorPerMajor(currency) : dollars / minorPerMajor("USD");
  if (units >= 1000) return "critical";
  if (units >= 500) return "high";
  return units >= 100 ? "medium" : "low";
}

/** What a case is worth looking at: confidence x impact, integer minor units, half up. */
export function expectedValueCents(confidence: number, impactCents: number): number {
  return roundHalfUp(confidence * impactCents);
}

/** Everything the shown numbers of a case follow from. */
export interface Score {
  confidence: number;
  confidenceBand: ConfidenceBand;
  confidencePrior: number;
  impactCents: number;
  expectedValueCents: number;
  severity: Severity;
  /** What set severity and order where the currency is not the dollar: US cents a minor unit, and whose word that is. */
  usdPerMinor?: number;
  rateSource?: string;
}

/** Scores a finding with the verdicts on its pattern; amounts are integer minor units of `currency`. */
export function scoreFinding(
  finding: { confidence: number; grossImpactCents: number; currency: string },
  verdicts: Verdicts = { confirmed: 0, falsePositive: 0 },
  rates: RateTable = NO_RATES,
): Score {
  const prior = Math.min(MAX_CONFIDENCE, finding.confidence);
  const confidence = posteriorConfidence(prior, verdicts);
  const impactCents = shownImpactCents(finding.grossImpactCents, prior, verdicts);
  const rate = rates.get(finding.currency);
  return {
    confidence,
    confidenceBand: bandOf(confidence),
    confidencePrior: prior,
    impactCents,
    expectedValueCents: expectedValueCents(confidence, impactCents),
    severity: severityOf(impactCents, finding.currency, rates),
    ...(rate ? { usdPerMinor: rate.usdPerMinor, rateSource: `${rate.source}, ${rate.date}` } : {}),
  };
}

/** Sorts by expected value, then by sentiment risk (unknown last), then by id: a total order. */
export function compareByRank(
  a: { expectedValueCents: number; sentiment: { score: number | null }; id: string },
  b: { expectedValueCents: number; sentiment: { score: number | null }; id: string },
): number {
  return (
    b.expectedValueCents - a.expectedValueCents ||
    (b.sentiment.score ?? -1) - (a.sentiment.score ?? -1) ||
    compareText(a.id, b.id)
  );
}
