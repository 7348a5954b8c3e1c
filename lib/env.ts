import { z } from "zod";
import { AppError } from "./errors";

const optionalText = z
  .string()
  .trim()
  .transform((text) => (text === "" ? undefined : text))
  .optional();
const optionalUrl = optionalText.pipe(z.url({ protocol: /^https?$/, error: "expected an http(s) URL" }).optional());
const optionalPostgresUrl = optionalText.pipe(
  z.url({ protocol: /^postgres(ql)?$/, error: "expected a postgres:// URL" }).optional(),
);
const milliseconds = z.coerce.number().int().min(100).max(600_000);

/** Every setting OpsIQ reads. `.env.example` lists the same names; a test holds the two together. */
export const Settings = z.object({
  PORT: z.coerce.number({ error: "expected a port number from 0 to 65535" }).int().min(0).max(65_535).default(3000),
  HOST: z.string().trim().min(1).default("127.0.0.1"),
  OPSIQ_MODE: z.enum(["mock", "real"]).default("mock"),
  OPSIQ_DATA_DIR: z.string().trim().min(1).default("data/demo"),
  OPSIQ_DETECTORS_DIR: z.string().trim().min(1).default("data/detectors"),
  OPSIQ_DETECTOR_TIMEOUT_MS: milliseconds.default(30_000),
  OPSIQ_STATE_DIR: z.string().trim().min(1).default(".opsiq"),
  OPSIQ_WAREHOUSE_URL: optionalPostgresUrl,
  OPSIQ_WAREHOUSE_ALLOW_WRITE: z.enum(["0", "1"]).default("0"),
  OPSIQ_WAREHOUSE_TIMEOUT_MS: milliseconds.default(120_000),
  OPSIQ_RAW_SQL: z.enum(["off", "on"]).default("off"),
  LLM_BASE_URL: optionalUrl,
  LLM_API_KEY: optionalText,
  LLM_MODEL: optionalText,
  LLM_TIMEOUT_MS: milliseconds.default(20_000),
  GROQ_API_KEY: optionalText,
  AIRIA_API_KEY: optionalText,
  AIRIA_BASE_URL: optionalUrl,
  AIRIA_PIPELINE_ID: optionalText,
  MODULATE_API_KEY: optionalText,
  MODULATE_BASE_URL: optionalUrl,
  LIGHTDASH_API_KEY: optionalText,
  LIGHTDASH_URL: optionalUrl,
  LIGHTDASH_PROJECT_UUID: optionalText,
  DATADOG_API_KEY: optionalText,
  DATADOG_APP_KEY: optionalText,
  DATADOG_SITE: z.string().trim().min(1).default("datadoghq.com"),
  DATADOG_BASE_URL: optionalUrl,
});
export type Settings = z.infer<typeof Settings>;

/** The names of the settings that hold secrets: never shown, logged, stored or sent to a page. */
export const SECRET_SETTINGS = [
  "OPSIQ_WAREHOUSE_URL",
  "LLM_API_KEY",
  "GROQ_API_KEY",
  "AIRIA_API_KEY",
  "MODULATE_API_KEY",
  "LIGHTDASH_API_KEY",
  "DATADOG_API_KEY",
  "DATADOG_APP_KEY",
] as const satisfies readonly (keyof Settings)[];

/**
 * Parses the environment once. An empty variable counts as absent.
 * @throws AppError `validation`, its message naming each variable at fault and what was expected.
 */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(
    Object.keys(Settings.shape).flatMap((name) => {
      const value = environment[name];
      return value === undefined || value.trim() === "" ? [] : [[name, value]];
    }),
  );
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ pointer: String(issue.path[0]), detail: issue.message }));
  throw new AppError("validation", details.map((fault) => `${fault.pointer}: ${fault.detail}`).join("; "), { details });
}

export interface LlmSettings {
  provider: string;
  baseUrl: string;
  apiKey: string;
  model: string;
  timeoutMs: number;
}

/** Which model server to use, or null: `LLM_BASE_URL` wins, else `GROQ_API_KEY` alone means Groq. */
export function llmSettings(settings: Settings): LlmSettings | null {
  if (settings.LLM_BASE_URL) {
    return {
      provider: new URL(settings.LLM_BASE_URL).hostname,
      baseUrl: settings.LLM_BASE_URL,
      apiKey: settings.LLM_API_KEY ?? settings.GROQ_API_KEY ?? "none",
      model: settings.LLM_MODEL ?? "openai/gpt-oss-120b",
      timeoutMs: settings.LLM_TIMEOUT_MS,
    };
  }
  const groq = settings.GROQ_API_KEY;
  const openai = settings.LLM_API_KEY;
  if (!groq && !openai) return null;
  return {
    provider: groq ? "Groq" : "OpenAI",
    baseUrl: groq ? "https://api.groq.com/openai/v1" : "https://api.openai.com/v1",
    apiKey: (groq ?? openai) as string,
    model: settings.LLM_MODEL ?? (groq ? "openai/gpt-oss-120b" : "gpt-5-mini"),
    timeoutMs: settings.LLM_TIMEOUT_MS,
  };
}
