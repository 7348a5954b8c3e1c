import type { TableName } from "../contract/dataset";
import type { ColumnSpec } from "../contract/tables";
import { type ColumnProfile, type FileProfile, hasDecimalComma, hasSigns, shareOf, timeRule, wordsOf } from "./profile";
import type { ColumnRule } from "./schema";
import { wordKey, wordSynonyms } from "./synonyms";
import { translateName } from "./translate-name";

export interface ProposedRule {
  rule: ColumnRule;
  /** What makes it less certain than the column itself, 0 to 1. */
  factor: number;
  reasons: string[];
}

/** The rule that reads a foreign column as a canonical one: units, times and words. */
export function proposeRule(
  table: TableName,
  spec: ColumnSpec,
  column: ColumnProfile,
  file: FileProfile,
): ProposedRule {
  const rule: ColumnRule = { column: column.name };
  switch (spec.type) {
    case "amount":
    case "price":
      return spec.name === "billed_amount"
        ? lessTax(proposeUnit(rule, spec, column), column, file)
        : proposeUnit(rule, spec, column);
    case "date":
    case "timestamp":
      return proposeTime(rule, spec, column, file);
    case "enum":
      return proposeWords(rule, table, spec, column);
    default:
      return { rule: thousands(rule, spec, column), factor: 1, reasons: [] };
  }
}

function thousands(given: ColumnRule, spec: ColumnSpec, column: ColumnProfile): ColumnRule {
  const isNumber = ["integer", "number", "amount", "price"].includes(spec.type);
  const rule = isNumber && hasSigns(column) ? { ...given, signs: true } : given;
  if (isNumber && hasDecimalComma(column)) return { ...rule, thousands: ".", decimal: "," };
  return isNumber && shareOf(column, "thousands") > 0 ? { ...rule, thousands: "," } : rule;
}

/** Cents show in the name; without a hint, whole numbers alone leave a doubt. */
function proposeUnit(given: ColumnRule, spec: ColumnSpec, column: ColumnProfile): ProposedRule {
  const rule = thousands(given, spec, column);
  if (isMinorName(column.name))
    return { rule: { ...rule, unit: "minor" }, factor: 1, reasons: ["its name says minor units"] };
  if (rule.decimal === ",") return { rule, factor: 1, reasons: ["has a decimal comma, so major units"] };
  if (shareOf(column, "fraction") > 0) return { rule, factor: 1, reasons: ["has decimals, so major units"] };
  const numbers = column.samples.map(Number).filter(Number.isFinite);
  const isSmall = numbers.every((value) => Math.abs(value) < 1000);
  if (isSmall) return { rule, factor: 0.8, reasons: ["whole numbers below 1,000, read as major units"] };
  return {
    rule,
    factor: 0.5,
    reasons: ["whole numbers alone: check whether they count in minor units (cents); read as major units"],
  };
}

function isMinorName(name: string): boolean {
  return /(^|_)(cents?|minor|pennies|centimes|centimos|centavos)(_|$)/.test(name);
}

/** A contract's price has no tax, so a total that has some counts without it. */
function lessTax(proposed: ProposedRule, column: ColumnProfile, file: FileProfile): ProposedRule {
  const name = translateName(column.name);
  if (NET.test(name)) return proposed;
  const tax = file.columns.find(
    (one) =>
      TAX.test(translateName(one.name)) &&
      !NO_TAX_AMOUNT.test(translateName(one.name)) &&
      isMinorName(one.name) === isMinorName(column.name) &&
      Math.max(shareOf(one, "number"), shareOf(one, "comma")) > 0.9,
  );
  if (!tax) return proposed;
  const reasons = [...proposed.reasons, `less ${tax.shown}, because contracted prices are net of tax`];
  return { rule: { ...proposed.rule, minus: [tax.name] }, factor: proposed.factor * 0.95, reasons };
}

const TAX = /(^|_)(tax|taxes|vat|gst|tva|iva)(_|$)/;
const NET = /(^|_)(net|subtotal|sub_total|excl|excluding|without|before|pretax)(_|$)/;
const NO_TAX_AMOUNT =
  /(^|_)(total|net|subtotal|excl|excluding|incl|including|inclusive|without|before|rate|pct|percent|id|code|type|region|name|number|exempt|status|country)(_|$)/;

function proposeTime(given: ColumnRule, spec: ColumnSpec, column: ColumnProfile, file: FileProfile): ProposedRule {
  const found = timeRule(column);
  const rule: ColumnRule = { ...given };
  if (found?.time) rule.time = found.time;
  if (found?.format) rule.format = found.format;
  const factor = found && !found.isCertain ? 0.6 : 1;
  if (spec.name !== "period_end") return { rule, factor, reasons: [] };
  const end = periodEnd(column, file);
  if (end === "inclusive")
    return { rule: { ...rule, end }, factor, reasons: ["the periods end on the last day, not on the first day after"] };
  return { rule, factor, reasons: end ? ["the periods end on the first day after"] : [] };
}

/** Whether periods of whole months end on their last day: their ends plus a day fall on the day of the start. */
function periodEnd(column: ColumnProfile, file: FileProfile): "inclusive" | "exclusive" | null {
  const start = file.columns.find(
    (one) => /start|from|begin/.test(translateName(one.name)) && timeRule(one) && one.name !== column.name,
  );
  if (!start) return null;
  let inclusive = 0;
  let exclusive = 0;
  for (const row of file.head) {
    const from = Date.parse(isoDay(row[start.name]));
    const to = Date.parse(isoDay(row[column.name]));
    if (Number.isNaN(from) || Number.isNaN(to)) continue;
    const day = new Date(from).getUTCDate();
    if (new Date(to).getUTCDate() === day) exclusive += 1;
    else if (new Date(to + 86_400_000).getUTCDate() === day) inclusive += 1;
  }
  if (inclusive === exclusive) return null;
  return inclusive > exclusive ? "inclusive" : "exclusive";
}

/** The day of a time as ISO writes it; dotted dates the other way round. */
function isoDay(cell: string | null | undefined): string {
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})/.exec(cell ?? "");
  return dotted
    ? `${dotted[3]}-${dotted[2]?.padStart(2, "0")}-${dotted[1]?.padStart(2, "0")}`
    : (cell?.slice(0, 10) ?? "");
}

function proposeWords(rule: ColumnRule, table: TableName, spec: ColumnSpec, column: ColumnProfile): ProposedRule {
  const known = wordSynonyms(table, spec.name, column.name);
  const words = wordsOf(column);
  const canonical = new Set(spec.values);
  const pairs = words.flatMap((word) => {
    const to = canonical.has(word) ? word : known.get(wordKey(word));
    return to === undefined ? [] : [[word, to] as const];
  });
  const unknown = words.filter((word) => !pairs.some(([from]) => from === word));
  const isPlain = pairs.every(([from, to]) => from === to);
  return {
    rule: isPlain && unknown.length === 0 ? rule : { ...rule, values: Object.fromEntries(pairs) },
    factor: unknown.length > 0 ? 0.5 : 1,
    reasons: [
      ...(isPlain ? [] : [`reads ${pairs.map(([from, to]) => `${from} as ${to}`).join(", ")}`]),
      ...(unknown.length > 0 ? [`does not know ${unknown.join(", ")}`] : []),
    ],
  };
}
