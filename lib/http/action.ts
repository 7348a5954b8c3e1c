import type { Problem } from "@/lib/contract/problem";
import { newRequestId, toProblem } from "./problem";

/** What every server action returns: a form shows the same problem that the API would answer. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; problem: Problem };

/** Runs one verb for a server action; whatever it throws becomes a Problem. */
export async function runAction<T>(work: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, data: await work() };
  } catch (error) {
    if (isNextSignal(error)) throw error;
    return { ok: false, problem: toProblem(error, newRequestId()) };
  }
}

/** `redirect()` and `notFound()` work by throwing an error with a NEXT_ digest: Next must see it. */
function isNextSignal(error: unknown): boolean {
  return (
    error instanceof Error && "digest" in error && typeof error.digest === "string" && error.digest.startsWith("NEXT_")
  );
}
