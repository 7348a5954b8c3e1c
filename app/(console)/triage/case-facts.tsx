import { ConfidenceBars, formatConfidence } from "@/app/_components/confidence";
import { formatDay } from "@/app/_components/format-time";
import { Impact, Money } from "@/app/_components/money";
import type { Case } from "@/lib/contract/case";
import { formatMoney } from "@/lib/money";
import styles from "./case-detail.module.css";

/** Where a confidence comes from: the detector alone, or verdicts as well. */
export function describeConfidence(one: Case): string {
  const moved = Math.abs(one.confidence - one.confidencePrior) > 1e-9;
  if (moved) return `prior ${formatConfidence(one.confidencePrior)}, moved by verdicts`;
  return one.outcome === "unset" ? "prior, no verdicts yet" : "prior; a verdict counts at the next rerun";
}

/** What a case in another currency is measured by; no amount of it is converted. */
export function describeScale({ currency, impactCents, usdPerMinor, rateSource }: Case): string {
  if (usdPerMinor === undefined)
    return `no dated rate of ${currency}: severity by its whole units, order by its smallest ones`;
  return `as about ${formatMoney(Math.round(impactCents * usdPerMinor), "USD")} (${rateSource}); no amount is converted`;
}

/** The figures of a case, each with how well it is known. */
export function CaseFacts({ one }: { one: Case }) {
  const { sentiment } = one;
  return (
    <dl className={styles.facts}>
      <div>
        <dt>At risk</dt>
        <dd>
          <Impact cents={one.impactCents} currency={one.currency} isKnown={one.impactKnown} />
          {one.grossImpactCents !== one.impactCents && (
            <span className="xs faint">
              {" "}
              of <Money cents={one.grossImpactCents} currency={one.currency} /> before verdicts
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt>Confidence</dt>
        <dd>
          <ConfidenceBars band={one.confidenceBand} /> {formatConfidence(one.confidence)} {one.confidenceBand}{" "}
          <span className="xs faint">{describeConfidence(one)}</span>
        </dd>
      </div>
      <div>
        <dt>Sentiment risk</dt>
        <dd>
          {sentiment.score === null ? (
            <>
              unknown <span className="xs faint">no text in the evidence</span>
            </>
          ) : (
            <>
              <span className={sentiment.label === "high" ? "hot" : undefined}>
                {sentiment.score.toFixed(2)} {sentiment.label}
              </span>{" "}
              <span className="xs faint">{sentiment.terms.join(", ")}</span>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>First seen</dt>
        <dd>
          {formatDay(one.firstSeenAt)} <span className="xs faint">changed {formatDay(one.updatedAt)}</span>
        </dd>
      </div>
      <div>
        <dt>Expected value</dt>
        <dd>
          <Impact cents={one.expectedValueCents} currency={one.currency} isKnown={one.impactKnown} />{" "}
          <span className="xs faint">confidence x impact</span>
        </dd>
      </div>
      {one.currency !== "USD" && one.impactKnown && (
        <div>
          <dt>Severity and order</dt>
          <dd>
            <span className="xs">{describeScale(one)}</span>
          </dd>
        </div>
      )}
      <div>
        <dt>About</dt>
        <dd>
          {one.entity.label} <span className="xs faint">{one.entity.region ?? ""}</span>
        </dd>
      </div>
    </dl>
  );
}
