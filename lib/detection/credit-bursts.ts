import { compareText } from "./read-values";
import type { RefundRow } from "./refund-rows";

export interface SuspiciousCredit extends RefundRow {
  selfApproved: boolean;
  unapprovedAboveLimit: boolean;
  nearLimit: boolean;
  inBurst: boolean;
}

/** One issuer's credits that came too close together, in order of time; `issuer` is trimmed and in lower case. */
export interface Burst {
  issuer: string;
  credits: SuspiciousCredit[];
}

const HOUR_MS = 3_600_000;

/**
 * Joins the credits in bursts: windows of at most `hours` that hold `count` credits of one issuer and currency join
 * when they share a credit. Every credit given must be in such a window.
 */
export function joinBursts(credits: readonly SuspiciousCredit[], count: number, hours: number): Burst[] {
  const byIssuer = new Map<string, { issuer: string; credits: SuspiciousCredit[] }>();
  for (const credit of credits) {
    const issuer = (credit.issuedBy ?? "").trim().toLowerCase();
    const key = `${credit.currency}:${issuer}`;
    const known = byIssuer.get(key);
    if (known) known.credits.push(credit);
    else byIssuer.set(key, { issuer, credits: [credit] });
  }
  return [...byIssuer.values()].flatMap(({ issuer, credits: members }) => {
    const inOrder = [...members].sort(
      (a, b) => compareText(a.refundedAt, b.refundedAt) || compareText(a.refundId, b.refundId),
    );
    return cutIntoRuns(inOrder, count, hours * HOUR_MS).map((run) => ({ issuer, credits: run }));
  });
}

function cutIntoRuns(inOrder: SuspiciousCredit[], count: number, windowMs: number): SuspiciousCredit[][] {
  const runs: SuspiciousCredit[][] = [];
  let joinedUpTo = -1;
  inOrder.forEach((credit, at) => {
    const windowEnd = inOrder[at + count - 1];
    if (at > joinedUpTo) runs.push([]);
    runs.at(-1)?.push(credit);
    if (windowEnd && Date.parse(windowEnd.refundedAt) - Date.parse(credit.refundedAt) <= windowMs) {
      joinedUpTo = at + count - 1;
    }
  });
  return runs;
}
