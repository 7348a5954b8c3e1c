import type { ColumnSpec } from "../contract/tables";
import type { MappingPath } from "./parse-mapping";
import type { ColumnAt, PlannedColumn, PlannedValue } from "./plan";
import type { PartSource, References } from "./references";
import type { ColumnRule } from "./schema";

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

/**
 * Finds everything one column's rule names. Null when the column is absent: an optional one whose foreign column is
 * not there. A required one then reads its default, or is empty.
 */
export function planColumn(
  spec: ColumnSpec,
  given: string | ColumnRule,
  sources: readonly PartSource[],
  path: MappingPath,
  references: References,
): PlannedColumn | null {
  const rule: ColumnRule = typeof given === "string" ? { column: given } : given;
  const { if_absent: other } = rule;
  const value = planValue(other ? { ...rule, optional: true } : rule, sources, path, references);
  if (!value && other) return planColumn(spec, other, sources, [...path, "if_absent"], references);
  checkConstants(spec, rule, path, references);
  if (!value && spec.optional && rule.default === undefined && !rule.cases) return null;
  const list = (names: string[] | undefined) =>
    (names ?? []).flatMap((name) => {
      const mayBeAbsent = name.endsWith("?") || (rule.optional ?? false);
      return references.find(name.replace(/\?$/, ""), sources, path, mayBeAbsent) ?? [];
    });
  return {
    spec,
    rule,
    value: value ?? { kind: "constant", value: null },
    add: list(rule.add),
    minus: list(rule.minus),
    divideBy: rule.divide_by === undefined ? null : references.find(rule.divide_by, sources, path, false),
    perMonth: planPerMonth(rule, sources, path, references),
    cases: (rule.cases ?? []).map((one) => ({
      when: references.conditions(one.when, sources, path),
      column: one.column === undefined ? null : references.find(one.column, sources, path, rule.optional ?? false),
      value: constantText(one.value ?? null),
      end: one.end,
    })),
    path,
  };
}

function planValue(
  rule: ColumnRule,
  sources: readonly PartSource[],
  path: MappingPath,
  references: References,
): PlannedValue | null {
  const isOptional = rule.optional ?? false;
  if (rule.constant !== undefined) return { kind: "constant", value: constantText(rule.constant) };
  if (rule.template !== undefined) {
    const parts = rule.template.split(/\{([^{}]+)\}/);
    const pieces = parts.flatMap((part, at): (string | ColumnAt)[] => {
      if (at % 2 === 0) return part === "" ? [] : [part];
      const found = references.find(part, sources, path, isOptional);
      return found ? [found] : [];
    });
    const isWhole = pieces.filter((piece) => typeof piece !== "string").length === (parts.length - 1) / 2;
    return isWhole ? { kind: "template", pieces } : null;
  }
  if (rule.first_filled) {
    const at = references.findAll(rule.first_filled, sources, path, isOptional);
    return at.length > 0 ? { kind: "columns", at } : null;
  }
  const at = references.find(rule.column ?? "", sources, path, isOptional);
  return at ? { kind: "columns", at: [at] } : null;
}

function planPerMonth(
  rule: ColumnRule,
  sources: readonly PartSource[],
  path: MappingPath,
  references: References,
): PlannedColumn["perMonth"] {
  if (!rule.per_month) return null;
  const isOptional = rule.optional ?? false;
  const unit = references.findAll(rule.per_month.unit, sources, path, isOptional);
  const count = rule.per_month.count ? references.findAll(rule.per_month.count, sources, path, true) : [];
  return unit.length > 0 ? { unit, count } : null;
}

/** A constant that no row could pass is named once, here, and not once a row. */
function checkConstants(spec: ColumnSpec, rule: ColumnRule, path: MappingPath, references: References): void {
  const constants: [MappingPath, ColumnRule["constant"]][] = [
    [[...path, "constant"], rule.constant],
    [[...path, "default"], rule.default],
    [[...path, "otherwise"], rule.otherwise],
    ...Object.entries(rule.values ?? {}).map(([word, to]): [MappingPath, typeof to] => [[...path, "values", word], to]),
    ...(rule.cases ?? []).map((one, at): [MappingPath, typeof one.value] => [
      [...path, "cases", at, "value"],
      one.value,
    ]),
  ];
  for (const [at, given] of constants) {
    const value = constantText(given ?? null);
    if (value === null) continue;
    if (spec.type === "enum" && !spec.values?.includes(value))
      references.fault(at, value, `one of ${spec.values?.join(", ")}`);
    if (spec.type === "currency" && !CURRENCIES.has(value.toUpperCase()))
      references.fault(at, value, "an ISO 4217 currency code such as USD");
  }
}

/** A constant as the text of a cell; null and an empty text are an empty cell. */
export function constantText(value: string | number | boolean | null): string | null {
  const text = value === null ? "" : String(value).trim();
  return text === "" ? null : text;
}
