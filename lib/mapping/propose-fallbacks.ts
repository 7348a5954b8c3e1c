import type { TableName } from "../contract/dataset";
import type { ProposedColumn } from "../contract/mapping";
import type { TableSpec } from "../contract/tables";
import { type FileProfile, wordsOf } from "./profile";
import type { ProposedPart } from "./propose-table";
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
  parts: ReadonlyMap<TableName, ProposedPart>,
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
  if (name === "customers.currency") return usualCurrency(parts.get("invoices"));
  const constant = CONSTANTS[name];
  return constant ? { ...constant, rule: { constant: constant.from } } : null;
}

const CONSTANTS: Partial<Record<`${TableName}.${string}`, Omit<Fallback, "rule">>> = {
  "customers.region": { from: "unknown", confidence: 0.5, reason: "no column fits; all are unknown" },
  "customers.tier": { from: "unknown", confidence: 0.5, reason: "no column fits; all are unknown" },
  "customers.status": { from: "active", confidence: 0.4, reason: "no column fits; all are taken as active" },
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

/** The currency that most invoices are in: a customer's own one decides nothing that is claimed. */
function usualCurrency(invoices: ProposedPart | undefined): Fallback | null {
  const rule = invoices?.columns.find(({ proposed }) => proposed.column === "currency")?.rule;
  const column = invoices?.profile.columns.find(({ name }) => name === rule?.column);
  const [most, ...others] = column ? wordsOf(column).map((word) => word.toUpperCase()) : [];
  if (!most || !/^[A-Z]{3}$/.test(most)) return null;
  const reason =
    others.length > 0 ? `no column fits; most invoices are in ${most}` : `no column fits; all invoices are in ${most}`;
  return { rule: { constant: most }, from: most, confidence: others.length > 0 ? 0.4 : 0.6, reason };
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
