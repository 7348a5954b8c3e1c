import { AppError } from "@/lib/errors";

/** Reads one page of a list; a cursor that the list does not know is left out, and the answer says so. */
export function readPage<T>(
  read: (cursor: string | undefined) => T,
  cursor: string | undefined,
): { page: T; cursor: string | undefined; ignored: string[] } {
  if (cursor === undefined) return { page: read(undefined), cursor, ignored: [] };
  try {
    return { page: read(cursor), cursor, ignored: [] };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "validation") throw error;
    return { page: read(undefined), cursor: undefined, ignored: ["cursor"] };
  }
}
