import type { CaseDraft } from "@/db/case-rows";
import { caseIdOf } from "@/lib/detection/identity";

const TYPES = ["duplicate_refund", "underbilling", "tier_mismatch", "refund_spike", "manual_credit"] as const;
const KINDS = ["recoverable", "cash_out", "owed_to_customer", "timing"] as const;
const SEVERITIES = ["critical", "high", "medium", "low"] as const;
const NAMES = [
  "Halcyon",
  "Orrin Labs",
  "Aalto Systems",
  "Northwind",
  "Meridian Freight",
  "Kestrel Bank",
  "Tove & Sons",
];
const EVIDENCE_ROWS = 6;

/** A stream of numbers in [0, 1), the same for the same seed. Source: mulberry32, Tommy Ettinger. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Many cases with the spread of a large business: few confidences, skewed amounts, three currencies, some text. */
export function makeDrafts(datasetId: string, count: number): CaseDraft[] {
  const random = randomFrom(7);
  const pick = <T>(from: readonly T[], fallback: T) => from[Math.floor(random() * from.length)] ?? fallback;
  return Array.from({ length: count }, (_, at) => {
    const anomalyType = pick(TYPES, "underbilling");
    const name = `${pick(NAMES, "Halcyon")} ${Math.floor(random() * 4000)}`;
    const fingerprint = `${anomalyType}:sub_${at}`;
    const cents = Math.floor(Math.exp(random() * 9) * 100);
    const confidence = pick([0.95, 0.92, 0.9, 0.85, 0.8, 0.7, 0.55], 0.9);
    const score = random() < 0.4 ? Math.round(random() * 100) / 100 : null;
    const key = (row: number) => `row_${at}_${row}`;
    return {
      id: caseIdOf(datasetId, fingerprint),
      fingerprint,
      anomalyType,
      title: `${name}: ${anomalyType.replaceAll("_", " ")} over ${1 + (at % 11)} months`,
      summary: `${name} was billed less than its contract says in ${1 + (at % 11)} of the last 14 months.`,
      severity: pick(SEVERITIES, "low"),
      confidence,
      confidenceBand: confidence >= 0.85 ? "high" : confidence >= 0.6 ? "medium" : "low",
      confidencePrior: confidence,
      impactKnown: true,
      grossImpactCents: cents,
      impactCents: cents,
      expectedValueCents: Math.round(cents * confidence),
      currency: random() < 0.8 ? "USD" : random() < 0.5 ? "EUR" : "GBP",
      moneyKind: pick(KINDS, "timing"),
      entity: { kind: "subscription", id: `sub_${at}`, label: name, customerId: `cus_${at % 9000}`, region: "EMEA" },
      evidence: Array.from({ length: EVIDENCE_ROWS }, (_unused, row) => ({
        table: "invoices",
        key: key(row),
        role: row === 0 ? ("claimed" as const) : ("context" as const),
        values: {
          customer: name,
          periodStart: "2026-01-01",
          billedCents: cents,
          contractedCents: cents * 2,
          tier: "pro",
        },
      })),
      claims: [{ table: "invoices", key: key(0), cents }],
      alsoSeenBy: [],
      recommendedAction: "Send a corrected invoice for the missed amount",
      sentiment: score === null ? { score, label: "unknown", terms: [] } : { score, label: "low", terms: ["late"] },
      evidenceHash: `hash_${at}_${cents}`,
    };
  });
}
