import { compareText } from "./read-values";
import type { RefundRow } from "./refund-rows";

/** Two refunds that may be one paid twice, the earlier first; of one instant they come both ways round. */
export interface CompatiblePair {
  earlier: RefundRow;
  later: RefundRow;
  sameInstant: boolean;
}

/** Refunds linked by compatible pairs. Every repeat has an earlier compatible refund; the originals have none. */
export interface RefundChain {
  first: RefundRow;
  originals: RefundRow[];
  repeats: RefundRow[];
  /** Every repeat names the payment or the invoice of an earlier one. */
  namesOneCause: boolean;
}

/** Joins pairs into chains by union-find; members in order of time, then id. */
export function linkChains(pairs: readonly CompatiblePair[]): RefundChain[] {
  const ordered = pairs.filter(({ earlier, later, sameInstant }) => !sameInstant || earlier.refundId < later.refundId);
  const refunds = new Map<string, RefundRow>();
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) {
      root = parent;
    }
    parents.set(id, root);
    return root;
  };
  const sharesCause = new Map<string, boolean>();
  for (const { earlier, later } of ordered) {
    refunds.set(earlier.refundId, earlier).set(later.refundId, later);
    parents.set(rootOf(later.refundId), rootOf(earlier.refundId));
    const shares = nameOneCause(earlier, later) || sharesCause.get(later.refundId) === true;
    sharesCause.set(later.refundId, shares);
  }
  const chains = new Map<string, RefundRow[]>();
  const inOrder = [...refunds.values()].sort(
    (a, b) => compareText(a.refundedAt, b.refundedAt) || compareText(a.refundId, b.refundId),
  );
  for (const refund of inOrder) {
    const root = rootOf(refund.refundId);
    const members = chains.get(root);
    if (members) members.push(refund);
    else chains.set(root, [refund]);
  }
  return [...chains.values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    const repeats = members.filter((refund) => sharesCause.has(refund.refundId));
    return {
      first,
      originals: members.filter((refund) => !sharesCause.has(refund.refundId)),
      repeats,
      namesOneCause: repeats.every((refund) => sharesCause.get(refund.refundId) === true),
    };
  });
}

function nameOneCause(a: RefundRow, b: RefundRow): boolean {
  return (a.paymentId !== null && a.paymentId === b.paymentId) || (a.invoiceId !== null && a.invoiceId === b.invoiceId);
}
