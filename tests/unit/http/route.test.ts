import { z } from "zod";
import type { Operation } from "@/lib/contract/operations";
import { Problem } from "@/lib/contract/problem";
import { AppError } from "@/lib/errors";
import { respond } from "@/lib/http/reply";
import { route } from "@/lib/http/route";

const LIST = {
  id: "listThings",
  method: "GET",
  path: "/things/{thingId}",
  summary: "Things",
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    kind: z.enum(["a", "b"]).optional(),
  }),
  response: z.object({ thing: z.string(), limit: z.number() }),
  problems: [404],
} as const satisfies Operation;

const SEND = {
  id: "sendThing",
  method: "POST",
  path: "/things",
  summary: "Send",
  body: z.strictObject({ name: z.string().min(1), tags: z.array(z.string()).default([]) }),
  response: z.object({ name: z.string(), tags: z.array(z.string()) }),
  problems: [400],
} as const satisfies Operation;

const list = route(LIST, async ({ params, query }) => ({ thing: params.thingId, limit: query.limit }));
const send = route(SEND, async ({ body }) => body);

const get = (search = "", thingId = "t1") =>
  list(new Request(`http://localhost:3000/api/things/${thingId}${search}`), {
    params: Promise.resolve({ thingId }),
  });
const post = (body: BodyInit | null, headers: Record<string, string> = { "content-type": "application/json" }) =>
  send(new Request("http://localhost:3000/api/things", { method: "POST", body, headers }));

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.requestId).toBe(response.headers.get("x-request-id"));
  return problem;
}

let logged: string[];
beforeEach(() => {
  logged = [];
  jest.spyOn(process.stderr, "write").mockImplementation((line) => {
    logged.push(String(line));
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

test("parses params and query with defaults, and answers JSON that no cache keeps", async () => {
  const response = await get();
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({ thing: "t1", limit: 50 });
  expect(await (await get("?limit=7")).json()).toEqual({ thing: "t1", limit: 7 });
});

test.each([
  ["?limit=0", ["limit"]],
  ["?limit=201", ["limit"]],
  ["?limit=x&kind=c", ["limit", "kind"]],
  ["?nope=1&__proto__=2&limit=1", ["nope", "__proto__"]],
  ["?limit=1&limit=2", ["limit"]],
  ["?kind=", ["kind"]],
  ["?%00=1", ["\0"]],
])("a bad query %s names each parameter", async (search, names) => {
  const problem = await problemOf(await get(search));
  expect(problem).toMatchObject({ status: 400, code: "validation" });
  expect(problem.errors.map((fault) => fault.pointer).sort()).toEqual([...names].sort());
});

test("an operation without a query takes none", async () => {
  const ping = route({ ...SEND, method: "GET", body: undefined }, async () => ({ name: "n", tags: [] }));
  expect((await ping(new Request("http://localhost/api/things?a=1"))).status).toBe(400);
});

test("a parameter too long to name anything is not found", async () => {
  expect(await problemOf(await get("", "x".repeat(201)))).toMatchObject({ status: 404, code: "not_found" });
});

test("a body is parsed, with faults as JSON pointers", async () => {
  expect(await (await post('{"name":"n"}')).json()).toEqual({ name: "n", tags: [] });
  const problem = await problemOf(await post('{"name":"","tags":["a",1],"a/b":1}'));
  expect(problem.errors.map((fault) => fault.pointer).sort()).toEqual(["/a~1b", "/name", "/tags/1"]);
});

test.each<[string, BodyInit, number, string]>([
  ["prose", "hello", 400, "validation"],
  ["half a document", '{"name":', 400, "validation"],
  ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), 400, "validation"],
  ["a list", "[]", 400, "validation"],
  ["null", "null", 400, "validation"],
  ["nothing at all", "", 400, "validation"],
  ["5 MB", JSON.stringify({ name: "x".repeat(5_000_000) }), 413, "limit_exceeded"],
])("a body of %s is refused", async (_what, body, status, code) => {
  expect(await problemOf(await post(body))).toMatchObject({ status, code });
});

test("only JSON is a JSON body; no content type at all is fine", async () => {
  expect(await problemOf(await post('{"name":"n"}', { "content-type": "text/plain" }))).toMatchObject({ status: 415 });
  expect((await post(new TextEncoder().encode('{"name":"n"}'), {})).status).toBe(200);
  expect((await post('{"name":"n"}', { "content-type": "application/json; charset=utf-8" })).status).toBe(200);
});

test("an endless body without a length is read no further than the cap", async () => {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  const half: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
  const request = new Request("http://localhost/api/things", half);
  expect(await problemOf(await send(request))).toMatchObject({ status: 413, code: "limit_exceeded" });
  expect(pulled).toBeLessThan(20);
});

test.each([
  [{ "sec-fetch-site": "cross-site" }, 403],
  [{ "sec-fetch-site": "same-site" }, 403],
  [{ "sec-fetch-site": "same-origin" }, 200],
  [{ "sec-fetch-site": "none" }, 200],
  [{ origin: "https://evil.example" }, 403],
  [{ origin: "null" }, 403],
  [{ origin: "http://localhost:3000" }, 200],
  [{ origin: "http://127.0.0.1:4000", host: "127.0.0.1:4000" }, 200],
  [{ origin: "http://127.0.0.1:4001", host: "127.0.0.1:4000" }, 403],
])("a POST with %j answers %i", async (headers, status) => {
  const response = await post('{"name":"n"}', { "content-type": "application/json", ...headers });
  expect(response.status).toBe(status);
});

test.each([
  ["validation", 400],
  ["unauthorized", 401],
  ["forbidden", 403],
  ["not_found", 404],
  ["conflict", 409],
  ["limit_exceeded", 413],
  ["unavailable", 503],
  ["timeout", 504],
  ["internal", 500],
] as const)("an AppError %s answers %i with its message", async (code, status) => {
  const failing = route(SEND, async () => {
    throw new AppError(code, "what happened", { details: [{ pointer: "/x", detail: "why" }] });
  });
  const json = { method: "POST", body: '{"name":"n"}', headers: { "content-type": "application/json" } };
  const problem = await problemOf(await failing(new Request("http://localhost/", json)));
  expect(problem).toMatchObject({ status, code, detail: "what happened", errors: [{ pointer: "/x", detail: "why" }] });
});

test("anything else thrown is a 500 that says nothing, and one JSON line that says all", async () => {
  const failing = route(LIST, async () => {
    throw new Error("password=hunter2 at /srv/app");
  });
  const response = await failing(new Request("http://localhost/api/things/t1"));
  const problem = await problemOf(response);
  expect(problem).toMatchObject({ status: 500, code: "internal", errors: [] });
  expect(JSON.stringify(problem)).not.toMatch(/hunter2|srv/);
  expect(logged).toHaveLength(1);
  expect(JSON.parse(logged[0] ?? "")).toMatchObject({
    level: "error",
    requestId: problem.requestId,
    error: { message: "password=hunter2 at /srv/app" },
  });
});

test("an answer against the contract is caught before it leaves", async () => {
  const wrong = route<Operation>(LIST, async () => ({ thing: 1 }));
  expect((await problemOf(await wrong(new Request("http://localhost/api/things/t1")))).status).toBe(500);
  expect(logged.join("")).toContain("listThings answers against its own contract: /thing");
});

test("a handler may set status and headers", async () => {
  const accepted = route(LIST, async () =>
    respond({ thing: "t", limit: 1 }, { status: 202, headers: { location: "/api/runs/run_1" } }),
  );
  const response = await accepted(new Request("http://localhost/api/things/t1"));
  expect([response.status, response.headers.get("location")]).toEqual([202, "/api/runs/run_1"]);
});
