import { saveSignals } from "@/db/signals";
import { Signal, SignalSeverity } from "@/lib/contract/integration";
import type { Degradation } from "@/lib/contract/run";
import { messageOf } from "@/lib/errors";
import type { SqlRow, Warehouse } from "@/lib/ports";
import type { Context } from "./context";
import { watchMetrics } from "./watch";

export interface MonitorReport {
  signals: Signal[];
  /** Critical and high ones that still stand: what is worth a look. */
  worthALook: Signal[];
  /** Metrics the metric layer offers; null when it did not answer. */
  metrics: number | null;
  degraded: Degradation[];
}

/** The window of signals a run reads, in days before the as-of day. */
const WINDOW_DAYS = 60;
const DAY_MS = 86_400_000;

/**
 * Gathers signals from the data, Datadog and the watch on metrics and checks the metric layer; says which are worth a look.
 * What fails is said and left out.
 */
export async function monitorSignals(
  context: Context,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<MonitorReport> {
  const degraded: Degradation[] = [];
  const found = await readDataSignals(warehouse, signal);
  let metrics: number | null = null;
  try {
    found.push(...(await context.sponsors.datadog.fetchSignals(readWindow(warehouse, context.clock()), signal)));
  } catch (error) {
    degraded.push({ part: "datadog", reason: messageOf(error) });
  }
  try {
    metrics = (await context.sponsors.lightdash.listMetrics(signal)).length;
  } catch (error) {
    degraded.push({ part: "lightdash", reason: messageOf(error) });
  }
  try {
    found.push(...(await watchMetrics(context, warehouse, signal)));
  } catch (error) {
    degraded.push({ part: "metric watch", reason: messageOf(error) });
  }
  saveSignals(context.db, context.datasetId, found);
  const worthALook = found.filter(
    ({ severity, settled }) => (severity === "critical" || severity === "high") && !settled,
  );
  return { signals: found, worthALook, metrics, degraded };
}

/** Real events carry real time; the data's own as-of day may lie years back, so the later of the two ends the window. */
function readWindow(warehouse: Warehouse, now: Date): { from: string; to: string } {
  const asOf = warehouse.dataset.asOf ? new Date(`${warehouse.dataset.asOf}T23:59:59Z`) : now;
  const from = new Date(Math.min(asOf.getTime(), now.getTime()) - WINDOW_DAYS * DAY_MS);
  return { from: from.toISOString(), to: now.toISOString() };
}

async function readDataSignals(warehouse: Warehouse, signal: AbortSignal): Promise<Signal[]> {
  const rows = await warehouse.query(
    `select signal_id, source, kind, severity, title, message, metric, value, baseline, region, customer_id, occurred_at
     from signal_events order by occurred_at desc, signal_id collate "C" limit 5000`,
    [],
    {
      signal,
    },
  );
  return rows.map(toSignal);
}

function toSignal(row: SqlRow): Signal {
  const severity = SignalSeverity.safeParse(String(row.severity ?? "").toLowerCase());
  return Signal.parse({
    id: row.signal_id,
    source: row.source ?? "unknown",
    kind: row.kind ?? "unknown",
    severity: severity.success ? severity.data : "info",
    title: row.title ?? "Untitled signal",
    message: row.message ?? "",
    metric: row.metric,
    value: row.value,
    baseline: row.baseline,
    region: row.region,
    customerId: row.customer_id,
    occurredAt: row.occurred_at,
  });
}
