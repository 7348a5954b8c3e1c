import OpenAI from "openai";
import { z } from "zod";
import { errorCode } from "@/adapters/error-code";
import { readText, requestedWaitMs } from "@/adapters/http-body";
import type { LlmSettings } from "@/lib/env";

export type ChatBody = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** What came of one request; messages are for people and not yet redacted. */
export type ChatOutcome =
  | { kind: "answer"; text: string; model: string | null; promptTokens: number | null; completionTokens: number | null }
  | { kind: "unsupported_format"; scope: "server" | "schema"; message: string }
  | { kind: "invalid_json"; message: string; text: string }
  | { kind: "rate_limited"; waitMs: number | null }
  | { kind: "unreachable"; message: string }
  | { kind: "failed"; message: string };

const MAX_ANSWER_BYTES = 2_000_000;

const Completion = z.looseObject({
  model: z.string().nullish(),
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .looseObject({ prompt_tokens: z.number().int().nullish(), completion_tokens: z.number().int().nullish() })
    .nullish(),
});

const ServerError = z.looseObject({
  message: z.string().nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  param: z.string().nullish(),
  failed_generation: z.string().nullish(),
});

/**
 * Sends single requests through the openai client: the base URL is always the settings' own (OPENAI_BASE_URL is
 * ignored), nothing is retried or logged by the client, redirects are not followed, answers are capped.
 */
export function createExchange(settings: LlmSettings): (body: ChatBody, signal: AbortSignal) => Promise<ChatOutcome> {
  const client = new OpenAI({
    baseURL: settings.baseUrl,
    apiKey: settings.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    timeout: settings.timeoutMs,
    maxRetries: 0,
    logLevel: "off",
    fetch: async (url, init) => {
      const response = await fetch(url, { ...init, redirect: "manual" });
      const text = await readText(response, MAX_ANSWER_BYTES);
      return new Response(text === "" ? null : text, { status: response.status, headers: response.headers });
    },
  });
  return async (body, signal) => {
    try {
      return readCompletion(await client.chat.completions.create(body, { signal }));
    } catch (error) {
      return readFailure(error);
    }
  };
}

function readCompletion(raw: unknown): ChatOutcome {
  const carried = z.looseObject({ error: ServerError }).safeParse(raw);
  if (carried.success) return { kind: "failed", message: `The model server reported: ${carried.data.error.message}` };
  const parsed = Completion.safeParse(raw);
  if (!parsed.success) return { kind: "failed", message: "The model server's answer is not a chat completion" };
  const { choices, usage, model } = parsed.data;
  const choice = choices[0];
  if (choice?.message.refusal) return { kind: "failed", message: "The model refused to answer" };
  const reason = choice?.finish_reason;
  if (reason === "length") return { kind: "failed", message: "The model's answer was cut off at the token limit" };
  if (reason === "content_filter" || reason === "error") {
    return { kind: "failed", message: `The model stopped early (${reason})` };
  }
  return {
    kind: "answer",
    text: choice?.message.content ?? "",
    model: model ?? null,
    promptTokens: usage?.prompt_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
  };
}

function readFailure(error: unknown): ChatOutcome {
  if (!(error instanceof OpenAI.APIError)) return { kind: "failed", message: "The model server's answer is not JSON" };
  if (error.status === undefined) {
    const code = errorCode(error) ?? "connection failed";
    return { kind: "unreachable", message: `The model server cannot be reached (${code})` };
  }
  const { status, headers } = error;
  const body = ServerError.safeParse(error.error);
  const { message, code, param, failed_generation } = body.success ? body.data : {};
  const said = `The model server answered ${status}${message ? `: ${message}` : ""}`;
  if (status === 429) return { kind: "rate_limited", waitMs: headers ? waitOf(headers) : null };
  if (status >= 500 || status === 498) return { kind: "unreachable", message: said };
  if (code === "json_validate_failed") return { kind: "invalid_json", message: said, text: failed_generation ?? "" };
  if (status === 400 || status === 422) {
    // A keyword fault also names response_format, so it is looked for first.
    if (
      /schema/i.test(message ?? "") &&
      !/does not support|json_schema[`'"]?\s+(?:is )?not|unsupported response/i.test(message ?? "")
    ) {
      return { kind: "unsupported_format", scope: "schema", message: said };
    }
    if (
      param === "response_format" ||
      /response[ _]format|json_schema|json_object|json mode|grammar/i.test(message ?? "")
    ) {
      return { kind: "unsupported_format", scope: "server", message: said };
    }
  }
  return { kind: "failed", message: said };
}

function waitOf(headers: Headers): number | null {
  const ms = Number(headers.get("retry-after-ms") ?? Number.NaN);
  return Number.isFinite(ms) ? ms : requestedWaitMs(headers, Date.now());
}
