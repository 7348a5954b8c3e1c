import type { z } from "zod";
import { AppError } from "@/lib/errors";

/** A position in a list as opaque text: base64url of JSON. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position), "utf8").toString("base64url");
}

/**
 * The position behind a cursor, checked by the list's own schema; null when there is no cursor.
 * @throws AppError `validation` at `cursor` for anything that this list did not hand out
 */
export function decodeCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(readPosition(cursor));
  if (parsed.success) return parsed.data;
  throw badCursor();
}

function readPosition(cursor: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) throw badCursor();
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch (cause) {
    throw badCursor(cause);
  }
}

function badCursor(cause?: unknown): AppError {
  const detail = "expected a nextCursor of this list";
  return new AppError("validation", `cursor: ${detail}`, { cause, details: [{ pointer: "cursor", detail }] });
}
