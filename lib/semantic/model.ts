import { isNode, LineCounter, parseDocument } from "yaml";
import { AppError, type FaultDetail } from "../errors";
import { parseFormula } from "./formula";
import { AnyFile, type MetricFile } from "./model-file";
import { type Dimension, type FactModel, type Formula, leavesOf, type Metric, type MetricModel } from "./model-types";

type Fault = (path: (string | number)[], detail: string) => void;
interface ReadFile {
  name: string;
  content: AnyFile;
  fault: Fault;
}

/**
 * Reads the files of `data/metrics/` into one checked model.
 * @throws AppError `validation` with every fault as `file:line` and what was expected.
 */
export function parseMetricModel(files: readonly { name: string; text: string }[]): MetricModel {
  const faults: FaultDetail[] = [];
  const read = files.flatMap((file) => readFile(file, faults));
  const metrics = new Map<string, Metric>();
  const dimensions = new Map<string, Dimension>();
  const models = new Map<string, FactModel>();
  const relations = new Map<string, string>();
  for (const { name, content, fault } of read) {
    if (content.type === "relations")
      for (const [id, relation] of Object.entries(content.relations)) relations.set(id, relation.sql.trim());
    if (content.type === "dimensions")
      for (const [id, d] of Object.entries(content.dimensions)) {
        dimensions.set(id, {
          id,
          label: d.label,
          plural: d.plural,
          description: d.description,
          synonyms: [...d.synonyms, ...d.combinations.flatMap(combineWords)],
          restates: new Set([d.label, d.plural, ...d.synonyms].flatMap((phrase) => phrase.toLowerCase().split(" "))),
          valueAliases: d.value_aliases,
          values: { ...d.values, label: d.values.label ?? null, where: d.values.where ?? null },
          needs: d.needs,
          implies: d.implies ?? null,
          onlyFor: d.only_for ?? null,
          explains: d.explains,
        });
      }
    if (content.type === "model") models.set(content.name, toModel(content));
    if (content.type === "model" || content.type === "metrics") {
      const home = content.type === "model" ? (models.get(content.name) ?? null) : null;
      for (const [id, metric] of Object.entries(content.metrics)) {
        const path = ["metrics", id];
        if (metrics.has(id)) fault(path, `metric ${id} is defined twice`);
        const formula = toFormula(metric, home);
        if (!formula)
          fault(
            [...path, "sql"],
            "expected the ratio of two metrics, a signed sum of metrics, or a column of the model",
          );
        else metrics.set(id, toMetric(id, metric, formula, home, name));
      }
    }
  }
  const model = { metrics, dimensions, models, relations };
  for (const file of read) checkReferences(model, file);
  if (faults.length > 0) {
    const text = faults.map((fault) => `${fault.pointer}: ${fault.detail}`).join("; ");
    throw new AppError("validation", `The metric model has ${faults.length} fault(s): ${text}`, { details: faults });
  }
  return { ...model, metrics: withDerivedFacts(model) };
}

function readFile(file: { name: string; text: string }, faults: FaultDetail[]): ReadFile[] {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines });
  const at = (offset: number) => `${file.name}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    for (const error of document.errors)
      faults.push({ pointer: at(error.pos[0]), detail: error.message.split("\n")[0] ?? error.message });
    return [];
  }
  const fault: Fault = (path, detail) => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) {
        faults.push({ pointer: at(node.range[0]), detail: `${path.join(".")}: ${detail}` });
        return;
      }
    }
    faults.push({ pointer: `${file.name}:1`, detail: `${path.join(".")}: ${detail}` });
  };
  const parsed = AnyFile.safeParse(document.toJS());
  if (parsed.success) return [{ name: file.name, content: parsed.data, fault }];
  for (const issue of parsed.error.issues)
    fault(
      issue.path.map((part) => part as string | number),
      issue.message,
    );
  return [];
}

function toModel(file: Extract<AnyFile, { type: "model" }>): FactModel {
  const joins = Object.entries(file.joins).map(([id, join]) => [id, { table: join.table ?? id, on: join.sql_on }]);
  const tier = file.row_tier;
  return {
    name: file.name,
    label: file.label,
    description: file.description,
    from: file.sql_from,
    time: file.time_dimension ?? null,
    joins: Object.fromEntries(joins),
    rowTier: tier ? { ...tier, subscription: tier.subscription ?? null, customer: tier.customer ?? null } : null,
    dimensions: file.dimensions,
    list: file.list,
  };
}

function toFormula(metric: MetricFile, home: FactModel | null): Formula | null {
  if (metric.type === "number") return metric.sql ? parseFormula(metric.sql) : null;
  if (!home || (metric.type !== "count" && !metric.sql)) return null;
  return {
    kind: "aggregate",
    model: home.name,
    aggregation: metric.type,
    sql: metric.sql ?? null,
    filters: metric.filters,
    defaultFilters: metric.default_filters,
    replacedBy: metric.default_filters_replaced_by,
    time: metric.time_dimension ?? home.time,
    countedOnce: metric.counted_once,
  };
}

function toMetric(id: string, file: MetricFile, formula: Formula, home: FactModel | null, name: string): Metric {
  const snapshot = formula.kind === "aggregate" && home !== null && formula.time === null;
  return {
    id,
    label: file.label,
    description: file.description.trim(),
    synonyms: [...file.synonyms, ...file.combinations.flatMap(combineWords)],
    sharedSynonyms: file.shared_synonyms,
    defaultFor: file.default_for,
    siblings: file.siblings,
    unit: file.unit,
    money: file.money ?? file.unit === "cents",
    good: file.good,
    defaultWindow: file.default_window ?? (snapshot ? "as_of" : "all"),
    snapshot,
    additive: formula.kind === "aggregate" && (formula.aggregation === "sum" || formula.aggregation === "count"),
    hidden: file.hidden,
    watched: file.watched && !file.hidden,
    status: file.status,
    owner: file.owner,
    examples: file.examples,
    needs: file.needs,
    restates: new Set(file.restates),
    factors: file.factors,
    becomes: file.becomes,
    formula,
    file: name,
  };
}

/** Every phrase of one word a group, in order. */
function combineWords(groups: readonly (readonly string[])[]): string[] {
  return groups
    .reduce<string[]>((phrases, group) => phrases.flatMap((phrase) => group.map((word) => `${phrase} ${word}`)), [""])
    .map((phrase) => phrase.replace(/\s+/g, " ").trim());
}

function checkReferences(model: MetricModel, { content, fault }: ReadFile): void {
  if (content.type !== "model" && content.type !== "metrics") return;
  for (const [id, metric] of Object.entries(content.metrics)) {
    const formula = model.metrics.get(id)?.formula;
    const named: [string, string[]][] = [
      ["siblings", metric.siblings],
      ["factors", metric.factors],
      ["becomes", Object.values(metric.becomes)],
      ["sql", formula?.kind === "sum" ? formula.terms.map((term) => term.metric) : []],
      ["sql", formula?.kind === "ratio" ? [formula.numerator, formula.denominator] : []],
    ];
    for (const [field, ids] of named)
      for (const other of ids) if (!model.metrics.has(other)) fault(["metrics", id, field], `no metric ${other}`);
  }
  if (content.type !== "model") return;
  for (const [dim, sql] of Object.entries(content.dimensions)) {
    if (!model.dimensions.has(dim)) fault(["dimensions", dim], `no dimension ${dim} in the dimensions file`);
    for (const [, join] of sql.matchAll(/\$\{(\w+)\.\w+\}/g))
      if (join && !(join in content.joins) && !(join === "row_tier" && content.row_tier))
        fault(["dimensions", dim], `no join ${join}`);
  }
}

/** A sum is additive, and a snapshot, when all its leaves are; a ratio of money is money. */
function withDerivedFacts(model: MetricModel): Map<string, Metric> {
  const derived = [...model.metrics].map(([id, metric]): [string, Metric] => {
    if (metric.formula.kind === "aggregate") return [id, metric];
    const leaves = leavesOf(model, id).flatMap((leaf) => model.metrics.get(leaf.id) ?? []);
    const snapshot = leaves.every((leaf) => leaf.snapshot);
    return [
      id,
      {
        ...metric,
        snapshot,
        additive: metric.formula.kind === "sum" && leaves.every((leaf) => leaf.additive),
        money: metric.money || leaves.some((leaf) => leaf.money),
        needs: [...new Set([...metric.needs, ...leaves.flatMap((leaf) => leaf.needs)])],
        defaultWindow: metric.defaultWindow === "all" && snapshot ? "as_of" : metric.defaultWindow,
      },
    ];
  });
  return new Map(derived);
}
