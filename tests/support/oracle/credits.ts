import { minorPerMajor } from "@/lib/money";
import { HOUR_MS } from "./days";
import type { Hit, OracleDetector } from "./ledger";
import type { Refund } from "./records";
import { byTime } from "./refund-faults";

const LIMIT = 500;
const BURST = 3;

/** Credits of one issuer and currency that lie in some 24 h with two others; windows that share a credit join. */
function burstsOf(credits: readonly Refund[]): Refund[][] {
  const bursts: Refund[][] = [];
  for (let at = 0; at + BURST <= credits.length; at += 1) {
    const window = credits.slice(at, at + BURST);
    const [first, last] = [window[0], window.at(-1)];
    if (!first || !last || last.at - first.at > 24 * HOUR_MS) continue;
    const open = bursts.at(-1);
    if (open?.includes(first)) open.push(...window.filter((credit) => !open.includes(credit)));
    else bursts.push(window);
  }
  return bursts;
}

/** A reason of its own to look at one credit. */
function isSuspicious({ amount, currency, issuer, approver }: Refund): boolean {
  const limit = LIMIT * minorPerMajor(currency);
  const own = issuer !== null && issuer === approver;
  const unapproved = approver === null && amount > limit;
  const justUnder = amount * 10 >= limit * 9 && amount <= limit;
  return own || unapproved || justUnder;
}

export const manualCredit: OracleDetector = {
  id: "manual_credit",
  needs: ["refunds.issued_by", "refunds.approved_by"],
  find: (records) => {
    const credits = records.refunds.filter(({ kind }) => kind === "credit").sort(byTime);
    const groups = new Map<string, Refund[]>();
    for (const credit of credits) {
      if (credit.issuer === null) continue;
      const key = `${credit.issuer}|${credit.currency}`;
      groups.set(key, [...(groups.get(key) ?? []), credit]);
    }
    const bursts = [...groups].flatMap(([key, group]) => burstsOf(group).map((burst) => ({ key, burst })));
    const inBurst = new Set(bursts.flatMap(({ burst }) => burst));
    const claim = ({ id, amount }: Refund) => ({ table: "refunds", key: id, cents: amount });
    const burstHits = bursts.map(
      ({ key, burst }): Hit => ({ entity: `${key}|${burst[0]?.id}`, wanted: burst.map(claim) }),
    );
    const singles = credits.filter((credit) => !inBurst.has(credit) && isSuspicious(credit));
    return [...burstHits, ...singles.map((credit): Hit => ({ entity: credit.id, wanted: [claim(credit)] }))];
  },
};
