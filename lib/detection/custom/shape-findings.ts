import type { EvidenceRow } from "../../contract/case";
import { formatMoney } from "../../money";
import type { SqlRow } from "../../ports";
import type { ClaimedRows, Finding } from "../detector";
import { distinctTexts } from "../evidence";
import { dayWithYear } from "../phrases";
import { compareText } from "../read-values";
import type { CustomDefinition } from "./definition";
import type { FoundRow } from "./read-rows";

/** Columns of a row that its evidence keeps at most. */
const MAX_VALUES = 30;
/** Characters of a text that its evidence keeps. */
const MAX_TEXT = 2000;

/**
 * One finding an entity and currency; rows whose amount nothing says are a finding of their own, whose impact is
 * unknown, so that they neither count as 0 nor hide what is known.
 */
export function shapeFindings(
  definition: CustomDefinition,
  found: readonly FoundRow[],
  claimed: ClaimedRows,
): Finding[] {
  const groups = Map.groupBy(
    found,
    ({ entityId, currency, cents }) => `${entityId}:${currency}${cents === null ? ":unknown" : ""}`,
  );
  return [...groups]
    .flatMap(([entityKey, rows]) => shapeGroup(definition, entityKey, rows, claimed))
    .sort((a, b) => compareText(a.entityKey, b.entityKey));
}

function shapeGroup(
  definition: CustomDefinition,
  entityKey: string,
  rows: readonly FoundRow[],
  claimed: ClaimedRows,
): Finding[] {
  const [first] = rows;
  if (!first) return [];
  const { result, case: words } = definition;
  const isKnown = first.cents !== null;
  const free = rows.filter(({ key }) => !claimed.isHeld(result.table, key));
  const told = free.length > 0 ? free : rows;
  const totalCents = told.reduce((sum, { cents }) => sum + (cents ?? 0), 0);
  const total = isKnown ? formatMoney(totalCents, first.currency) : "an unknown amount";
  const text = (column: string | undefined) => textIn(first.row, column);
  const fill = (template: string) => fillTemplate(template, told[0] ?? first, { total, rows: String(told.length) });
  return [
    {
      entityKey,
      entity: {
        kind: result.entity.kind,
        id: first.entityId,
        label: text(result.entity.label) ?? first.entityId,
        customerId: text(result.customer),
        region: text(result.region),
      },
      currency: first.currency,
      ...(isKnown ? {} : { impactKnown: false as const }),
      confidence: definition.confidence,
      wanted: rows.map(({ key, cents }) => ({ table: result.table, key, cents: cents ?? 0 })),
      evidence: rows.map((row) => evidenceOf(definition, row)),
      texts: distinctTexts(rows.flatMap(({ row }) => result.texts.map((column) => textIn(row, column)))),
      title: fill(words.title).slice(0, 160),
      summary: fill(words.summary).slice(0, 1000),
      recommendedAction: fill(words.action).slice(0, 500),
    },
  ];
}

function evidenceOf({ result }: CustomDefinition, { row, key, cents, askedCents }: FoundRow): EvidenceRow {
  const values = Object.entries(row)
    .filter(([name]) => !name.startsWith("opsiq_"))
    .slice(0, MAX_VALUES)
    .map(([name, value]) => [camelCase(name), typeof value === "string" ? value.slice(0, MAX_TEXT) : value]);
  const capped = cents === askedCents ? {} : { askedCents };
  return { table: result.table, key, role: "claimed", values: { ...Object.fromEntries(values), ...capped } };
}

/** `open_cents` -> `openCents`: names that end in `Cents` are shown as money. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Row text goes into a sentence as it is, cut: it is data, and pages escape it. */
function fillTemplate(template: string, { row, currency }: FoundRow, words: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = row[name];
    if (Object.hasOwn(words, name)) return words[name] ?? "";
    if (value === null || value === undefined) return "unknown";
    if (typeof value === "number")
      return name.endsWith("_cents") ? formatMoney(value, currency) : value.toLocaleString("en-US");
    const text = String(value);
    return /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) ? dayWithYear(text) : text.slice(0, 200);
  });
}

function textIn(row: SqlRow, column: string | undefined): string | null {
  const value = column === undefined ? null : (row[column] ?? null);
  return value === null || String(value).trim() === "" ? null : String(value);
}
