import type { DetectorDifference, DetectorTrial } from "../contract/detector";
import type { ClaimedFinding } from "./detector";
import { compareText } from "./read-values";

type Found = Pick<
  ClaimedFinding,
  "detectorId" | "fingerprint" | "currency" | "title" | "impactKnown" | "grossImpactCents" | "claims"
>;
type Titles = ReadonlyMap<string, string>;

/** Cases that a comparison names, most money first. */
const NAMED_CASES = 20;

const amount = () => ({ cases: 0, cents: 0 });

/** Totals of both runs by currency. Gross impact, integer minor units; currencies are never added up. */
export function totalBoth(before: readonly Found[], after: readonly Found[]): DetectorTrial["totals"] {
  const byCurrency = new Map<string, DetectorTrial["totals"][number]>();
  for (const [side, findings] of [["before", before] as const, ["after", after] as const]) {
    for (const { currency, grossImpactCents } of findings) {
      const entry = byCurrency.get(currency) ?? { currency, before: amount(), after: amount() };
      entry[side].cases += 1;
      entry[side].cents += grossImpactCents;
      byCurrency.set(currency, entry);
    }
  }
  return [...byCurrency.values()].sort((a, b) => compareText(a.currency, b.currency));
}

/**
 * What differs by detector and currency. A case is the same by fingerprint; money that moves from one detector to
 * another is lost by the one and gained by the other, so after = before + gained - lost in every line.
 */
export function compareFindings(
  before: readonly Found[],
  after: readonly Found[],
  titles: Titles,
): Pick<DetectorTrial, "differences" | "gained" | "lost"> {
  const [was, is] = [indexed(before), indexed(after)];
  const lines = new Map<string, DetectorDifference>();
  const named: { gained: Found[]; lost: Found[] } = { gained: [], lost: [] };
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(key), is.get(key)];
    const one = now ?? old;
    if (!one) continue;
    const { detectorId, currency } = one;
    const title = titles.get(detectorId) ?? detectorId;
    const line = lines.get(`${detectorId} ${currency}`) ?? {
      ...{ detectorId, title, currency },
      ...{ before: amount(), after: amount(), gained: amount(), lost: amount() },
    };
    lines.set(`${detectorId} ${currency}`, line);
    if (old) add(line.before, 1, old.grossImpactCents);
    if (now) add(line.after, 1, now.grossImpactCents);
    const cents = (now?.grossImpactCents ?? 0) - (old?.grossImpactCents ?? 0);
    add(line.gained, old ? 0 : 1, Math.max(0, cents));
    add(line.lost, now ? 0 : 1, Math.max(0, -cents));
    if (!old && now) named.gained.push(now);
    if (old && !now) named.lost.push(old);
  }
  const differs = ({ gained, lost }: DetectorDifference) => gained.cases + lost.cases + gained.cents + lost.cents > 0;
  return {
    differences: [...lines.values()]
      .filter(differs)
      .sort((a, b) => compareText(a.detectorId, b.detectorId) || compareText(a.currency, b.currency)),
    gained: nameCases(named.gained),
    lost: nameCases(named.lost),
  };
}

/** A case of two currencies would be two: the fingerprint alone does not tell them apart. */
function indexed(findings: readonly Found[]): Map<string, Found> {
  return new Map(findings.map((found) => [`${found.fingerprint}\n${found.currency}`, found]));
}

function add(to: { cases: number; cents: number }, cases: number, cents: number): void {
  to.cases += cases;
  to.cents += cents;
}

function nameCases(findings: readonly Found[]): DetectorTrial["gained"] {
  return [...findings]
    .sort((a, b) => b.grossImpactCents - a.grossImpactCents || compareText(a.fingerprint, b.fingerprint))
    .slice(0, NAMED_CASES)
    .map(({ title, currency, grossImpactCents, impactKnown }) => ({
      title,
      currency,
      cents: impactKnown ? grossImpactCents : null,
    }));
}
