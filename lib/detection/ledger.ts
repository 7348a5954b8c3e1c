import type { Claim, EvidenceRow } from "../contract/case";
import type { KindTotals, MoneyKind, Totals } from "../contract/money";
import { AppError } from "../errors";
import type { ClaimedFinding, ClaimedRows, Detector, Finding } from "./detector";
import { fingerprintOf } from "./identity";
import { compareText } from "./read-values";

/** Who holds which row. Detectors are granted in registry order: the more specific cause first. */
export interface Ledger extends ClaimedRows {
  /**
   * Grants what is still free of each finding's wanted rows; a finding left with nothing is no case.
   * Returns how many became cases.
   * @throws AppError `internal` when two findings of the detector are about one entity, or a claim is not whole cents.
   */
  grant(detector: Pick<Detector, "id" | "moneyKind">, findings: readonly Finding[]): number;
  /** Keeps rows for the cases that a detector has already and could not look at again: nobody else is granted them. */
  hold(detectorId: string, claims: readonly Claim[]): void;
  /** All cases so far, in the order they were granted, with the detectors that saw rows they hold and the reverse. */
  settle(): ClaimedFinding[];
}

interface Holder {
  finding: Pick<ClaimedFinding, "detectorId" | "alsoSeenBy">;
  cents: number;
}

/** Opens an empty ledger: a row is claimed by one case only, which may claim part of its cents. */
export function openLedger(): Ledger {
  const holders = new Map<string, Holder>();
  const cases: ClaimedFinding[] = [];
  const rowOf = (table: string, key: string) => `${table}\n${key}`;

  const claim = (detector: Pick<Detector, "id" | "moneyKind">, finding: Finding): ClaimedFinding | null => {
    const claimed: ClaimedFinding = {
      ...finding,
      detectorId: detector.id,
      moneyKind: detector.moneyKind,
      fingerprint: fingerprintOf(detector.id, finding.entityKey),
      claims: [],
      impactKnown: finding.impactKnown ?? true,
      grossImpactCents: 0,
      alsoSeenBy: [],
    };
    for (const { table, key, cents } of finding.wanted) {
      const holder = holders.get(rowOf(table, key));
      if (holder) {
        if (holder.finding.detectorId !== detector.id) link(holder.finding, claimed);
        continue;
      }
      if (claimed.impactKnown ? cents <= 0 : cents !== 0) continue;
      claimed.claims.push({ table, key, cents });
      claimed.grossImpactCents += cents;
      holders.set(rowOf(table, key), { finding: claimed, cents });
    }
    if (claimed.claims.length === 0) return null;
    claimed.claims.sort((a, b) => compareText(a.table, b.table) || compareText(a.key, b.key));
    claimed.evidence = markClaimed(finding.evidence, claimed);
    return claimed;
  };

  return {
    centsOf: (table, key) => holders.get(rowOf(table, key))?.cents ?? 0,
    isHeld: (table, key) => holders.has(rowOf(table, key)),
    grant(detector, findings) {
      const entities = new Set(findings.map((finding) => finding.entityKey));
      if (entities.size < findings.length)
        throw new AppError("internal", `${detector.id} raised two cases about one entity`);
      const broken = findings.flatMap((finding) => finding.wanted).find(({ cents }) => !Number.isSafeInteger(cents));
      if (broken) throw new AppError("internal", `${detector.id} wants ${broken.cents} cents of ${broken.key}`);
      const granted = findings.flatMap((finding) => claim(detector, finding) ?? []);
      cases.push(...granted);
      return granted.length;
    },
    hold(detectorId, held) {
      const finding = { detectorId, alsoSeenBy: [] };
      for (const { table, key, cents } of held) {
        if (!holders.has(rowOf(table, key))) holders.set(rowOf(table, key), { finding, cents });
      }
    },
    settle: () => cases.map((found) => ({ ...found, alsoSeenBy: [...found.alsoSeenBy].sort(compareText) })),
  };
}

function link(holder: Holder["finding"], other: ClaimedFinding): void {
  if (!holder.alsoSeenBy.includes(other.detectorId)) holder.alsoSeenBy.push(other.detectorId);
  if (!other.alsoSeenBy.includes(holder.detectorId)) other.alsoSeenBy.push(holder.detectorId);
}

function markClaimed(evidence: readonly EvidenceRow[], { claims, impactKnown }: ClaimedFinding): EvidenceRow[] {
  const cents = new Map(claims.map((claim) => [`${claim.table}\n${claim.key}`, claim.cents]));
  return evidence.map((row) => {
    const held = cents.get(`${row.table}\n${row.key}`);
    if (held === undefined) return { ...row, role: "context" };
    const claimedCents = impactKnown ? held : null;
    return { ...row, role: "claimed", values: { ...row.values, claimedCents } };
  });
}

const noMoney = (): KindTotals => ({ recoverable: 0, cash_out: 0, owed_to_customer: 0, timing: 0 });

/**
 * Totals of the cases' impact in integer minor units, apart by currency and by kind of money. The headline is that of
 * the reporting currency; currencies are never added up.
 */
export function sumTotals(
  cases: readonly { impactCents: number; currency: string; moneyKind: MoneyKind }[],
  reportingCurrency: string,
): Totals {
  const byCurrency = new Map<string, Totals["byCurrency"][number]>();
  for (const { impactCents, currency, moneyKind } of cases) {
    const entry = byCurrency.get(currency) ?? { currency, count: 0, impactCents: 0, byKind: noMoney() };
    entry.count += 1;
    entry.impactCents += impactCents;
    entry.byKind[moneyKind] += impactCents;
    byCurrency.set(currency, entry);
  }
  const headline = byCurrency.get(reportingCurrency);
  return {
    count: cases.length,
    impactCents: headline?.impactCents ?? 0,
    currency: reportingCurrency,
    byKind: headline ? { ...headline.byKind } : noMoney(),
    byCurrency: [...byCurrency.values()].sort((a, b) => compareText(a.currency, b.currency)),
  };
}
