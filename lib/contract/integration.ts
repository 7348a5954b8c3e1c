import { z } from "zod";
import { SemanticQuery } from "./analyst";

export const IntegrationId = z.enum(["datadog", "lightdash", "airia", "modulate"]);
export type IntegrationId = z.infer<typeof IntegrationId>;

/** A request exactly as it is or would be sent; secrets are shown as `<NAME_OF_SETTING>`. */
export const HttpExample = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});
export type HttpExample = z.infer<typeof HttpExample>;

export const IntegrationStatus = z.object({
  id: IntegrationId,
  title: z.string(),
  role: z.string(),
  mode: z.enum(["mock", "real"]),
  /** Why it runs as a mock, or what is missing for real mode; null in real mode. */
  reason: z.string().nullable(),
  health: z.enum(["ok", "failing", "unused"]),
  lastError: z.string().nullable(),
  calls: z.number().int(),
  settings: z.array(z.object({ name: z.string(), set: z.boolean(), required: z.boolean() })),
  request: HttpExample,
});
export type IntegrationStatus = z.infer<typeof IntegrationStatus>;

export const IntegrationActivity = z.object({
  id: z.string(),
  integration: IntegrationId,
  mode: z.enum(["mock", "real"]),
  operation: z.string(),
  status: z.enum(["ok", "failed", "unknown"]),
  summary: z.string(),
  request: z.unknown(),
  response: z.unknown(),
  durationMs: z.number(),
  runId: z.string().nullable(),
  at: z.string(),
});
export type IntegrationActivity = z.infer<typeof IntegrationActivity>;

export const SignalSeverity = z.enum(["critical", "high", "medium", "low", "info"]);
export type SignalSeverity = z.infer<typeof SignalSeverity>;

/** Why a metric moved, in words, and the question that shows it in full. */
export const SignalWhy = z.object({ text: z.string(), question: z.string(), semanticQuery: SemanticQuery });
export type SignalWhy = z.infer<typeof SignalWhy>;

/**
 * Something that happened, from the data's signal_events, from Datadog or from the watch on metrics. Money in `value` and
 * `baseline` is in major units, as in the data. `why` and `settled` are the watch's: no longer standing, and since when.
 */
export const Signal = z.object({
  id: z.string(),
  source: z.string(),
  kind: z.string(),
  severity: SignalSeverity,
  title: z.string(),
  message: z.string(),
  metric: z.string().nullable(),
  value: z.number().nullable(),
  baseline: z.number().nullable(),
  region: z.string().nullable(),
  customerId: z.string().nullable(),
  occurredAt: z.string(),
  why: SignalWhy.optional(),
  settled: z.object({ at: z.string(), reason: z.string() }).optional(),
});
export type Signal = z.infer<typeof Signal>;

export const SentimentRequest = z.strictObject({ text: z.string().min(1).max(8000) });
export type SentimentRequest = z.infer<typeof SentimentRequest>;

export const LlmStatus = z.object({
  configured: z.boolean(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  baseUrl: z.string().nullable(),
  circuit: z.enum(["closed", "open", "half_open"]),
  lastError: z.string().nullable(),
  calls: z.number().int(),
});
export type LlmStatus = z.infer<typeof LlmStatus>;
