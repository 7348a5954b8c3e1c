import type { LookAlikeRow, TruthClaim } from "@/data/world/truth-file";
import type { ClaimedFinding } from "@/lib/detection/detector";

/** Rates at which the scoreboard adds currencies up: those of the world's as-of day, in dollars a major unit. */
export const WORLD_RATES: Readonly<Record<string, number>> = { USD: 1, EUR: 1.08, GBP: 1.27, JPY: 0.0067 };

/** A case that must be found: `cents` null where the tables cannot say the money. */
interface Expected {
  detector: string;
  names: Set<string>;
  rows: Set<string>;
  currency: string;
  cents: number | null;
}

/** What one detector did in one or more worlds. Counts add up over worlds; money is in dollars at `WORLD_RATES`. */
export interface DetectorScore {
  planted: number;
  found: number;
  /** Findings about a planted case. */
  right: number;
  /** Planted cases with a finding. */
  hit: number;
  /** Planted cases of known money found with exactly their cents. */
  exact: number;
  /** Planted cases whose money is known. */
  priced: number;
  injectedUsd: number;
  claimedUsd: number;
  /** Wrong findings by the look-alike they fell for; `(no look-alike)` for the others. */
  wrong: Record<string, number>;
}

export interface WorldScore {
  detectors: Record<string, DetectorScore>;
  /** Minor units of base rows that more than one case claims. */
  centsClaimedTwice: number;
  /** Detectors of the truth that are not registered. */
  notBuilt: string[];
}

const rowOf = (table: string, key: string) => `${table}\n${key}`;

/**
 * Compares findings with the truth. A base row is expected of the most specific detector that is registered; findings
 * are matched with expected cases by the entity's name, else by a claimed row.
 */
export function scoreWorld(
  truth: { claims: readonly TruthClaim[]; lookAlikes: readonly LookAlikeRow[] },
  findings: readonly ClaimedFinding[],
  registered: readonly string[],
): WorldScore {
  const expected = expectedCases(truth.claims, new Set(registered));
  const lookAlikes = new Map(truth.lookAlikes.map((row) => [row.row_key, row.kind]));
  const detectors = Object.fromEntries(registered.map((id) => [id, emptyScore()]));
  const claimedCents = new Map<Expected, number>();
  for (const finding of findings) {
    const score = detectors[finding.detectorId];
    if (!score) continue;
    const match = expected.find((one) => isAbout(finding, one));
    score.found += 1;
    if (match?.cents !== null) score.claimedUsd += toUsd(finding.grossImpactCents, finding.currency);
    if (match) {
      score.right += 1;
      claimedCents.set(match, (claimedCents.get(match) ?? 0) + finding.grossImpactCents);
    } else {
      const kind = lookAlikeOf(finding, lookAlikes);
      score.wrong[kind] = (score.wrong[kind] ?? 0) + 1;
    }
  }
  for (const one of expected) {
    const score = detectors[one.detector];
    if (!score) continue;
    score.planted += 1;
    if (claimedCents.has(one)) score.hit += 1;
    if (one.cents === null) continue;
    score.priced += 1;
    if (claimedCents.get(one) === one.cents) score.exact += 1;
    score.injectedUsd += toUsd(one.cents, one.currency);
  }
  const known = new Set(truth.claims.map((claim) => claim.detector));
  return {
    detectors,
    centsClaimedTwice: countTwice(findings),
    notBuilt: [...known].filter((id) => !detectors[id]).sort(),
  };
}

export function emptyScore(): DetectorScore {
  return { planted: 0, found: 0, right: 0, hit: 0, exact: 0, priced: 0, injectedUsd: 0, claimedUsd: 0, wrong: {} };
}

/** Adds `more` to `score`: the figures of several worlds are those of all their cases together. */
export function addScore(score: DetectorScore, more: DetectorScore): void {
  for (const name of ["planted", "found", "right", "hit", "exact", "priced", "injectedUsd", "claimedUsd"] as const) {
    score[name] += more[name];
  }
  for (const [kind, count] of Object.entries(more.wrong)) score.wrong[kind] = (score.wrong[kind] ?? 0) + count;
}

/** Shares in [0, 1], null where nothing could be counted; `dollarError` = |claimed - injected| / injected. */
export function figuresOf(score: DetectorScore) {
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    precision: share(score.right, score.found),
    recall: share(score.hit, score.planted),
    exact: share(score.exact, score.priced),
    dollarError: share(Math.abs(score.claimedUsd - score.injectedUsd), score.injectedUsd),
  };
}

function expectedCases(claims: readonly TruthClaim[], registered: ReadonlySet<string>): Expected[] {
  const owners = new Map<string, TruthClaim>();
  for (const claim of claims) {
    const row = rowOf(claim.row_table, claim.row_key);
    const owner = owners.get(row);
    if (registered.has(claim.detector) && (!owner || claim.rank < owner.rank)) owners.set(row, claim);
  }
  const cases = new Map<string, Expected>();
  for (const [row, claim] of owners) {
    const key = `${claim.detector}\n${claim.entity_id}\n${claim.currency}`;
    const one = cases.get(key) ?? {
      detector: claim.detector,
      names: new Set([claim.entity_id]),
      rows: new Set(),
      currency: claim.currency,
      cents: 0,
    };
    one.rows.add(row);
    if (claim.other !== null) one.names.add(claim.other);
    one.cents = one.cents === null || claim.cents === null ? null : one.cents + claim.cents;
    cases.set(key, one);
  }
  return [...cases.values()];
}

function isAbout(finding: ClaimedFinding, expected: Expected): boolean {
  if (finding.detectorId !== expected.detector) return false;
  if (expected.cents !== null && finding.currency !== expected.currency) return false;
  if (expected.names.has(finding.entity.id) || expected.names.has(finding.entityKey)) return true;
  return finding.claims.some(({ table, key }) => expected.rows.has(rowOf(table, key)));
}

/** The look-alike a wrong finding fell for. A week holds refunds of every kind: only the season explains a whole one. */
function lookAlikeOf(finding: ClaimedFinding, lookAlikes: ReadonlyMap<string, string>): string {
  const rows = [...finding.claims, ...finding.evidence].map((row) => row.key);
  const kinds = [finding.entity.id, ...rows].flatMap((name) => lookAlikes.get(name) ?? []);
  const kind = finding.entity.kind === "region_week" ? kinds.find((one) => one === "season") : kinds[0];
  return kind ?? "(no look-alike)";
}

export function countTwice(findings: readonly ClaimedFinding[]): number {
  const seen = new Map<string, number>();
  let cents = 0;
  for (const { table, key, cents: claimed } of findings.flatMap((finding) => finding.claims)) {
    const row = rowOf(table, key);
    const before = seen.get(row);
    if (before !== undefined) cents += Math.min(before, claimed);
    seen.set(row, Math.max(before ?? 0, claimed));
  }
  return cents;
}

function toUsd(cents: number, currency: string): number {
  const rate = WORLD_RATES[currency];
  if (rate === undefined) throw new Error(`The world has no rate for ${currency}`);
  return (cents / (currency === "JPY" ? 1 : 100)) * rate;
}
