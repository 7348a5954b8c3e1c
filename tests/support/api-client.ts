import type { z } from "zod";
import type { OperationId } from "@/lib/contract/operations";
import { OPERATIONS, type Operation } from "@/lib/contract/operations";

type ResponseOf<Id extends OperationId> = z.output<(typeof OPERATIONS)[Id]["response"]>;

/** Calls one operation over HTTP and reads its answer by the contract; any status but 200 fails the test. */
export async function callApi<Id extends OperationId>(
  url: string,
  id: Id,
  { body, query = "", path }: { body?: unknown; query?: string; path?: string } = {},
): Promise<ResponseOf<Id>> {
  const operation: Operation = OPERATIONS[id];
  const response = await fetch(`${url}/api${path ?? operation.path}${query}`, {
    method: operation.method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (response.status !== 200) throw new Error(`${id} answered ${response.status}: ${JSON.stringify(answer)}`);
  return operation.response.parse(answer) as ResponseOf<Id>;
}
