import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getContext } from "@/agents/context";
import * as changeRoute from "@/app/api/detectors/[detectorId]/change/route";
import * as detectorRoute from "@/app/api/detectors/[detectorId]/route";
import * as trialRoute from "@/app/api/detectors/[detectorId]/trial/route";
import * as undoRoute from "@/app/api/detectors/[detectorId]/undo/route";
import * as listRoute from "@/app/api/detectors/route";
import { DetectorChange, DetectorDetail, DetectorList, DetectorTrial } from "@/lib/contract/detector";
import { Problem } from "@/lib/contract/problem";

const stateDir = mkdtempSync(join(tmpdir(), "opsiq-detectors-api-"));
beforeAll(async () => {
  process.env.OPSIQ_STATE_DIR = stateDir;
  await getContext();
});
afterAll(async () => {
  await (await getContext()).close();
  rmSync(stateDir, { recursive: true, force: true });
});

const url = (path: string) => `http://127.0.0.1:3000/api/detectors${path}`;
const params = (detectorId: string) => ({ params: Promise.resolve({ detectorId }) });
const post = (body: unknown, headers: Record<string, string> = {}) =>
  new Request(url("/x/trial"), {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
const problemOf = async (response: Response) => Problem.parse(await response.json());

test("all are listed, one is told in full, an unknown one is a 404", async () => {
  const list = DetectorList.parse(await (await listRoute.GET(new Request(url("")))).json());
  expect(list).toMatchObject({ version: "v0", refused: [] });
  expect(list.detectors).toHaveLength(21);
  const detail = await detectorRoute.GET(new Request(url("/manual_credit")), params("manual_credit"));
  expect(DetectorDetail.parse(await detail.json())).toMatchObject({
    needs: ["refunds.issued_by", "refunds.approved_by"],
    missing: [],
    setting: { enabled: true, parameters: {}, fileHash: null },
    statements: [expect.stringContaining("-- $1")],
  });
  const missing = await detectorRoute.GET(new Request(url("/nobody")), params("nobody"));
  expect(missing.status).toBe(404);
});

test("a trial, the change that rests on it, and its undo", async () => {
  const body = { enabled: false };
  const early = await changeRoute.POST(post(body), params("refund_spike"));
  expect([early.status, (await problemOf(early)).code]).toEqual([409, "conflict"]);
  const tried = await trialRoute.POST(post(body), params("refund_spike"));
  expect(DetectorTrial.parse(await tried.json())).toMatchObject({
    differences: [{ lost: { cases: 1, cents: 112_800 } }],
  });
  const changed = DetectorChange.parse(await (await changeRoute.POST(post(body), params("refund_spike"))).json());
  expect(changed).toMatchObject({ version: "v1", event: { by: "local", to: { enabled: false } } });
  const eventId = changed.event.id;
  const undone = await undoRoute.POST(post({ eventId }), params("refund_spike"));
  expect(DetectorChange.parse(await undone.json())).toMatchObject({ version: "v2", event: { undoes: eventId } });
  expect((await undoRoute.POST(post({ eventId }), params("refund_spike"))).status).toBe(409);
});

test.each<[unknown, Record<string, string>, number]>([
  [{}, {}, 400],
  [{ enabled: "yes" }, {}, 400],
  [{ enabled: true, sql: "select 1" }, {}, 400],
  [{ enabled: true, parameters: { k: "3" } }, {}, 400],
  [{ enabled: true, parameters: { k: 100 } }, {}, 400],
  [{ enabled: true, actor: "opsiq" }, {}, 403],
  [{ enabled: true }, { origin: "https://evil.example" }, 403],
])("a trial of %j with %j is answered %i", async (body, headers, status) => {
  expect((await trialRoute.POST(post(body, headers), params("refund_spike"))).status).toBe(status);
});
