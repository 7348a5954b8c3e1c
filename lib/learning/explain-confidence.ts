import type { Case } from "../contract/case";
import type { LearningUpdate, PatternEvidence } from "../contract/feedback";
import { scoreFinding } from "../detection/scoring";
import { isContested, patternPosterior } from "./pattern";

/**
 * What verdicts on a case's own pattern make of it (tier T0): before is what it shows, after what the next rerun shows.
 * Amounts are integer minor units of the case's currency.
 */
export function explainConfidence(
  found: Case,
  evidence: PatternEvidence,
): Pick<LearningUpdate, "kind" | "status" | "scope" | "title" | "before" | "after" | "why"> {
  const { confidencePrior, grossImpactCents, currency } = found;
  const score = scoreFinding({ confidence: confidencePrior, grossImpactCents, currency }, evidence);
  const after = { confidence: score.confidence, band: score.confidenceBand, impactCents: score.impactCents };
  return {
    kind: "confidence",
    status: "active",
    scope: found.fingerprint,
    title: `${found.title}: confidence ${found.confidence} to ${after.confidence}`,
    before: { confidence: found.confidence, band: found.confidenceBand, impactCents: found.impactCents },
    after,
    why: reasonFor(confidencePrior, evidence, after.confidence),
  };
}

function reasonFor(prior: number, evidence: PatternEvidence, confidence: number): string {
  const { confirmed, falsePositive } = evidence;
  const { low, high } = patternPosterior(prior, evidence);
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const contested = isContested(evidence)
    ? " Reviewers disagree: both verdicts stay, and a further reviewer should settle it."
    : "";
  return (
    `${confirmed} confirmed, ${falsePositive} false on this pattern: (17 x ${prior} + 3 x ${confirmed}) / ` +
    `(17 + 3 x ${confirmed + falsePositive}) = ${confidence}, shown from the next rerun on. ` +
    `The true share lies between ${percent(low)} and ${percent(high)} with 90 % probability.${contested}`
  );
}
