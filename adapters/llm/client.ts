import type { z } from "zod";
import { createCircuitBreaker, isTimeout } from "@/adapters/circuit-breaker";
import { pause } from "@/adapters/http";
import { createRedactor } from "@/adapters/redact";
import type { LlmSettings } from "@/lib/env";
import { AppError, messageOf } from "@/lib/errors";
import type { Clock, Llm, StructuredCall, StructuredResult } from "@/lib/ports";
import { costUsd } from "./cost";
import { type ChatBody, type ChatOutcome, createExchange } from "./exchange";
import { extractJsonObject } from "./extract-json";
import { createLadder, instructionOf, type Ladder, responseFormatOf } from "./ladder";
import { dropForcedNulls, type WireSchema, wireSchemaOf } from "./wire-schema";

/** Reasoning tokens count against the answer's budget: less than this cuts answers off. */
const MIN_COMPLETION_TOKENS = 2048;
const LONGEST_RATE_WAIT_MS = 2000;
const RECONNECT_WAIT_MS = 250;
const LONGEST_MESSAGE = 300;
const CIRCUIT_OPEN = "It failed or was too slow just before and is left alone for up to 30 s (circuit open)";

type Exchange = (body: ChatBody, signal: AbortSignal) => Promise<ChatOutcome>;

/**
 * The one client for reasoning calls, for any OpenAI-compatible server. Answers are checked by the call's schema and
 * go back with their faults as often as the call allows; a dead server opens the circuit. Needs no network until it is called.
 */
export function createLlm(settings: LlmSettings, options: { clock?: Clock } = {}): Llm {
  const { clock = () => new Date() } = options;
  const redact = createRedactor({ LLM_API_KEY: settings.apiKey === "none" ? undefined : settings.apiKey });
  const breaker = createCircuitBreaker(clock);
  const exchange = createExchange(settings);
  const ladder = createLadder();
  let calls = 0;
  let lastError: string | null = null;

  const fail = (code: "timeout" | "unavailable", message: string): never => {
    lastError = redact(message).slice(0, LONGEST_MESSAGE);
    throw new AppError(code, lastError);
  };
  const structured = async <T>(call: StructuredCall<T>): Promise<StructuredResult<T>> => {
    if (call.signal?.aborted) throw new AppError("timeout", "Stopped before the model was asked");
    const wire = wireSchemaOf(call.schema);
    if (!breaker.tryEnter()) throw new AppError("unavailable", CIRCUIT_OPEN);
    calls += 1;
    const startedMs = clock().getTime();
    const limit = AbortSignal.timeout(settings.timeoutMs);
    const signal = call.signal ? AbortSignal.any([limit, call.signal]) : limit;
    try {
      const result = await converse({ settings, exchange, ladder, call, wire, signal });
      breaker.succeeded();
      return { ...result, durationMs: clock().getTime() - startedMs };
    } catch (error) {
      if (limit.aborted) {
        breaker.failed("timeout");
        return fail("timeout", `The model did not answer within ${settings.timeoutMs / 1000} s`);
      }
      if (call.signal?.aborted) {
        // A caller that ran out of its own time says the model was slow; one that was cancelled says nothing.
        if (isTimeout(call.signal.reason)) breaker.failed("timeout");
        else breaker.left();
        return fail("timeout", "Stopped while the model was answering");
      }
      breaker.failed("failure");
      return fail("unavailable", messageOf(error));
    }
  };
  return {
    model: settings.model,
    structured,
    status: () => ({
      configured: true,
      provider: settings.provider,
      model: settings.model,
      baseUrl: withoutCredentials(settings.baseUrl),
      circuit: breaker.state(),
      lastError,
      calls,
    }),
  };
}

interface Conversation<T> {
  settings: LlmSettings;
  exchange: Exchange;
  ladder: Ladder;
  call: StructuredCall<T>;
  wire: WireSchema;
  signal: AbortSignal;
}

/** Asks until an answer fits: lower rungs on refused formats, one wait, one reconnect, one correction. */
async function converse<T>(talk: Conversation<T>): Promise<Omit<StructuredResult<T>, "durationMs">> {
  const { settings, exchange, ladder, call, wire, signal } = talk;
  const spent = { prompt: null as number | null, completion: null as number | null };
  let correction: { text: string; fault: string } | null = null;
  let repairsLeft = call.repairs ?? 1;
  let waited = false;
  let reconnected = false;
  for (;;) {
    const rung = ladder.rungFor(call.schemaName, wire);
    const outcome = await exchange(bodyOf(settings.model, call, wire, rung, correction), signal);
    signal.throwIfAborted();
    if (outcome.kind === "failed") throw new Error(outcome.message);
    if (outcome.kind === "unsupported_format") {
      if (!ladder.stepDown(rung, call.schemaName, outcome.scope)) throw new Error(outcome.message);
    } else if (outcome.kind === "rate_limited") {
      if (waited || outcome.waitMs === null || outcome.waitMs > LONGEST_RATE_WAIT_MS) throw new Error("rate limited");
      waited = true;
      await pause(outcome.waitMs, signal);
    } else if (outcome.kind === "unreachable") {
      if (reconnected) throw new Error(outcome.message);
      reconnected = true;
      await pause(RECONNECT_WAIT_MS, signal);
    } else {
      if (outcome.kind === "answer") {
        spent.prompt = add(spent.prompt, outcome.promptTokens);
        spent.completion = add(spent.completion, outcome.completionTokens);
      }
      const read = outcome.kind === "answer" ? readAnswer(call.schema, wire, outcome.text) : { fault: outcome.message };
      if ("value" in read) {
        return {
          value: read.value,
          model: (outcome.kind === "answer" ? outcome.model : null) ?? settings.model,
          promptTokens: spent.prompt,
          completionTokens: spent.completion,
          costUsd: costUsd(settings.baseUrl, settings.model, spent.prompt, spent.completion),
        };
      }
      if (repairsLeft <= 0) throw new Error(`The model's answer does not fit: ${read.fault}`);
      repairsLeft -= 1;
      correction = { text: outcome.text, fault: read.fault };
    }
  }
}

function bodyOf(
  model: string,
  call: StructuredCall<unknown>,
  wire: WireSchema,
  rung: ReturnType<Ladder["rungFor"]>,
  correction: { text: string; fault: string } | null,
): ChatBody {
  const messages: ChatBody["messages"] = [
    { role: "system", content: `${call.system}\n\n${instructionOf(rung, wire)}` },
    { role: "user", content: call.user },
  ];
  if (correction) {
    const schema = JSON.stringify(wire.full);
    if (correction.text !== "") messages.push({ role: "assistant", content: correction.text.slice(0, 4000) });
    messages.push({
      role: "user",
      content: `That answer cannot be used: ${correction.fault}\nAnswer again with only the JSON object. Its JSON schema:\n${schema}`,
    });
  }
  return {
    model,
    messages,
    max_completion_tokens: Math.max(MIN_COMPLETION_TOKENS, call.maxTokens ?? 0),
    ...(model.includes("gpt-oss") ? { reasoning_effort: "low" as const } : {}),
    // OpenAI's own reasoning models refuse any temperature but their default.
    ...(/^(?:gpt-5|o\d)/.test(model) ? {} : { temperature: 0.2 }),
    response_format: responseFormatOf(rung, call.schemaName, wire),
  };
}

function readAnswer<T>(schema: z.ZodType<T>, wire: WireSchema, text: string): { value: T } | { fault: string } {
  const found = extractJsonObject(text);
  if (!found) return { fault: "it holds no complete JSON object" };
  const parsed = schema.safeParse(dropForcedNulls(found, wire.full));
  if (parsed.success) return { value: parsed.data };
  const faults = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join(".") || "(root)"}: ${issue.message}`);
  return { fault: faults.join("; ") };
}

function add(sum: number | null, more: number | null): number | null {
  return more === null ? sum : (sum ?? 0) + more;
}

function withoutCredentials(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.username = "";
  url.password = "";
  return url.href.replace(/\/+$/, "");
}
