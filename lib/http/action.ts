import type { Problem } from "../contract/problem";
import { AppError } from "../errors";

/** What every server action answers: the data, or the same problem the API would send. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; problem: Problem };

const TITLES: Record<Problem["code"], { status: number; title: string }> = {
  validation: { status: 400, title: "Not accepted" },
  unauthorized: { status: 401, title: "Not signed in" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Not now" },
  limit_exceeded: { status: 429, title: "Too many" },
  unavailable: { status: 503, title: "Not available" },
  timeout: { status: 504, title: "Took too long" },
  internal: { status: 500, title: "Something failed" },
};

/** Runs the work of a server action; an AppError becomes its problem, anything else is thrown on. */
export async function runAction<T>(work: () => Promise<T> | T): Promise<ActionResult<T>> {
  try {
    return { ok: true, data: await work() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { status, title } = TITLES[error.code];
    return {
      ok: false,
      problem: {
        type: `urn:opsiq:problem:${error.code}`,
        title,
        status,
        detail: error.message,
        code: error.code,
        requestId: crypto.randomUUID(),
        errors: error.details,
      },
    };
  }
}
