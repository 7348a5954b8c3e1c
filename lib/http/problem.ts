import type { Problem } from "@/lib/contract/problem";
import { AppError, type ErrorCode, type FaultDetail } from "@/lib/errors";
import { writeLog } from "./log";

/** The one HTTP status of each error code. */
export const STATUS_BY_CODE: Record<ErrorCode, number> = {
  validation: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit_exceeded: 413,
  unavailable: 503,
  timeout: 504,
  internal: 500,
};

const TITLES: Record<ErrorCode, string> = {
  validation: "The request is not valid",
  unauthorized: "Sign in first",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "In conflict with the current state",
  limit_exceeded: "Over a limit",
  unavailable: "Not available right now",
  timeout: "Took too long",
  internal: "Something went wrong here",
};

/** A validation fault that has a more exact status than 400: 415 for a body that is not JSON by its own word. */
export class UnsupportedMediaType extends AppError {
  constructor(given: string) {
    super("validation", `Expected Content-Type application/json, not ${given.slice(0, 100)}`);
  }
}

/** A fresh id for one request, `req_…`: in the answer, and in the log when something broke. */
export function newRequestId(): string {
  return `req_${crypto.randomUUID()}`;
}

/**
 * Anything thrown, as the problem people see (RFC 9457). What is not an AppError becomes `internal` with no word of
 * the original message; 500s are logged as one JSON line with the request's id.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  const known = asAppError(error);
  const code = known?.code ?? "internal";
  if (code === "internal") writeLog("error", "request failed", { requestId, error });
  const detail = known ? known.message : `An unexpected error. Quote ${requestId} when you report it.`;
  return problem(code, detail, requestId, {
    errors: known?.details,
    status: known instanceof UnsupportedMediaType ? 415 : undefined,
  });
}

/** A problem from its parts. */
export function problem(
  code: ErrorCode,
  detail: string,
  requestId: string,
  { errors = [], status = STATUS_BY_CODE[code] }: { errors?: FaultDetail[]; status?: number } = {},
): Problem {
  return { type: `urn:opsiq:problem:${code}`, title: TITLES[code], status, detail, code, requestId, errors };
}

/** The problem as an `application/problem+json` answer. */
export function problemResponse(value: Problem): Response {
  return new Response(JSON.stringify(value), {
    status: value.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": value.requestId,
      ...(value.status === 503 ? { "retry-after": "5" } : {}),
    },
  });
}

/**
 * Next keeps module graphs apart and a DOMException may come from another realm, so errors are known by their shape,
 * not by their class.
 */
function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (typeof error !== "object" || error === null || !("name" in error) || !("message" in error)) return null;
  if (error.name === "TimeoutError") return new AppError("timeout", "The work took longer than its time limit");
  if (error.name !== "AppError" || !("code" in error) || !("details" in error)) return null;
  const { code, details, message } = error;
  if (typeof code !== "string" || !isErrorCode(code) || !Array.isArray(details)) return null;
  return new AppError(code, String(message), { cause: error, details });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(STATUS_BY_CODE, code);
}
