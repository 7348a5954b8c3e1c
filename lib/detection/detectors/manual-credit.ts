import { z } from "zod";
import type { EvidenceRow } from "../../contract/case";
import { formatMoney, minorPerMajor } from "../../money";
import { type Burst, joinBursts, type SuspiciousCredit } from "../credit-bursts";
import { currenciesOf } from "../currencies";
import type { Detector, Finding } from "../detector";
import { distinctTexts } from "../evidence";
import { suspiciousCreditsSql } from "../manual-credit-sql";
import { counted, dayWithYear, listed } from "../phrases";
import { compareText } from "../read-values";
import { readRefund, refundValues } from "../refund-rows";
import { createBindings } from "../sql-bindings";

const Parameters = z.strictObject({
  limitUnits: z.number().min(1).max(10_000_000).describe("Approval limit, in major units of the credit's currency"),
  nearLimitPct: z
    .number()
    .min(50)
    .max(100)
    .describe("From this share of the limit, in percent, a credit is just under it"),
  burstCount: z.number().int().min(2).max(1000).describe("Credits of one issuer that make a burst"),
  burstHours: z.number().int().min(1).max(720).describe("Hours that hold a burst"),
});
type Parameters = z.infer<typeof Parameters>;

/** Credits whose approval does not hold: self-approved, unapproved above the limit, just under it, or in a burst. */
export const manualCredit: Detector<Parameters> = {
  id: "manual_credit",
  title: "Suspicious manual credit",
  question: "Which credits went around the approval that was meant to check them?",
  moneyKind: "cash_out",
  needs: ["refunds.issued_by", "refunds.approved_by"],
  parameters: Parameters,
  defaults: { limitUnits: 500, nearLimitPct: 90, burstCount: 3, burstHours: 24 },
  grid: { nearLimitPct: [90, 95, 98], burstCount: [3, 4, 5] },
  sources: ["refunds", "customers"],
  about: {
    evidence: "The credit with its issuer, approver and reason, and which of the checks it went around.",
    impact: "the credit; a burst adds up its credits in one case",
    action: "Have somebody other than the issuer review the credit.",
  },
  async detect(run) {
    const currencies = await currenciesOf(run, "refunds");
    if (currencies.length === 0) return [];
    const { warehouse, parameters, signal } = run;
    const bindings = createBindings();
    const sql = suspiciousCreditsSql(bindings, currencies, parameters);
    const rows = await warehouse.query(sql, bindings.values, { signal });
    const credits: SuspiciousCredit[] = rows.map((row) => ({
      ...readRefund(row),
      selfApproved: row.self_approved === true,
      unapprovedAboveLimit: row.unapproved_above_limit === true,
      nearLimit: row.near_limit === true,
      inBurst: row.in_burst === true,
    }));
    const inBursts = credits.filter((credit) => credit.inBurst);
    const bursts = joinBursts(inBursts, parameters.burstCount, parameters.burstHours);
    const alone = credits.filter((credit) => !credit.inBurst);
    return [
      ...bursts.map((burst) => shapeBurst(burst, parameters)).sort(byEntity),
      ...alone.map((credit) => shapeCredit(credit, parameters)).sort(byEntity),
    ];
  },
};

const byEntity = (a: Finding, b: Finding) => compareText(a.entityKey, b.entityKey);

const REASONS = [
  { key: "selfApproved", prior: 0.88 },
  { key: "unapprovedAboveLimit", prior: 0.85 },
  { key: "inBurst", prior: 0.8 },
  { key: "nearLimit", prior: 0.7 },
] as const;

/** The strongest reason's own confidence, and a little more for each further one. */
function confidenceOf(reasons: ReadonlySet<string>): number {
  const [strongest, ...further] = REASONS.filter(({ key }) => reasons.has(key));
  if (!strongest) return 0;
  return Math.min(0.97, Math.round((strongest.prior + 0.04 * further.length) * 100) / 100);
}

function reasonsOf(credit: SuspiciousCredit): Set<string> {
  return new Set(REASONS.flatMap(({ key }) => (credit[key] ? [key] : [])));
}

function shapeCredit(credit: SuspiciousCredit, parameters: Parameters): Finding {
  const name = credit.customerName ?? credit.customerId;
  const issuer = credit.issuedBy?.trim() ?? "an unnamed issuer";
  const amount = formatMoney(credit.amountCents, credit.currency);
  const limit = limitOf(credit.currency, parameters);
  const why = [
    ...(credit.selfApproved ? [`${issuer} approved it too`] : []),
    ...(credit.unapprovedAboveLimit ? [`nobody approved it, above the limit of ${limit}`] : []),
    ...(credit.nearLimit ? [`it lies just under the limit of ${limit}`] : []),
  ];
  const title = credit.selfApproved
    ? `Credit approved by its own issuer (${issuer})`
    : credit.unapprovedAboveLimit
      ? `Credit of ${amount} to ${name} without an approver`
      : `Credit of ${amount} to ${name}, just under the limit`;
  return {
    entityKey: credit.refundId,
    entity: {
      kind: "refund",
      id: credit.refundId,
      label: name,
      customerId: credit.customerId,
      region: credit.region,
    },
    currency: credit.currency,
    confidence: confidenceOf(reasonsOf(credit)),
    wanted: [{ table: "refunds", key: credit.refundId, cents: credit.amountCents }],
    evidence: [creditEvidence(credit)],
    texts: distinctTexts([credit.reason, credit.note]),
    title,
    summary: `${issuer} credited ${name} ${amount} on ${dayWithYear(credit.refundedAt)}: ${listed(why)}.`,
    recommendedAction: `Ask somebody other than ${issuer} to review the credit and reverse it if nothing supports it.`,
  };
}

function shapeBurst({ issuer, credits }: Burst, parameters: Parameters): Finding {
  const [first] = credits as [SuspiciousCredit, ...SuspiciousCredit[]];
  const last = credits.at(-1) ?? first;
  const cents = credits.reduce((sum, credit) => sum + credit.amountCents, 0);
  const label = first.issuedBy?.trim() ?? issuer;
  const reasons = new Set(credits.flatMap((credit) => [...reasonsOf(credit)]));
  const further = [
    ...(reasons.has("selfApproved") ? ["some were approved by their own issuer"] : []),
    ...(reasons.has("unapprovedAboveLimit") ? ["some are above the limit without an approver"] : []),
    ...(reasons.has("nearLimit") ? [`some lie just under the limit of ${limitOf(first.currency, parameters)}`] : []),
  ];
  const customers = new Set(credits.map((credit) => credit.customerId));
  return {
    entityKey: `${issuer}:${first.refundId}`,
    entity: {
      kind: "issuer",
      id: issuer,
      label,
      customerId: customers.size === 1 ? first.customerId : null,
      region: null,
    },
    currency: first.currency,
    confidence: confidenceOf(reasons),
    wanted: credits.map((credit) => ({ table: "refunds", key: credit.refundId, cents: credit.amountCents })),
    evidence: credits.map(creditEvidence),
    texts: distinctTexts(credits.flatMap((credit) => [credit.reason, credit.note])),
    title: `Burst of ${credits.length} credits by ${label}`,
    summary:
      `${label} issued ${counted(credits.length, "credit")} worth ${formatMoney(cents, first.currency)} to ` +
      `${counted(customers.size, "customer")} between ${dayWithYear(first.refundedAt)} and ` +
      `${dayWithYear(last.refundedAt)}, ${parameters.burstCount} or more within ${parameters.burstHours} hours` +
      `${further.length === 0 ? "" : `; ${listed(further)}`}.`,
    recommendedAction: `Pause credits by ${label} and review the burst as a whole, not credit by credit.`,
  };
}

function limitOf(currency: string, { limitUnits }: Parameters): string {
  return formatMoney(Math.round(limitUnits * minorPerMajor(currency)), currency);
}

function creditEvidence(credit: SuspiciousCredit): EvidenceRow {
  const { selfApproved, unapprovedAboveLimit, nearLimit, inBurst, ...refund } = credit;
  return {
    table: "refunds",
    key: credit.refundId,
    role: "claimed",
    values: { ...refundValues(refund), selfApproved, unapprovedAboveLimit, nearLimit, inBurst },
  };
}
