import type { EvidenceRow } from "../contract/case";
import type { SqlRow } from "../ports";
import { compareText, numberOf, textOf } from "./read-values";
import { spreadCents } from "./spread-cents";

/** One usage event; the instant is ISO 8601 UTC. */
export interface UsageRow {
  eventId: string;
  metric: string;
  quantity: number;
  occurredAt: string;
}

/** Select list of an event under alias `usage`. */
export function usageColumns(usage: string): string {
  return ["event_id", "metric", "quantity", "occurred_at"].map((name) => `${usage}.${name}`).join(", ");
}

/** Reads what `usageColumns` selected. */
export function readUsage(row: SqlRow): UsageRow {
  return {
    eventId: textOf(row, "event_id"),
    metric: textOf(row, "metric"),
    quantity: numberOf(row, "quantity"),
    occurredAt: textOf(row, "occurred_at"),
  };
}

/** Orders events by instant, then id. */
export function compareUsage(a: UsageRow, b: UsageRow): number {
  return compareText(a.occurredAt, b.occurredAt) || compareText(a.eventId, b.eventId);
}

/** The evidence of an event, with more fields that say why it is here. */
export function usageEvidence(event: UsageRow, more: EvidenceRow["values"] = {}): EvidenceRow {
  return { table: "usage_events", key: event.eventId, role: "claimed", values: { ...event, ...more } };
}

/** Parts of a unit that a weight keeps; event quantities may be fractions. */
const WEIGHTS_A_UNIT = 1e6;

/** Spreads the cents of one price over the events that make it up, pro rata to their quantity. */
export function spreadOverEvents(cents: number, events: readonly UsageRow[]): Map<string, number> {
  const shares = events.map(({ eventId, quantity }) => ({
    key: eventId,
    weight: Math.max(0, Math.round(quantity * WEIGHTS_A_UNIT)),
  }));
  return spreadCents(cents, shares);
}
