import type { TableName } from "../contract/dataset";
import type { ProposedColumn } from "../contract/mapping";
import type { TableSpec } from "../contract/tables";
import { type FileProfile, wordsOf } from "./profile";
import type { ColumnRule, TablePart } from "./schema";
import { tidyName } from "./score-column";
import { translateName } from "./translate-name";

interface Fallback {
  rule: ColumnRule;
  from: string;
  confidence: number;
  reason: string;
}

/**
 * What stands for a needed column that no foreign one fits: something the file says in another way, or a constant
 * that does no harm. Null leaves it open for a person.
 */
export function proposeFallback(
  table: TableSpec,
  column: string,
  profile: FileProfile,
  part: TablePart,
): Fallback | null {
  const name = `${table.name}.${column}` as const;
  const country = profile.columns.find((one) => ["country", "country_code"].includes(tidyName(one.name)));
  if (name === "customers.region" && country)
    return {
      rule: { column: country.name, region_of: "country" },
      from: country.shown,
      confidence: 0.75,
      reason: "no region; the sales region of the country",
    };
  if (name === "subscriptions.unit_price") return monthlyRevenue(profile, part);
  if (name === "refunds.kind") return kindByName(profile);
  const constant = CONSTANTS[name];
  return constant ? { ...constant, rule: { constant: constant.from } } : null;
}

const CONSTANTS: Partial<Record<`${TableName}.${string}`, Omit<Fallback, "rule">>> = {
  "customers.region": { from: "unknown", confidence: 0.5, reason: "no column fits; all are unknown" },
  "customers.tier": { from: "unknown", confidence: 0.5, reason: "no column fits; all are unknown" },
  "subscriptions.seats": { from: "1", confidence: 0.5, reason: "no column fits; one seat a contract" },
  "invoices.quantity": { from: "1", confidence: 0.4, reason: "no column fits; one seat an invoice" },
};

/** The price of a seat from what the contract brings in a month. */
function monthlyRevenue(profile: FileProfile, part: TablePart): Fallback | null {
  const monthly = profile.columns.find((one) =>
    /^(mrr|mrr_amount|monthly_amount|monthly_recurring_revenue|monthly_revenue)$/.test(tidyName(one.name)),
  );
  if (!monthly) return null;
  const seats = part.columns.seats;
  const by = typeof seats === "object" && typeof seats.column === "string" ? seats.column : null;
  return {
    rule: { column: monthly.name, ...(by ? { divide_by: by } : {}) },
    from: monthly.shown,
    confidence: 0.65,
    reason: by ? `monthly revenue by ${by}` : "monthly revenue, one seat a contract",
  };
}

function kindByName(profile: FileProfile): Fallback | null {
  const words = translateName(profile.file.stem).split("_");
  const isCredit = words.some((word) => /^credit/.test(word));
  const isRefund = words.some((word) => /^(refund|reversal|repayment)/.test(word));
  if (isCredit === isRefund) return null;
  const kind = isCredit ? "credit" : "refund";
  return { rule: { constant: kind }, from: kind, confidence: 0.7, reason: `${profile.file.name} holds ${kind}s` };
}

/** A price of a year read as one of a month bills everybody short, so a doubt is said where contracts are yearly. */
export function doubtYearlyPrice(part: TablePart, columns: ProposedColumn[], profile: FileProfile): void {
  const period = columns.find((one) => one.column === "billing_period");
  const price = columns.find((one) => one.column === "unit_price");
  const rule = part.columns.unit_price;
  if (!period || !price || typeof rule !== "object" || rule.per_month || rule.divide_by) return;
  const name = profile.columns.find((one) => one.shown === price.from);
  if (name && /month|seat|mrr/.test(tidyName(name.name))) return;
  const given = profile.columns.find((one) => one.shown === period.from);
  const words = given ? wordsOf(given) : period.words;
  if (!words.some((word) => /year|annual|jahr|jaehr|jähr|annuel|anual|12/.test(word))) return;
  price.confidence = Math.round(price.confidence * 60) / 100;
  price.reasons.push("some contracts are yearly: check whether their price is that of a month or of the year");
}
