/**
 * The first system code (`ECONNREFUSED`, `UND_ERR_SOCKET`) along an error's causes, else null. Read by shape, not by
 * class: fetch's errors may come from another realm. Messages are left alone: they can hold URLs and header values.
 */
export function errorCode(error: unknown): string | null {
  let at: unknown = error;
  for (let depth = 0; depth < 5 && typeof at === "object" && at !== null; depth += 1) {
    if ("code" in at && typeof at.code === "string" && at.code !== "") return at.code;
    at = "cause" in at ? at.cause : null;
  }
  return null;
}
