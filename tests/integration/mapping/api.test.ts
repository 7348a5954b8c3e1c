import { getContext } from "@/agents/context";
import * as loadRoute from "@/app/api/data/load/route";
import * as proposeRoute from "@/app/api/data/mapping/propose/route";
import { LoadReport } from "@/lib/contract/dataset";
import { MappingProposal } from "@/lib/contract/mapping";
import { Problem } from "@/lib/contract/problem";
import { writeFolder } from "@/tests/support/data-folder";
import { temporaryFolder } from "@/tests/support/load-folder";
import { writeFiles } from "@/tests/support/mapped-folder";
import { STRIPE_FIVETRAN } from "./stripe-world";

process.env.OPSIQ_STATE_DIR = temporaryFolder();
process.env.OPSIQ_DATA_DIR = writeFolder();
afterAll(async () => (await getContext()).close());

function post(path: string, body: unknown): Request {
  return new Request(`http://localhost:3000/api${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

test("a mapping is proposed, confirmed as it came, and loaded", async () => {
  const folder = writeFiles(STRIPE_FIVETRAN);
  const before = (await getContext()).datasetId;
  const asked = await proposeRoute.POST(post("/data/mapping/propose", { folder }));
  const proposal = MappingProposal.parse(await asked.json());
  expect(proposal).toMatchObject({ source: "ready", open: [] });
  expect((await getContext()).datasetId).toBe(before);
  const answer = await loadRoute.POST(post("/data/load", { folder, mapping: proposal.mapping }));
  expect(LoadReport.parse(await answer.json())).toMatchObject({ status: "loaded" });
  expect((await getContext()).warehouse?.dataset.mapping?.name).toBe("stripe-fivetran");
});

test.each([
  [{ folder: "/no/such/folder" }, 404, "not_found"],
  [{}, 400, "validation"],
  [{ folder: "/tmp", more: 1 }, 400, "validation"],
])("a proposal for %j is refused", async (body, status, code) => {
  const response = await proposeRoute.POST(post("/data/mapping/propose", body));
  expect(Problem.parse(await response.json())).toMatchObject({ status, code });
});

test("a load through a mapping that does not fit names every fault, and the running data stays", async () => {
  const before = (await getContext()).datasetId;
  const folder = writeFiles(STRIPE_FIVETRAN);
  const refused = await loadRoute.POST(post("/data/load", { folder, mapping: "recurly-fivetran" }));
  const problem = Problem.parse(await refused.json());
  expect(problem.code).toBe("validation");
  expect(problem.errors[0]?.pointer).toMatch(/^recurly-fivetran\.yml:\d+:/);
  const unknown = await loadRoute.POST(post("/data/load", { folder, mapping: "netsuite" }));
  expect(Problem.parse(await unknown.json()).detail).toContain("stripe-fivetran");
  const malformed = await loadRoute.POST(post("/data/load", { folder, mapping: { name: "x", tables: {} } }));
  expect(malformed.status).toBe(400);
  expect((await getContext()).datasetId).toBe(before);
});
