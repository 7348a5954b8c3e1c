import type { TableName } from "../contract/dataset";
import type { ProposedColumn } from "../contract/mapping";
import type { ColumnSpec, TableSpec } from "../contract/tables";
import { namesFor } from "./file-names";
import { type ColumnProfile, type FileProfile, type KeyOverlap, wordsOf } from "./profile";
import { proposeRule } from "./propose-rule";
import type { ColumnRule, Mapping, TablePart } from "./schema";
import { percent, scoreColumn, tidyName } from "./score-column";
import { translateName } from "./translate-name";

/** Files beside the tables that rows take values from: a list of plans, the lines of invoices. */
interface Lookup {
  table: TableName;
  /** The join's name and the file's. */
  alias: string;
  called: RegExp;
  takes: readonly string[];
  /** The rows of the table name the other file's key, or its rows name theirs. */
  direction: "to" | "from";
}

const LOOKUPS: readonly Lookup[] = [
  {
    table: "subscriptions",
    alias: "plan_list",
    called: /(^|_)(plan|plans|product|products|price|prices|package|packages|tariff|tariffs)$/,
    takes: ["tier", "unit_price", "billing_period", "currency"],
    direction: "to",
  },
  {
    table: "invoices",
    alias: "invoice_lines",
    called: /(^|_)(line|lines|item|items|fee|fees|position|positions|positionen)$/,
    takes: ["subscription_id", "tier", "quantity", "period_start", "period_end"],
    direction: "from",
  },
];
const LEAST_OVERLAP = 0.8;
const LEAST_SCORE = 0.42;
const MOST_CONFIDENCE = 0.72;
/** A plan's name is the tier, and its amount the price. */
const OF_PLANS: Record<string, readonly string[]> = { tier: ["name", "title", "code"], unit_price: ["amount"] };

interface Target {
  table: TableSpec;
  profile: FileProfile;
  part: TablePart;
  columns: ProposedColumn[];
  files: Mapping["files"];
}

/** Fills what a table's file lacks from files that are no tables of ours but hang together with it by keys. */
export function takeFromLookups(target: Target, others: readonly FileProfile[], overlaps: readonly KeyOverlap[]): void {
  for (const lookup of LOOKUPS) {
    if (lookup.table !== target.table.name) continue;
    for (const other of others) {
      if (!lookup.called.test(translateName(other.file.stem))) continue;
      const link = findLink(lookup, target.profile, other, overlaps);
      if (link) take(lookup, target, other, link);
    }
  }
}

interface Link {
  ours: string;
  theirs: string;
  share: number;
}

function findLink(
  { direction }: Lookup,
  profile: FileProfile,
  other: FileProfile,
  overlaps: readonly KeyOverlap[],
): Link | null {
  const [from, to] = direction === "to" ? [profile, other] : [other, profile];
  const found = overlaps
    .filter((one) => one.file === from.file.name && one.keyFile === to.file.name && one.share > LEAST_OVERLAP)
    .toSorted((left, right) => right.share - left.share)[0];
  if (!found) return null;
  return direction === "to"
    ? { ours: found.column, theirs: found.keyColumn, share: found.share }
    : { ours: found.keyColumn, theirs: found.column, share: found.share };
}

function take(lookup: Lookup, target: Target, other: FileProfile, link: Link): void {
  const { table, part, columns } = target;
  for (const spec of table.columns.filter((column) => lookup.takes.includes(column.name))) {
    const isKeyOnly = ruleColumn(part.columns[spec.name]) === link.ours;
    if (part.columns[spec.name] !== undefined && !isKeyOnly) continue;
    const best = bestColumn(lookup, spec, other);
    if (!best) continue;
    const proposed = proposeRule(table.name, spec, best.column, other);
    part.columns[spec.name] = qualify(proposed.rule, lookup.alias);
    const before = columns.findIndex((one) => one.column === spec.name);
    const column: ProposedColumn = {
      table: table.name,
      part: 0,
      column: spec.name,
      isRequired: !spec.optional,
      from: `${other.file.name} ${best.column.shown}`,
      words: spec.type === "enum" ? wordsOf(best.column) : [],
      confidence: Math.round(Math.min(MOST_CONFIDENCE, best.score * proposed.factor) * 100) / 100,
      reasons: [
        `taken from ${other.file.name} by ${link.ours}, of which ${percent(link.share)} are found`,
        ...proposed.reasons,
      ],
    };
    if (before >= 0) columns.splice(before, 1, column);
    else columns.push(column);
    target.files[lookup.alias] = { names: namesFor(other.file.stem) };
    const pick = lookup.direction === "from" ? { pick: { by: keyOf(other), order: "first" as const } } : {};
    part.joins = {
      ...part.joins,
      [lookup.alias]: { file: lookup.alias, on: { [link.theirs]: link.ours }, ...pick },
    };
  }
}

function bestColumn(
  lookup: Lookup,
  spec: ColumnSpec,
  other: FileProfile,
): { column: ColumnProfile; score: number } | null {
  const scored = other.columns.map((column) => {
    const isOfPlans = lookup.alias === "plan_list" && OF_PLANS[spec.name]?.includes(tidyName(column.name));
    const { score } = scoreColumn(lookup.table, spec, column);
    return { column, score: isOfPlans ? Math.max(score, 0.8) : score };
  });
  const best = scored.toSorted((left, right) => right.score - left.score)[0];
  return best && best.score >= LEAST_SCORE ? best : null;
}

function qualify(rule: ColumnRule, alias: string): ColumnRule {
  return typeof rule.column === "string" ? { ...rule, column: `${alias}.${rule.column}` } : rule;
}

function ruleColumn(rule: TablePart["columns"][string] | undefined): string | null {
  const column = typeof rule === "object" ? rule.column : rule;
  return typeof column === "string" ? column : null;
}

/** A column whose values occur once, for an order that is always the same. */
function keyOf(profile: FileProfile): string {
  const key = profile.columns.find((column) => column.filled === profile.rows && column.distinct === column.filled);
  return (key ?? profile.columns[0])?.name ?? "";
}
