import { AppError } from "@/lib/errors";
import { newRequestId, problemResponse, toProblem } from "@/lib/http/problem";

/** Every path under /api that no operation has: a problem, not a page. */
function answerNothing(request: Request): Response {
  const { pathname } = new URL(request.url);
  return problemResponse(
    toProblem(new AppError("not_found", `There is nothing at ${pathname.slice(0, 200)}`), newRequestId()),
  );
}

export const GET = answerNothing;
export const POST = answerNothing;
export const PUT = answerNothing;
export const PATCH = answerNothing;
export const DELETE = answerNothing;
