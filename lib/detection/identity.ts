import { createHash } from "node:crypto";
import type { Claim } from "../contract/case";
import { minorPerMajor } from "../money";
import { compareText } from "./read-values";

/** What makes two findings the same case across reruns: the detector and the entity, never the rule version. */
export function fingerprintOf(detectorId: string, entityKey: string): string {
  return `${detectorId}:${entityKey}`;
}

/** SHA-256 (hex) over the claimed rows and amounts, in an order of their own: same rows and cents, same hash. */
export function evidenceHash(claims: readonly Claim[]): string {
  const rows = claims
    .map(({ table, key, cents }) => JSON.stringify([table, key, cents]))
    .sort(compareText)
    .join("\n");
  return createHash("sha256").update(rows).digest("hex");
}

/** The id of a case: the same in every run of the same dataset. */
export function caseIdOf(datasetId: string, fingerprint: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([datasetId, fingerprint]))
    .digest("hex");
  return `case_${digest.slice(0, 12)}`;
}

/**
 * Whether a closed case grew enough to reopen: by over 20 % and by over one major unit of its currency.
 * Both amounts are gross impact in integer minor units.
 */
export function growsEnough(closedCents: number, nowCents: number, currency: string): boolean {
  const grown = nowCents - closedCents;
  return grown * 5 > closedCents && grown > minorPerMajor(currency);
}
