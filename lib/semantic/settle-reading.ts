import { SemanticQuery, TimeWindow } from "../contract/analyst";
import { addBase, windowLabel } from "./compare-windows";
import { addDays, isDay } from "./days";
import { dimensionsOf } from "./model-types";
import type { ParseContext } from "./parse-types";
import { queryFault } from "./query-fault";
import { readingKey } from "./verified/replay";
import { trendGrain } from "./windows";

const BareWindow = TimeWindow.omit({ label: true, partial: true }).strip();

/** A query as a model may write it: no label, no note, nothing that is shown as it stands. */
export const BareQuery = SemanticQuery.omit({ assumptions: true })
  .extend({ time: BareWindow, compareTo: BareWindow.optional() })
  .strip();
export type BareQuery = typeof BareQuery._output;

/** Operations whose answer has no rows to cut off. */
const ONE_FIGURE = new Set<BareQuery["op"]>(["value", "why", "distribution", "cohort"]);

/** The query with what the parser would add to it: labels from the dates, the base of a comparison, usual limits. */
export function settleReading({ asOf }: Pick<ParseContext, "asOf">, bare: BareQuery): SemanticQuery {
  const settle = (window: BareQuery["time"]): TimeWindow => ({
    ...window,
    label: windowLabel(window.from, window.to),
    partial: window.from <= asOf && addDays(asOf, 1) < window.to,
  });
  const { compareTo, time, limit: asked, ...rest } = bare;
  const settled = settle(time);
  const usual = bare.op === "list" ? 100 : bare.op === "rank" && !bare.having ? 10 : undefined;
  const limit = ONE_FIGURE.has(bare.op) ? undefined : (asked ?? usual);
  const grain = time.grain ?? (bare.op === "cohort" ? "month" : bare.op === "trend" ? trendGrain(settled) : undefined);
  return {
    ...rest,
    ...(limit === undefined ? {} : { limit }),
    time: grain === undefined ? settled : { ...settled, grain },
    ...(compareTo ? { compareTo: settle(compareTo) } : {}),
    assumptions: [],
  };
}

/** Why a model's query is no reading of this data, in words it can mend it from; null when it is one. */
export function readingFault(parse: ParseContext, bare: BareQuery): string | null {
  const { model, lexicon, asOf, firstDay, presentColumns } = parse;
  for (const { from, to } of bare.compareTo ? [bare.time, bare.compareTo] : [bare.time]) {
    const wrong = [from, to].find((day) => !isDay(day));
    if (wrong) return `${wrong} is no day of the calendar`;
    if (from > asOf || to <= firstDay) return `${from} to ${to} lies outside the data, ${firstDay} to ${asOf}`;
  }
  const query: SemanticQuery = settleReading(parse, bare);
  for (const id of query.metrics) {
    const metric = model.metrics.get(id);
    if (!metric || metric.hidden) return `There is no metric ${id}`;
  }
  for (const dim of [...query.dims, ...query.filters.map((filter) => filter.dim)]) {
    if (!model.dimensions.has(dim)) return `There is no dimension ${dim}`;
  }
  const fault = queryFault(model, query);
  if (fault) return `${fault}${allowedCuts(parse, query)}`;
  const needs = [
    ...query.metrics.flatMap((id) => model.metrics.get(id)?.needs ?? []),
    ...[...query.dims, ...query.filters.map(({ dim }) => dim)].flatMap((id) => model.dimensions.get(id)?.needs ?? []),
  ];
  const absent = needs.find((column) => presentColumns && !presentColumns.has(column));
  if (absent) return `This data has no ${absent}`;
  for (const { dim, values } of query.filters) {
    const known = lexicon.values.get(dim) ?? [];
    const unknown = values.find((value) => !known.some((one) => one.value === value));
    if (unknown === undefined) continue;
    const listed = known.slice(0, 8).map((one) => one.value.slice(0, 40));
    return `The data has no ${dim} ${unknown.slice(0, 40)}; it has ${listed.join(", ")}`;
  }
  return null;
}

function allowedCuts({ model }: ParseContext, { metrics }: SemanticQuery): string {
  const dims = metrics.flatMap((id) => (model.metrics.has(id) ? dimensionsOf(model, id) : []));
  return dims.length > 0 ? `; it can by ${[...new Set(dims)].join(", ")}` : "";
}

/** Whether two queries give one statement: compared by their canonical forms, the usual base filled in. */
export function isSameReading(a: SemanticQuery, b: SemanticQuery, asOf: string): boolean {
  const key = (query: SemanticQuery) => {
    const filters = [...query.filters].sort((one, other) =>
      `${one.dim} ${one.op}` < `${other.dim} ${other.op}` ? -1 : 1,
    );
    return readingKey(addBase({ ...query, filters }, asOf));
  };
  return key(a) === key(b);
}
