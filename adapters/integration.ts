import type { HttpExample, IntegrationActivity, IntegrationId, IntegrationStatus } from "@/lib/contract/integration";
import { SECRET_SETTINGS, type Settings } from "@/lib/env";
import { AppError, messageOf } from "@/lib/errors";
import type { Clock, RecordActivity } from "@/lib/ports";
import type { Sleep } from "./http";
import { createRedactor, type Redact } from "./redact";

/** What every adapter is built from; `sleep` and `random` are injected by tests. */
export interface AdapterDeps {
  settings: Settings;
  record: RecordActivity;
  clock: Clock;
  sleep?: Sleep;
  random?: () => number;
}

interface IntegrationDescription {
  id: IntegrationId;
  title: string;
  role: string;
  settings: readonly { name: keyof Settings; required: boolean }[];
  /** Why a setting is needed, where "is not set" alone would puzzle. */
  missing?: Partial<Record<keyof Settings, string>>;
  /** The request it would send, before any was sent. */
  request: HttpExample;
}

/** One call as its integration tells it. */
interface CallReport<T> {
  value: T;
  summary: string;
  response: unknown;
  status?: IntegrationActivity["status"];
  error?: string | null;
}

export interface IntegrationLog {
  mode: "mock" | "real";
  redact: Redact;
  status(): IntegrationStatus;
  /** Runs one call, counts it, and records what was asked and answered; a throw is recorded and thrown on. */
  track<T>(operation: string, request: unknown, work: () => Promise<CallReport<T>>): Promise<T>;
  /** Remembers the last request that was really sent, for the status page. */
  sent(request: HttpExample): void;
}

const LONGEST_RECORD = 20_000;

/** Real only when OPSIQ_MODE says so and every required setting is there; else mock, with the reason. */
function selectMode(
  settings: Settings,
  description: Pick<IntegrationDescription, "settings" | "missing">,
): { mode: "mock" | "real"; reason: string | null } {
  if (settings.OPSIQ_MODE !== "real") return { mode: "mock", reason: "OPSIQ_MODE is mock" };
  const absent = description.settings.find((setting) => setting.required && settings[setting.name] === undefined);
  if (!absent) return { mode: "real", reason: null };
  return { mode: "mock", reason: description.missing?.[absent.name] ?? `${absent.name} is not set` };
}

/** The secrets of the settings by name, for header marks and for redaction. */
export function secretsOf(settings: Settings): Record<string, string | undefined> {
  return Object.fromEntries(SECRET_SETTINGS.map((name) => [name, settings[name]]));
}

/** State and activity of one integration. Everything that leaves it, to storage or to a page, is redacted here. */
export function createIntegrationLog(description: IntegrationDescription, deps: AdapterDeps): IntegrationLog {
  const { settings, record, clock } = deps;
  const { mode, reason } = selectMode(settings, description);
  const redact = createRedactor(secretsOf(settings));
  let calls = 0;
  let failing = false;
  let lastError: string | null = null;
  let lastRequest = description.request;
  const note = (error: string | null) => {
    calls += 1;
    failing = error !== null;
    if (error !== null) lastError = redact(error);
  };
  return {
    mode,
    redact,
    sent: (request) => {
      lastRequest = request;
    },
    status: () => ({
      id: description.id,
      title: description.title,
      role: description.role,
      mode,
      reason,
      health: calls === 0 ? "unused" : failing ? "failing" : "ok",
      lastError,
      calls,
      settings: description.settings.map(({ name, required }) => ({
        name,
        set: settings[name] !== undefined,
        required,
      })),
      request: redact(lastRequest),
    }),
    track: async (operation, request, work) => {
      const started = clock().getTime();
      const write = (status: IntegrationActivity["status"], summary: string, response: unknown) =>
        record({
          integration: description.id,
          mode,
          operation,
          status,
          summary: redact(summary),
          request: clip(redact(request)),
          response: clip(redact(response)),
          durationMs: clock().getTime() - started,
        });
      try {
        const report = await work();
        note(report.error ?? null);
        write(report.status ?? "ok", report.summary, report.response);
        return report.value;
      } catch (error) {
        const message = redact(messageOf(error));
        note(message);
        write("failed", message, { error: message });
        throw error instanceof AppError ? error : new AppError("unavailable", message);
      }
    },
  };
}

/** Keeps the activity log small: past the limit, the start of the JSON text and its length. */
function clip(value: unknown): unknown {
  const text = JSON.stringify(value) ?? "null";
  if (text.length <= LONGEST_RECORD) return value ?? null;
  return { clipped: text.slice(0, LONGEST_RECORD), characters: text.length };
}
