import type { z } from "zod";
import { AppError, type FaultDetail } from "@/lib/errors";

/**
 * The query string against the operation's schema. Unknown names, repeated names and bad values are all named.
 * An operation without a query schema takes no parameters.
 * @throws AppError `validation`
 */
export function parseQuery(search: URLSearchParams, schema: z.ZodObject | undefined): Record<string, unknown> {
  const names = [...new Set(search.keys())];
  const repeated = names.filter((name) => search.getAll(name).length > 1);
  if (repeated.length > 0)
    throw invalid(
      "query",
      repeated.map((name) => fault(name, "given more than once")),
    );
  if (!schema) {
    if (names.length > 0)
      throw invalid(
        "query",
        names.map((name) => fault(name, "unknown parameter")),
      );
    return {};
  }
  const parsed = schema.safeParse(Object.fromEntries(search));
  if (parsed.success) return parsed.data;
  throw invalid(
    "query",
    faultsOf(parsed.error, (path) => String(path[0] ?? "")),
  );
}

/**
 * The body against the operation's schema; faults carry JSON pointers (RFC 6901).
 * @throws AppError `validation`
 */
export function parseBody(value: unknown, schema: z.ZodType): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid("body", faultsOf(parsed.error, toJsonPointer));
}

/** RFC 6901: `["filters", 0, "a/b"]` is `/filters/0/a~1b`; the whole document is the empty string. */
export function toJsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Every fault of a failed parse; each unknown member gets a line of its own. */
export function faultsOf(error: z.ZodError, pointerOf: (path: readonly PropertyKey[]) => string): FaultDetail[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => fault(pointerOf([...issue.path, key]), "unknown name"))
      : [fault(pointerOf(issue.path), issue.message)],
  );
}

const MAX_FAULTS = 100;
const MAX_NAME_LENGTH = 200;

function fault(pointer: string, detail: string): FaultDetail {
  return { pointer: pointer.slice(0, MAX_NAME_LENGTH), detail };
}

function invalid(part: "query" | "body", faults: FaultDetail[]): AppError {
  const details = faults.slice(0, MAX_FAULTS);
  const first = details[0];
  const named = first ? `${first.pointer || "the whole"}: ${first.detail}` : "not as expected";
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return new AppError("validation", `The ${part} is not valid: ${named}${more}`, { details });
}
