import { z } from "zod";
import type { EvidenceRow } from "../../contract/case";
import { formatMoney } from "../../money";
import type { Detector, Finding } from "../detector";
import { linkChains, type RefundChain } from "../duplicate-chains";
import { CONTEXT_ROWS, distinctTexts } from "../evidence";
import { counted, dayWithYear, times } from "../phrases";
import { compareText } from "../read-values";
import { type RefundRow, readRefund, refundColumns, refundValues } from "../refund-rows";
import { createBindings } from "../sql-bindings";

const Parameters = z.strictObject({
  windowHours: z
    .number()
    .int()
    .min(1)
    .max(8760)
    .describe("Furthest apart that two alike refunds are one paid twice, inclusive"),
});
type Parameters = z.infer<typeof Parameters>;

/** Refunds alike in customer, currency and amount, close in time, and for the same payment or invoice where named. */
export const duplicateRefund: Detector<Parameters> = {
  id: "duplicate_refund",
  title: "Duplicate refund",
  question: "Which refunds were paid more than once?",
  moneyKind: "cash_out",
  needs: [],
  parameters: Parameters,
  defaults: { windowHours: 72 },
  grid: { windowHours: [72, 48, 24] },
  sources: ["refunds", "customers"],
  about: {
    evidence: "The repeats, with the first refund of the chain as context.",
    impact: "sum of the repeats",
    action: "Ask for the repeats to be reversed and keep the first refund.",
  },
  async detect({ warehouse, parameters, claimed, signal }) {
    const { sql, values } = pairsSql(parameters.windowHours);
    const rows = await warehouse.query(sql, values, { signal });
    const pairs = rows.map((row) => ({
      earlier: readRefund(row, "a_"),
      later: readRefund(row, "b_"),
      sameInstant: row.same_instant === true,
    }));
    return linkChains(pairs)
      .map((chain) => shapeChain(chain, (refund) => !claimed.isHeld("refunds", refund.refundId)))
      .sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

/** Compatible pairs; two refunds of one instant come both ways round and are ordered by id afterwards. */
function pairsSql(windowHours: number) {
  const bindings = createBindings();
  const sql = `select ${refundColumns("a", "ac", "a_")}, ${refundColumns("b", "bc", "b_")},
       a.refunded_at = b.refunded_at as same_instant
from refunds a
join refunds b on b.customer_id = a.customer_id and b.currency = a.currency and b.amount_cents = a.amount_cents
 and b.refund_id <> a.refund_id and b.refunded_at >= a.refunded_at
 and b.refunded_at <= a.refunded_at + ${bindings.bind(windowHours, "integer")} * interval '1 hour'
left join customers ac on ac.customer_id = a.customer_id
left join customers bc on bc.customer_id = b.customer_id
where a.kind = 'refund' and b.kind = 'refund' and a.amount_cents > 0
  and case when a.payment_id is not null and b.payment_id is not null then a.payment_id = b.payment_id
           when a.invoice_id is not null and b.invoice_id is not null then a.invoice_id = b.invoice_id
           else true end`;
  return { sql, values: bindings.values };
}

function shapeChain(chain: RefundChain, isFree: (refund: RefundRow) => boolean): Finding {
  const { first, originals, repeats } = chain;
  const free = repeats.filter(isFree);
  const money = (cents: number) => formatMoney(cents, first.currency);
  const name = first.customerName ?? first.customerId;
  const cents = free.reduce((sum, refund) => sum + refund.amountCents, 0);
  const rows: EvidenceRow[] = [
    ...repeats.map((refund) => refundEvidence(refund, "claimed")),
    ...originals.slice(0, CONTEXT_ROWS).map((refund) => refundEvidence(refund, "context")),
  ];
  const link = chain.namesOneCause
    ? "for the same payment or invoice"
    : "with no payment or invoice that tells them apart";
  return {
    entityKey: first.refundId,
    entity: {
      kind: "refund",
      id: first.refundId,
      label: name,
      customerId: first.customerId,
      region: first.region,
    },
    currency: first.currency,
    confidence: chain.namesOneCause ? 0.95 : 0.8,
    wanted: repeats.map((refund) => ({ table: "refunds", key: refund.refundId, cents: refund.amountCents })),
    evidence: rows,
    texts: distinctTexts([...repeats, ...originals].flatMap((refund) => [refund.reason, refund.note])),
    title: `Refund paid ${times(free.length + 1)} to ${name}`,
    summary:
      `${money(first.amountCents)} was refunded on ${dayWithYear(first.refundedAt)} and again ` +
      `${free.length === 1 ? `on ${dayWithYear(free[0]?.refundedAt ?? first.refundedAt)}` : times(free.length)}, ${link}: ` +
      `${counted(free.length, "repeat")} worth ${money(cents)}.`,
    recommendedAction: `Ask ${name} or the payment provider to reverse ${money(cents)} and keep the first refund.`,
  };
}

function refundEvidence(refund: RefundRow, role: EvidenceRow["role"]): EvidenceRow {
  return { table: "refunds", key: refund.refundId, role, values: refundValues(refund) };
}
