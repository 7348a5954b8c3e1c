import type { EvidenceRow } from "../contract/case";
import type { SqlRow, SqlValue, Warehouse } from "../ports";
import type { ClaimedFinding } from "./detector";
import { CONTEXT_ROWS, distinctTexts } from "./evidence";
import { compareText, textOf, textOrNull } from "./read-values";
import { createBindings, type SqlBindings } from "./sql-bindings";

/** Keys asked for in one statement. */
const CHUNK = 5000;
/** Related rows a case takes at most, the latest first. */
const MAX_RELATED = 5;

interface Related {
  row: EvidenceRow;
  texts: (string | null)[];
  at: string;
}

/**
 * Adds what people and machines wrote about the same customer or region: signals of the customer, signals of a region
 * in the week of its spike, and the refund reasons of a customer whose case has no text of its own. They are context:
 * they change the sentiment risk, never the money.
 */
export async function attachRelatedTexts(
  warehouse: Warehouse,
  findings: ClaimedFinding[],
  signal?: AbortSignal,
): Promise<ClaimedFinding[]> {
  const read = (keys: readonly (string | null)[], sqlOf: (list: string) => string) =>
    readByKey(warehouse, keys, sqlOf, signal);
  const customers = findings.map((finding) => finding.entity.customerId);
  const signals = await read(customers, (list) => `${SIGNALS} where customer_id in (${list})`);
  const regional = findings.filter((finding) => finding.entity.kind === "region_week");
  const regionSignals = await read(
    regional.map(regionWeekOf),
    (list) => `${SIGNALS} where concat(region, ':', ${WEEK}) in (${list})`,
  );
  const wordless = findings.filter((finding) => finding.texts.length === 0);
  const refunds = await read(
    wordless.map((finding) => finding.entity.customerId),
    (list) => `${REFUNDS} where customer_id in (${list}) and (reason is not null or note is not null)`,
  );
  const signalsOf = groupBy(signals.map(signalOf), (related) => related.customerId);
  const regionSignalsOf = groupBy(regionSignals.map(signalOf), (related) => related.regionWeek);
  const refundsOf = groupBy(refunds.map(refundOf), (related) => related.customerId);
  return findings.map((finding) => {
    const { customerId, kind } = finding.entity;
    const related = [
      ...latest(signalsOf.get(customerId) ?? []),
      ...(kind === "region_week" ? latest(regionSignalsOf.get(regionWeekOf(finding)) ?? []) : []),
      ...(finding.texts.length === 0 ? latest(refundsOf.get(customerId) ?? []) : []),
    ];
    return withRelated(finding, related);
  });
}

const WEEK = "cast(cast(date_trunc('week', occurred_at) as date) as varchar)";
const SIGNALS = `select signal_id, customer_id, concat(region, ':', ${WEEK}) as region_week, severity, source, title,
  message, occurred_at from signal_events`;
const REFUNDS = `select refund_id, customer_id, kind, amount_cents, currency, reason, note, refunded_at from refunds`;

/** `EMEA:2026-02-16`: the region and the Monday that a spike is about. */
function regionWeekOf({ entity }: ClaimedFinding): string {
  return `${entity.region}:${entity.id.slice(-10)}`;
}

async function readByKey(
  warehouse: Warehouse,
  keys: readonly (string | null)[],
  sqlOf: (list: string) => string,
  signal: AbortSignal | undefined,
): Promise<SqlRow[]> {
  const distinct = [...new Set(keys.filter((key) => key !== null))].sort(compareText);
  const rows: SqlRow[] = [];
  for (let from = 0; from < distinct.length; from += CHUNK) {
    const bindings: SqlBindings = createBindings();
    const list = distinct.slice(from, from + CHUNK).map((key: SqlValue) => bindings.bind(key, "varchar"));
    rows.push(...(await warehouse.query(sqlOf(list.join(", ")), bindings.values, { signal })));
  }
  return rows;
}

function signalOf(row: SqlRow): Related & { customerId: string | null; regionWeek: string | null } {
  const [title, message] = [textOrNull(row, "title"), textOrNull(row, "message")];
  const at = textOf(row, "occurred_at");
  const key = textOf(row, "signal_id");
  const values = { severity: textOrNull(row, "severity"), source: textOrNull(row, "source"), title, message, at };
  return {
    row: { table: "signal_events", key, role: "context", values },
    texts: [title, message],
    at,
    customerId: textOrNull(row, "customer_id"),
    regionWeek: textOrNull(row, "region_week"),
  };
}

function refundOf(row: SqlRow): Related & { customerId: string | null } {
  const [reason, note] = [textOrNull(row, "reason"), textOrNull(row, "note")];
  const at = textOf(row, "refunded_at");
  const key = textOf(row, "refund_id");
  const { kind = null, amount_cents: amountCents = null, currency = null } = row;
  return {
    row: { table: "refunds", key, role: "context", values: { kind, amountCents, currency, reason, note, at } },
    texts: [reason, note],
    at,
    customerId: textOrNull(row, "customer_id"),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string | null, T[]> {
  return Map.groupBy(items, keyOf);
}

function latest(related: readonly Related[]): Related[] {
  return [...related]
    .sort((a, b) => compareText(b.at, a.at) || compareText(a.row.key, b.row.key))
    .slice(0, MAX_RELATED);
}

function withRelated(finding: ClaimedFinding, related: readonly Related[]): ClaimedFinding {
  if (related.length === 0) return finding;
  const known = new Set(finding.evidence.map((row) => `${row.table}\n${row.key}`));
  const room = CONTEXT_ROWS - finding.evidence.filter((row) => row.role === "context").length;
  const rows = related.map(({ row }) => row).filter((row) => !known.has(`${row.table}\n${row.key}`));
  return {
    ...finding,
    evidence: [...finding.evidence, ...rows.slice(0, Math.max(0, room))],
    texts: distinctTexts([...finding.texts, ...related.flatMap(({ texts }) => texts)]),
  };
}
