/** The closed list of reasons a verb may fail with; `lib/http` maps each to one HTTP status. */
export type ErrorCode =
  | "validation"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "limit_exceeded"
  | "unavailable"
  | "timeout"
  | "internal";

/** One fault in an input: `pointer` is a JSON pointer (or a parameter name), `detail` says what was expected. */
export interface FaultDetail {
  pointer: string;
  detail: string;
}

/** The only error verbs throw on purpose. `message` is shown to people: no paths, no secrets, no stack. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: FaultDetail[];

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: FaultDetail[] } = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details ?? [];
  }
}

/** The message of anything that was thrown, for logs and degraded reasons. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
