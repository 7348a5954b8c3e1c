import type { Problem } from "@/lib/contract/problem";
import type { ActionResult } from "@/lib/http/action";

/** A refusal of the server, so that a mutation fails with the problem it answered. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = "Refusal";
  }
}

/** What an action answered. @throws Refusal */
export function dataOf<T>(result: ActionResult<T>): T {
  if (result.ok) return result.data;
  throw new Refusal(result.problem);
}

/** The problem behind a failed call; a server that did not answer is one too. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  return {
    type: "urn:opsiq:problem:unavailable",
    title: "No answer",
    status: 503,
    detail: "The server did not answer; try again.",
    code: "unavailable",
    requestId: "none",
    errors: [],
  };
}
