import type { Operation, QueryBound } from "../contract/analyst";
import { fitBounds } from "./bounds";
import { currencyOf } from "./currency-words";
import { dimensionsOf, type Metric } from "./model-types";
import type { ParseContext, ParsedRefusal } from "./parse-types";
import { examplesOf, refuse } from "./refusals";
import { rowMetric } from "./row-metric";
import type { Slots } from "./slots";
import type { Reading } from "./spans";

interface Bounded {
  op: Operation;
  bounds: QueryBound[];
  refusal?: ParsedRefusal;
}

/** The thresholds in the metric's unit and the operation they leave, or why they make no answer. */
export function readBounds(
  context: ParseContext,
  reading: Reading,
  slots: Slots,
  metric: Metric,
  op: Operation,
): Bounded {
  if (reading.bounds.length === 0) return { op, bounds: [] };
  const fits = ["breakdown", "rank", "list"].includes(op) && slots.metrics.length < 2;
  const unfit = (message: string) => ({
    op,
    bounds: [],
    refusal: refuse("ambiguous", message, [`Top 10 customers by ${metric.label}`, ...examplesOf(context, metric)]),
  });
  if (!fits || (op === "rank" && slots.dims.length === 0 && !slots.grain))
    return unfit(
      "It is not clear what the threshold applies to: a list of rows, or groups such as customers or months.",
    );
  const measured = op === "list" ? context.model.metrics.get(rowMetric(context.model, metric.id) ?? "") : metric;
  if (!measured) return unfit(`The rows of ${metric.label} have no amount to compare.`);
  const currencies = slots.filters.find((filter) => filter.dim === "currency" && filter.op === "in")?.values;
  const all = (context.lexicon.values.get("currency") ?? []).map((one) => one.value);
  const fitted = fitBounds(reading.bounds, measured, currencies ?? all);
  return "fault" in fitted ? unfit(fitted.fault) : { op, bounds: fitted.bounds };
}

/** "Over €500": the threshold's currency narrows data of several; data without it has no such amounts. */
export function withCurrency(
  context: ParseContext,
  reading: Reading,
  slots: Slots,
  metric: Metric,
): Slots | ParsedRefusal {
  const tags = [...new Set(reading.bounds.flatMap(({ currency }) => currency ?? []))];
  const present = (context.lexicon.values.get("currency") ?? []).map((one) => one.value);
  if (tags.length === 0 || present.length === 0) return slots;
  const codes = tags.map((tag) => currencyOf(tag, present));
  const [code] = codes;
  const named = slots.filters.find(({ dim }) => dim === "currency");
  if (!code || codes.some((one) => one !== code) || (named && !named.values.includes(code)))
    return refuse("no_such_value", `No amounts of this data are in that currency; it has ${present.join(", ")}.`, [
      `${metric.label} by currency`,
      ...examplesOf(context, metric),
    ]);
  if (present.length === 1 || named || !dimensionsOf(context.model, metric.id).includes("currency")) return slots;
  return {
    ...slots,
    filters: [...slots.filters, { dim: "currency", op: "in", values: [code] }],
    notes: [...slots.notes, `The threshold is in ${code}: amounts in other currencies are left out`],
  };
}
