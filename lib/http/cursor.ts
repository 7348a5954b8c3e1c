import type { z } from "zod";
import { AppError } from "../errors";

/** An opaque position in a list: base64url of the sort keys of the last row shown. */
export function encodeCursor(position: Record<string, string | number | null>): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** @throws AppError `validation` naming `cursor` when the text is not one this list gave out. */
export function decodeCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, "base64url").toString("utf8")));
  if (parsed.success) return parsed.data;
  throw new AppError("validation", "cursor is not one that this list gave out", {
    details: [{ pointer: "cursor", detail: "expected the nextCursor of an earlier page" }],
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
