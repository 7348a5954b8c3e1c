import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeLlmRequest {
  path: string;
  authorization: string | null;
  model: string;
  messages: { role: string; content: string }[];
  /** `text` when no response_format was sent, else its type (`json_schema`, `json_object`). */
  format: string;
  strict: boolean;
  schema: Record<string, unknown> | null;
  body: Record<string, unknown>;
}

/** How the fake answers one request. */
export type FakeLlmStep =
  /** Obedient: the value, or the smallest object that the request's JSON schema allows. */
  | { mode: "json"; value?: unknown; promptTokens?: number; completionTokens?: number }
  | { mode: "text"; text: string }
  | { mode: "prose" }
  | { mode: "garbage" }
  | { mode: "rate_limited"; retryAfterSeconds?: number }
  | { mode: "server_error"; status?: number; message?: string }
  | { mode: "client_error"; status: number; message: string; code?: string; param?: string }
  | { mode: "hang" }
  | { mode: "drip" }
  | { mode: "reset" }
  | { mode: "error_body"; message?: string }
  | { mode: "truncated" }
  | { mode: "format_unsupported" }
  | { mode: "keyword_unsupported" }
  | { mode: "validate_failed" }
  | { mode: "redirect"; to: string };

/** One step for ever, steps in turn (the last one stays), or a function of the request and its number from 0. */
export type FakeLlmScript = FakeLlmStep | FakeLlmStep[] | ((request: FakeLlmRequest, at: number) => FakeLlmStep);

export interface FakeLlm {
  /** For LLM_BASE_URL: ends in `/v1`. */
  baseUrl: string;
  requests: FakeLlmRequest[];
  /** Takes a new script from the next request on. */
  play(script: FakeLlmScript): void;
  close(): Promise<void>;
}

/** A real HTTP server on a free local port that speaks chat completions and misbehaves as told. */
export async function startFakeLlm(script: FakeLlmScript): Promise<FakeLlm> {
  const requests: FakeLlmRequest[] = [];
  let current = script;
  let at = 0;
  const server = createServer((request, response) => {
    void readRequest(request).then((read) => {
      requests.push(read);
      const step =
        typeof current === "function"
          ? current(read, at)
          : Array.isArray(current)
            ? (current[Math.min(at, current.length - 1)] ?? { mode: "json" as const })
            : current;
      at += 1;
      answer(step, read, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    play: (next) => {
      current = next;
      at = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(request: IncomingMessage): Promise<FakeLlmRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
  const format = body.response_format;
  return {
    path: request.url ?? "",
    authorization: request.headers.authorization ?? null,
    model: body.model,
    messages: body.messages ?? [],
    format: format?.type ?? "text",
    strict: format?.json_schema?.strict === true,
    schema: format?.json_schema?.schema ?? null,
    body,
  };
}

function answer(step: FakeLlmStep, request: FakeLlmRequest, response: ServerResponse): unknown {
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  const complete = (content: string, finish = "stop", usage = { prompt_tokens: 100, completion_tokens: 20 }) =>
    send(200, {
      id: "chatcmpl-fake",
      object: "chat.completion",
      created: 1_795_406_400,
      model: request.model,
      choices: [{ index: 0, finish_reason: finish, logprobs: null, message: { role: "assistant", content } }],
      usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
    });
  const refuse = (status: number, message: string, more: Record<string, unknown> = {}, headers = {}) =>
    send(status, { error: { message, type: "invalid_request_error", ...more } }, headers);
  switch (step.mode) {
    case "json":
      return complete(JSON.stringify(step.value ?? smallestInstance(request.schema ?? {})), "stop", {
        prompt_tokens: step.promptTokens ?? 100,
        completion_tokens: step.completionTokens ?? 20,
      });
    case "text":
      return complete(step.text);
    case "prose":
      return complete("I would look at the refunds first. The region is worth a closer look too.");
    case "garbage":
      return send(200, "<html>\u0000 not json at all");
    case "rate_limited": {
      const headers = step.retryAfterSeconds === undefined ? {} : { "retry-after": String(step.retryAfterSeconds) };
      return refuse(429, "Rate limit reached", { code: "rate_limit_exceeded" }, headers);
    }
    case "server_error":
      return refuse(step.status ?? 500, step.message ?? "Internal Server Error");
    case "client_error":
      return refuse(step.status, step.message, { code: step.code, param: step.param });
    case "hang":
      return;
    case "drip": {
      response.writeHead(200, { "Content-Type": "application/json" });
      const timer = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(timer));
      return;
    }
    case "reset":
      response.destroy();
      return;
    case "error_body":
      return send(200, { error: { code: 502, message: step.message ?? "Upstream provider failed" } });
    case "truncated":
      return complete('{"summary":"Checkout lat', "length");
    case "format_unsupported":
      return refuse(400, `This model does not support response format \`${request.format}\``, {
        param: "response_format",
      });
    case "keyword_unsupported":
      return refuse(
        400,
        "invalid schema for response format: response_format/json_schema/x: minItems is not supported",
      );
    case "validate_failed":
      return refuse(400, "Failed to generate JSON.", {
        code: "json_validate_failed",
        failed_generation: '{"summary":',
      });
    case "redirect":
      return send(302, "", { Location: step.to });
  }
}

/** The smallest value a JSON schema allows: first enum value, empty text and lists, 0, every required member. */
export function smallestInstance(schema: Record<string, unknown>): unknown {
  const node = new Map(Object.entries(schema));
  const list = (name: string): unknown[] => {
    const value = node.get(name);
    return Array.isArray(value) ? value : [];
  };
  if (node.has("const")) return node.get("const");
  if (list("enum").length > 0) return list("enum")[0];
  const options = [...list("anyOf"), ...list("oneOf")];
  if (options.length > 0) return smallestInstance(options[0] as Record<string, unknown>);
  const type = list("type")[0] ?? node.get("type");
  if (type === "object") {
    const members = (node.get("properties") ?? {}) as Record<string, Record<string, unknown>>;
    return Object.fromEntries(list("required").map((name) => [name, smallestInstance(members[String(name)] ?? {})]));
  }
  if (type === "array") return [];
  if (type === "number" || type === "integer") return 0;
  if (type === "boolean") return false;
  return type === "null" ? null : "";
}
