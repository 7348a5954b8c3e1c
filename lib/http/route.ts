import type { z } from "zod";
import type { Operation } from "@/lib/contract/operations";
import { AppError } from "@/lib/errors";
import { readJsonBody } from "./body";
import { assertSameOrigin } from "./origin";
import { faultsOf, parseBody, parseQuery, toJsonPointer } from "./parse";
import { newRequestId, problemResponse, toProblem } from "./problem";
import { jsonResponse, Reply } from "./reply";

type Path<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Path<Rest> : never;

/** What a handler gets: everything parsed by the operation's own schemas. */
export interface RouteInput<O extends Operation> {
  params: Record<Path<O["path"]>, string>;
  query: O extends { query: infer Q extends z.ZodType } ? z.output<Q> : Record<string, never>;
  body: O extends { body: infer B extends z.ZodType } ? z.output<B> : undefined;
  request: Request;
  requestId: string;
}

type Handler<O extends Operation> = (
  input: RouteInput<O>,
) => Promise<z.output<O["response"]> | Reply<z.output<O["response"]>>>;

interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>;
}

/** Longest path parameter that can name anything here. */
const MAX_PARAM_LENGTH = 200;

/**
 * The Next route handler of one operation: parses, calls one verb, maps the result. Any error becomes
 * `application/problem+json`. Outside production the answer is checked against the operation's response schema.
 * @example export const GET = route(OPERATIONS.getCase, ({ params }) => readCase(params.caseId));
 */
export function route<const O extends Operation>(
  operation: O,
  handler: Handler<O>,
): (request: Request, context?: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const requestId = newRequestId();
    try {
      if (operation.method !== "GET") assertSameOrigin(request);
      const params = checkParams((await context?.params) ?? {});
      const query = parseQuery(new URL(request.url).searchParams, operation.query);
      const body = operation.body ? parseBody(await readJsonBody(request), operation.body) : undefined;
      // The schemas just run are O's own; TypeScript cannot carry that through the optional members.
      const input = { params, query, body, request, requestId } as RouteInput<O>;
      const result = await handler(input);
      const reply = result instanceof Reply ? result : new Reply(result, 200, {});
      if (process.env.NODE_ENV !== "production") checkResponse(operation, reply.body);
      return jsonResponse(reply.body, reply.status, { "x-request-id": requestId, ...reply.headers });
    } catch (error) {
      return problemResponse(toProblem(error, requestId));
    }
  };
}

function checkParams(params: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value === "string" && value.length > 0 && value.length <= MAX_PARAM_LENGTH) return [name, value];
      throw new AppError("not_found", `No such ${name}`);
    }),
  );
}

function checkResponse(operation: Operation, body: unknown): void {
  const parsed = operation.response.safeParse(body);
  if (parsed.success) return;
  const faults = faultsOf(parsed.error, toJsonPointer).map((fault) => `${fault.pointer}: ${fault.detail}`);
  throw new Error(`${operation.id} answers against its own contract: ${faults.slice(0, 5).join("; ")}`);
}
