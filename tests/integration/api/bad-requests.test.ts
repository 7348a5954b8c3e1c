import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getContext } from "@/agents/context";
import * as decisionRoute from "@/app/api/actions/[actionId]/decision/route";
import * as questionRoute from "@/app/api/analyst/query/route";
import * as loadRoute from "@/app/api/data/load/route";
import * as feedbackRoute from "@/app/api/feedback/route";
import * as runRoute from "@/app/api/monitor/run/route";
import * as runsRoute from "@/app/api/runs/[runId]/route";
import * as requestRoute from "@/app/api/triage/cases/[caseId]/actions/route";
import * as caseRoute from "@/app/api/triage/cases/[caseId]/route";
import * as casesRoute from "@/app/api/triage/cases/route";
import { Problem } from "@/lib/contract/problem";

const stateDir = mkdtempSync(join(tmpdir(), "opsiq-api-"));
beforeAll(async () => {
  process.env.OPSIQ_STATE_DIR = stateDir;
  await getContext();
});
afterAll(async () => {
  await (await getContext()).close();
  rmSync(stateDir, { recursive: true, force: true });
});

const url = (path: string) => `http://127.0.0.1:3000/api${path}`;
const post = (path: string, body: string) =>
  new Request(url(path), { method: "POST", body, headers: { "content-type": "application/json" } });
const context = (params: Record<string, string>) => ({ params: Promise.resolve(params) });

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  return Problem.parse(await response.json());
}

test.each([
  ["an unknown verdict", '{"caseId":"case_1","verdict":"maybe"}', 400, "/verdict"],
  ["a body that is not JSON", "verdict=approve", 400, ""],
  ["a member nobody asked for", '{"caseId":"case_1","verdict":"approve","role":"admin"}', 400, "/role"],
  ["a body without the case", '{"verdict":"approve"}', 400, "/caseId"],
])("feedback refuses %s", async (_, body, status, pointer) => {
  const problem = await problemOf(await feedbackRoute.POST(post("/feedback", body)));
  expect(problem).toMatchObject({ status, code: "validation" });
  expect(problem.errors.map((fault) => fault.pointer)).toContain(pointer);
});

test("feedback on a case that is not there is a 404 that names it", async () => {
  const response = await feedbackRoute.POST(post("/feedback", '{"caseId":"case_nope","verdict":"approve"}'));
  expect(await problemOf(response)).toMatchObject({
    status: 404,
    code: "not_found",
    detail: expect.stringContaining("case_nope"),
  });
});

test("a body of 5 MB is refused without being read to the end", async () => {
  const problem = await problemOf(await feedbackRoute.POST(post("/feedback", "x".repeat(5_000_000))));
  expect(problem).toMatchObject({ status: 413, code: "limit_exceeded" });
});

test.each([
  ["limit=0", "limit"],
  ["limit=201", "limit"],
  ["limit=ten", "limit"],
  ["status=%00%FF", "status"],
  ["sort=drop+table", "sort"],
  ["nonsense=1", ""],
  ["cursor=%F0%9F%92%A9", "cursor"],
])("the case list refuses ?%s", async (query, pointer) => {
  const problem = await problemOf(await casesRoute.GET(new Request(url(`/triage/cases?${query}`))));
  expect(problem.status).toBe(400);
  if (pointer) expect(problem.errors.map((fault) => fault.pointer)).toContain(pointer);
});

test("a folder that does not exist is a 404, and the running data stays", async () => {
  const before = (await getContext()).datasetId;
  const problem = await problemOf(await loadRoute.POST(post("/data/load", '{"folder":"/no/such/folder"}')));
  expect(problem).toMatchObject({ status: 404, code: "not_found" });
  expect((await getContext()).datasetId).toBe(before);
});

test("a case, a run and an action that are not there are 404", async () => {
  const responses = [
    await caseRoute.GET(new Request(url("/triage/cases/x")), context({ caseId: "x" })),
    await runsRoute.GET(new Request(url("/runs/x")), context({ runId: "x" })),
    await decisionRoute.POST(
      post("/actions/x/decision", '{"decision":"approve","decidedBy":"ana"}'),
      context({ actionId: "x" }),
    ),
  ];
  for (const response of responses) expect((await problemOf(response)).status).toBe(404);
});

test("a run asked for while one runs gets 409", async () => {
  const [first, second] = await Promise.all([
    runRoute.POST(post("/monitor/run", "")),
    runRoute.POST(post("/monitor/run", "")),
  ]);
  expect([first.status, second.status].sort()).toEqual([200, 409]);
});

test("whoever asks for an action cannot approve it; another can, once", async () => {
  const list = await (await casesRoute.GET(new Request(url("/triage/cases?limit=1")))).json();
  const caseId = String(list.cases[0].id);
  const asked = await requestRoute.POST(post("/x", '{"requestedBy":"Ana"}'), context({ caseId }));
  const actionId = String((await asked.json()).id);
  const decide = (name: string) =>
    decisionRoute.POST(post("/x", JSON.stringify({ decision: "approve", decidedBy: name })), context({ actionId }));
  expect((await problemOf(await decide(" ana "))).code).toBe("forbidden");
  expect((await problemOf(await decide("opsiq"))).code).toBe("forbidden");
  expect((await (await decide("Ben")).json()).status).toBe("sent");
  expect((await problemOf(await decide("Cleo"))).code).toBe("conflict");
});

test.each(["", " ", "x".repeat(10_001)])(
  "an unusable question is refused or answered, never a fault (%#)",
  async (question) => {
    const response = await questionRoute.POST(post("/analyst/query", JSON.stringify({ question })));
    expect(response.status).toBeLessThan(500);
  },
);
