import { z } from "zod";
import type { Signal, SignalSeverity } from "@/lib/contract/integration";

const Tags = z.array(z.string()).nullish();

/** An event of the v2 search. Vendors add members: unknown ones are kept. */
const DatadogEvent = z.looseObject({
  id: z.string().min(1),
  attributes: z.looseObject({
    timestamp: z.iso.datetime({ offset: true }),
    message: z.string().nullish(),
    tags: Tags,
    attributes: z
      .looseObject({
        title: z.string().nullish(),
        status: z.string().nullish(),
        priority: z.string().nullish(),
        evt: z
          .looseObject({
            uid: z.string().min(1).nullish(),
            id: z.union([z.string(), z.number()]).nullish(),
            name: z.string().nullish(),
          })
          .nullish(),
        monitor: z.looseObject({}).nullish(),
        monitor_groups: Tags,
      })
      .nullish(),
  }),
});
export type DatadogEvent = z.infer<typeof DatadogEvent>;

export const EventsPage = z.looseObject({
  data: z.array(DatadogEvent).default([]),
  meta: z.looseObject({ page: z.looseObject({ after: z.string().min(1).nullish() }).nullish() }).nullish(),
});
export type EventsPage = z.infer<typeof EventsPage>;

const BY_PRIORITY: Readonly<Record<string, SignalSeverity>> = {
  "1": "critical",
  "2": "high",
  "3": "medium",
  "4": "low",
  "5": "info",
};
const BY_STATUS: Readonly<Record<string, SignalSeverity>> = {
  error: "high",
  failure: "high",
  warn: "medium",
  warning: "medium",
  recommendation: "low",
};

/** A problem takes its monitor's priority (P1 to P5), else its status; anything that is no problem is `info`. */
export function severityOf(status: string | null | undefined, priority: string | null | undefined): SignalSeverity {
  const byStatus = BY_STATUS[status ?? ""];
  if (byStatus === undefined) return "info";
  return BY_PRIORITY[priority ?? ""] ?? byStatus;
}

/** A Datadog event as a signal. Ids stay text: a numeric id loses digits in JavaScript, so it is not used. */
export function toSignal(event: DatadogEvent): Signal {
  const { attributes: outer } = event;
  const inner = outer.attributes;
  const message = (outer.message ?? "").replaceAll("%%%", "").trim();
  const tags = [...(outer.tags ?? []), ...(inner?.monitor_groups ?? [])];
  const textId = typeof inner?.evt?.id === "string" && inner.evt.id !== "" ? inner.evt.id : event.id;
  return {
    id: inner?.evt?.uid ?? textId,
    source: "datadog",
    kind: inner?.monitor ? "alert" : (inner?.evt?.name ?? "event"),
    severity: severityOf(inner?.status, inner?.priority),
    title: inner?.title || message.split("\n")[0]?.slice(0, 200) || "Datadog event",
    message,
    metric: null,
    value: null,
    baseline: null,
    region: tagValue(tags, "region"),
    customerId: tagValue(tags, "customer_id"),
    occurredAt: new Date(outer.timestamp).toISOString(),
  };
}

function tagValue(tags: readonly string[], name: string): string | null {
  const tag = tags.find((text) => text.toLowerCase().startsWith(`${name}:`));
  return tag?.slice(name.length + 1).trim() || null;
}
