import { getContext } from "@/agents/context";
import * as loadRoute from "@/app/api/data/load/route";
import * as proposeRoute from "@/app/api/data/mapping/propose/route";
import * as uploadRoute from "@/app/api/data/upload/route";
import { LoadReport, UploadReply } from "@/lib/contract/dataset";
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

const upload = (fields: Record<string, string>, files: Record<string, string>) => {
  const body = new FormData();
  for (const [name, text] of Object.entries(files)) body.append("files", new File([text], name));
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return uploadRoute.POST(new Request("http://localhost:3000/api/data/upload", { method: "POST", body }));
};

test("foreign files are uploaded through a ready mapping, and the next ones without naming it", async () => {
  const first = UploadReply.parse(
    await (await upload({ mapping: "stripe-fivetran", dataset: "own" }, STRIPE_FIVETRAN)).json(),
  );
  expect(first).toMatchObject({ status: "loaded", dataset: { isContinued: false } });
  const next = UploadReply.parse(await (await upload({}, STRIPE_FIVETRAN)).json());
  expect(next).toMatchObject({ status: "loaded", dataset: { isContinued: true } });
});

test.each([
  [{ dataset: "data_1" }, 400, "validation"],
  [{ dataset: "data_000000000000" }, 404, "not_found"],
])("an upload with %j is refused", async (fields, status, code) => {
  const response = await upload(fields, { "refunds.csv": "refund_id" });
  expect(Problem.parse(await response.json())).toMatchObject({ status, code });
});

test("a body that is no form is refused", async () => {
  const response = await uploadRoute.POST(post("/data/upload", {}));
  expect(Problem.parse(await response.json())).toMatchObject({ status: 400, code: "validation" });
});
