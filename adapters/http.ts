import type { z } from "zod";
import type { HttpExample } from "@/lib/contract/integration";
import { AppError } from "@/lib/errors";
import type { Clock } from "@/lib/ports";
import { createCircuitBreaker, isTimeout } from "./circuit-breaker";
import { errorCode } from "./error-code";
import { BodyTooLarge, readText, requestedWaitMs } from "./http-body";
import type { Redact } from "./redact";

/** What went wrong with an exchange. `sent` false means that no byte of the request can have reached the server. */
export interface HttpFault {
  kind: "not_sent" | "network" | "timeout" | "aborted" | "redirect" | "too_large" | "bad_answer" | "status";
  sent: boolean;
  status: number | null;
  /** One sentence for people; secrets are already redacted. */
  message: string;
  /** The server's answer as text, where there was one. */
  text: string | null;
  waitMs: number | null;
}

type HttpOutcome<T> = { ok: true; value: T; attempts: number } | { ok: false; fault: HttpFault; attempts: number };

interface HttpCall<T> {
  /** The request with `<NAME_OF_SETTING>` in place of secrets, exactly as status pages show it. */
  request: HttpExample;
  schema: z.ZodType<T>;
  /** `safe`: a repeat does no harm. `unsent`: repeated only while no byte can have been sent. */
  retry: "safe" | "unsent";
  /** Names the fault that an answer with a good HTTP status still reports, else null. */
  refusal?: (value: T) => string | null;
  /** False where a retryable status must not be retried after all (429 that means "out of credits"). */
  mayRetry?: (fault: HttpFault) => boolean;
  signal?: AbortSignal;
}

interface HttpClientOptions {
  /** From settings only; a request that leaves it is refused. */
  baseUrl: string;
  /** Values of the `<NAME>` marks in the authentication headers. */
  secrets: Readonly<Record<string, string | undefined>>;
  redact: Redact;
  clock: Clock;
  /** Per attempt. */
  timeoutMs?: number;
  /** Over all attempts and waits. */
  deadlineMs?: number;
  maxBodyBytes?: number;
  sleep?: Sleep;
  random?: () => number;
}

export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;
type HttpClient = <T>(call: HttpCall<T>) => Promise<HttpOutcome<T>>;

const MAX_ATTEMPTS = 3;
const MAX_WAIT_MS = 60_000;
const BACKOFF_MS = 500;
const RETRYABLE_STATUS = new Set([429, 500, 502, 503, 504]);
const AUTH_HEADERS = new Set(["dd-api-key", "dd-application-key", "authorization", "x-api-key"]);
/** Error codes that can only come before the connection stood. Those that may come later too (EHOSTUNREACH) are left out. */
const CONNECT_CODES =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

/**
 * The one way to the vendors: fixed base URL, time limit per attempt and in all, capped bodies, no redirects, answers
 * checked by zod, retries by the table of the vendors' rules, a circuit breaker over whole calls. Never throws; secrets
 * never reach its messages.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { redact, clock, sleep = pause, random = Math.random, deadlineMs = 30_000 } = options;
  const breaker = createCircuitBreaker(clock);
  const attemptAll: HttpClient = async (call) => {
    const deadline = clock().getTime() + deadlineMs;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await exchange(options, call, redact);
      if (outcome.ok || attempt >= MAX_ATTEMPTS || !isRetryable(call, outcome.fault)) {
        return { ...outcome, attempts: attempt };
      }
      const backoff = BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + random() / 2);
      const waitMs = Math.min(outcome.fault.waitMs ?? backoff, MAX_WAIT_MS);
      // A wait that ends past the deadline only delays the same failure.
      if (clock().getTime() + waitMs >= deadline) return { ...outcome, attempts: attempt };
      await sleep(waitMs, call.signal).catch(() => undefined);
      if (call.signal?.aborted) return { ...outcome, attempts: attempt };
    }
  };
  return async (call) => {
    if (!breaker.tryEnter()) return { ok: false, fault: circuitOpen(options.baseUrl), attempts: 0 };
    const outcome = await attemptAll(call);
    if (outcome.ok || isAlive(outcome.fault)) breaker.succeeded();
    else if (outcome.fault.kind === "timeout" || (outcome.fault.sent && isTimeout(call.signal?.reason))) {
      breaker.failed("timeout");
    } else if (outcome.fault.kind === "aborted") breaker.left();
    else breaker.failed("failure");
    return outcome;
  };
}

/** The server answered and meant it: a refusal is no reason to stop asking. */
function isAlive(fault: HttpFault): boolean {
  return fault.status !== null && fault.status < 500 && fault.status !== 429;
}

function circuitOpen(baseUrl: string): HttpFault {
  const message = `circuit open: ${hostOf(baseUrl)} failed and is left alone for up to 30 s`;
  return { kind: "not_sent", sent: false, status: null, message, text: null, waitMs: null };
}

function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : "the address of the settings";
}

/** The value of an outcome. @throws AppError `timeout` or `unavailable` with the fault's message. */
export function unwrap<T>(outcome: HttpOutcome<T>): T {
  if (outcome.ok) return outcome.value;
  const { kind, message } = outcome.fault;
  throw new AppError(kind === "timeout" || kind === "aborted" ? "timeout" : "unavailable", message);
}

/** Joins a base URL of the settings with a path, whether or not the base ends in a slash. */
export function joinUrl(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, "")}${path}`;
}

/** Sleeps; rejects at once when the signal fires. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function isRetryable<T>(call: HttpCall<T>, fault: HttpFault): boolean {
  if (fault.kind === "not_sent") return true;
  if (call.retry !== "safe" || call.mayRetry?.(fault) === false) return false;
  return fault.kind === "network" || (fault.status !== null && RETRYABLE_STATUS.has(fault.status));
}

async function exchange<T>(
  options: HttpClientOptions,
  call: HttpCall<T>,
  redact: Redact,
): Promise<{ ok: true; value: T } | { ok: false; fault: HttpFault }> {
  const { timeoutMs = 10_000, maxBodyBytes = 5_000_000, clock } = options;
  const { request } = call;
  const host = hostOf(options.baseUrl);
  const fail = (kind: HttpFault["kind"], message: string, more: Partial<HttpFault> = {}) => {
    const fault = { kind, sent: true, status: null, text: null, waitMs: null, ...more };
    return { ok: false as const, fault: { ...fault, message: redact(message) } };
  };
  if (!isInside(request.url, options.baseUrl))
    return fail("aborted", `${host} does not cover the address of this request`, { sent: false });
  const headers = headersWithSecrets(request.headers, options.secrets);
  if (typeof headers === "string") return fail("aborted", headers, { sent: false });
  if (call.signal?.aborted) return fail("aborted", `Stopped before ${host} was asked`, { sent: false });
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = call.signal ? AbortSignal.any([limit, call.signal]) : limit;
  let response: Response;
  let text: string;
  try {
    const body = request.body === undefined || request.body === null ? undefined : JSON.stringify(request.body);
    response = await fetch(request.url, { method: request.method, headers, body, redirect: "manual", signal });
    text = await readText(response, maxBodyBytes);
  } catch (error) {
    if (error instanceof BodyTooLarge) return fail("too_large", `${host} sent more than ${maxBodyBytes} bytes`);
    if (call.signal?.aborted) return fail("aborted", `Stopped while ${host} was answering`);
    if (limit.aborted) return fail("timeout", `${host} did not answer within ${timeoutMs / 1000} s`);
    const code = errorCode(error) ?? "no code";
    if (CONNECT_CODES.test(code)) return fail("not_sent", `${host} cannot be reached (${code})`, { sent: false });
    return fail("network", `The connection to ${host} broke (${code})`);
  }
  const { status } = response;
  const answer = { status, text };
  if (status >= 300 && status < 400) return fail("redirect", `${host} answered with a redirect (${status})`, answer);
  if (!response.ok) {
    const waitMs = requestedWaitMs(response.headers, clock().getTime());
    return fail("status", `${host} answered ${status}${explain(text)}`, { ...answer, waitMs });
  }
  const json = parseJson(text);
  if (json === undefined) return fail("bad_answer", `${host} answered with something that is not JSON`, answer);
  const parsed = call.schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join(".") || "the answer";
    return fail("bad_answer", `${host} answered in an unknown form: ${where}: ${issue?.message}`, answer);
  }
  const refusal = call.refusal?.(parsed.data) ?? null;
  return refusal === null ? { ok: true, value: parsed.data } : fail("status", `${host}: ${refusal}`, answer);
}

function isInside(url: string, baseUrl: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(baseUrl)) return false;
  const [target, base] = [new URL(url), new URL(baseUrl)];
  return target.origin === base.origin && target.pathname.startsWith(base.pathname.replace(/\/+$/, ""));
}

/** Headers ready to send, or a sentence saying which secret is missing or cannot be a header. */
function headersWithSecrets(
  headers: Readonly<Record<string, string>>,
  secrets: HttpClientOptions["secrets"],
): Record<string, string> | string {
  const filled: Record<string, string> = {};
  for (const [name, template] of Object.entries(headers)) {
    const setting = AUTH_HEADERS.has(name.toLowerCase()) ? /<([A-Z_]+)>/.exec(template)?.[1] : undefined;
    const secret = setting === undefined ? undefined : secrets[setting];
    if (setting !== undefined && secret === undefined) return `${setting} is not set`;
    if (secret !== undefined && !/^[\x21-\x7e]+$/.test(secret))
      return `${setting} holds characters a header cannot carry`;
    filled[name] = secret === undefined ? template : template.replace(`<${setting}>`, () => secret);
  }
  return filled;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The server's own words for an error, where its body has them in one of the usual places. */
function explain(text: string): string {
  const body = parseJson(text);
  if (typeof body !== "object" || body === null) return "";
  const members = new Map(Object.entries(body));
  const nested = members.get("error");
  const inner = typeof nested === "object" && nested !== null ? new Map(Object.entries(nested)).get("message") : nested;
  const errors = members.get("errors");
  const first = Array.isArray(errors) ? errors[0] : undefined;
  const words = [inner, first, members.get("detail"), members.get("title")].find((word) => typeof word === "string");
  return typeof words === "string" ? `: ${words.slice(0, 200)}` : "";
}
