/** A handler's answer with a status or headers of its own; a plain value means 200. */
export class Reply<T = unknown> {
  constructor(
    readonly body: T,
    readonly status: number,
    readonly headers: Record<string, string>,
  ) {}
}

/** Answers with this status and these headers; the body is checked against the operation's response all the same. */
export function respond<T>(
  body: T,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Reply<T> {
  return new Reply(body, status, headers);
}

/** JSON that no cache keeps. */
export function jsonResponse(body: unknown, status: number, headers: Record<string, string>): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}
