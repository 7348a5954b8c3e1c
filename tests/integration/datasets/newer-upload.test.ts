import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeData, loadFolder, loadUpload, type UploadWish } from "@/agents/data";
import { recordFeedback } from "@/agents/memory";
import { startInvestigation } from "@/agents/orchestrator";
import { listFeedback } from "@/db/feedback";
import { cases } from "@/db/tables";
import { TableName } from "@/lib/contract/dataset";
import { smallTable } from "@/tests/support/data-folder";
import { startContext, type TestServer } from "@/tests/support/demo-context";

const TIMEOUT_MS = 120_000;
let server: TestServer;

beforeEach(async () => {
  server = await startContext();
});
afterEach(() => server.stop());

const demo = (change: Partial<Record<TableName, (text: string) => string>> = {}) =>
  TableName.options.map((table) => {
    const text = readFileSync(`data/demo/${table}.csv`, "utf8");
    return new File([change[table]?.(text) ?? text], `${table}.csv`);
  });
const otherFirm = () => TableName.options.map((table) => new File([smallTable(table)], `${table}.csv`));
const upload = (files: File[], wish: UploadWish = {}) => loadUpload(server.context, files, { wish: () => wish });
const running = () => server.context.warehouse?.dataset;
const uploads = () => readdirSync(join(server.stateDir, "uploads"));

async function investigate() {
  const run = await startInvestigation(server.context).done;
  expect(run.status).toBe("ok");
  return server.context.db
    .select()
    .from(cases)
    .all()
    .filter(({ datasetId }) => datasetId === server.context.datasetId);
}

/** Takes the second of the two refunds that are one too many out of the file, as a reversal does. */
function withoutLine(text: string, key: string): string {
  const lines = text.split("\n");
  const left = lines.filter((line) => !line.startsWith(`${key},`));
  expect(left).toHaveLength(lines.length - 1);
  return left.join("\n");
}

test(
  "next month's upload goes on: one case a leak, its verdict kept, what was reversed closed as healed",
  async () => {
    expect(await upload(demo())).toMatchObject({ status: "loaded", dataset: { isContinued: false } });
    const first = running();
    const found = await investigate();
    expect(found).toHaveLength(6);
    const underbilling = found.find((row) => row.anomalyType === "underbilling");
    const duplicate = found.find((row) => row.anomalyType === "duplicate_refund");
    if (!underbilling || !duplicate) throw new Error("The demo's cases are not there");
    await recordFeedback(server.context, { caseId: underbilling.id, verdict: "approve", reviewer: "ana" });
    const repeated = duplicate.evidence.find((row) => row.role === "claimed")?.key ?? "";

    const newer = demo({ refunds: (text) => withoutLine(text, repeated) });
    expect(await upload(newer)).toMatchObject({
      status: "loaded",
      dataset: { id: first?.id, label: first?.label, isContinued: true },
    });
    expect(running()?.folder).not.toBe(first?.folder);
    const again = await investigate();
    expect(again.map((row) => row.id).sort()).toEqual(found.map((row) => row.id).sort());
    const byId = new Map(again.map((row) => [row.id, row]));
    expect(byId.get(underbilling.id)).toMatchObject({ status: "open", outcome: "confirmed" });
    expect(byId.get(underbilling.id)?.firstSeenAt).toBe(underbilling.firstSeenAt);
    expect(byId.get(duplicate.id)).toMatchObject({ status: "closed" });
    expect(listFeedback(server.context.db, server.context.datasetId, { limit: 10 }).feedback).toHaveLength(1);

    const before = running();
    await server.restart();
    expect(running()).toEqual(before);
  },
  TIMEOUT_MS,
);

test("an upload of another firm becomes a dataset of its own, and is refused as new data", async () => {
  await upload(demo());
  const first = running();
  const report = await upload(otherFirm(), { dataset: first?.id });
  expect(report).toMatchObject({ status: "refused", faultCount: 3 });
  expect(JSON.stringify(report)).toMatch(/at least half of the customers that Upload of .+ had/);
  expect(running()).toBe(first);
  expect(uploads()).toHaveLength(1);
  expect(await upload(otherFirm())).toMatchObject({ status: "loaded", dataset: { isContinued: false } });
  expect(running()?.id).not.toBe(first?.id);
  expect(describeData(server.context).datasets).toHaveLength(3);
});

test("a faulty newer upload keeps the running data and leaves no file", async () => {
  await upload(demo());
  const first = server.context.warehouse;
  const faulty = demo({ refunds: (text) => text.replace(/,\d+\.\d\d,/, ",a lot,") });
  expect(await upload(faulty)).toMatchObject({ status: "refused", faultCount: 1 });
  expect(server.context.warehouse).toBe(first);
  expect(uploads()).toHaveLength(1);
});

test("a person may keep a second upload apart, and go on with a dataset that is not running", async () => {
  await upload(demo());
  const first = running()?.id;
  expect(await upload(demo(), { dataset: "own" })).toMatchObject({ dataset: { isContinued: false } });
  expect(running()?.id).not.toBe(first);
  expect(await upload(demo(), { dataset: first })).toMatchObject({ dataset: { id: first, isContinued: true } });
  await expect(upload(demo(), { dataset: "data_000000000000" })).rejects.toMatchObject({ code: "not_found" });
});

test("older data is no new data", async () => {
  await upload(demo());
  const first = running();
  const older = demo({
    refunds: cutAfter("2026-01-31"),
    invoices: cutAfter("2026-01-31"),
    usage_events: cutAfter("2026-01-31"),
    signal_events: cutAfter("2026-01-31"),
    payments: cutAfter("2026-01-31"),
  });
  const report = await upload(older, { dataset: first?.id });
  expect(JSON.stringify(report)).toContain("load older data as a dataset of its own");
  expect(running()).toBe(first);
});

/** Leaves out the rows that hold a later day anywhere. */
function cutAfter(day: string) {
  return (text: string) =>
    text
      .split("\n")
      .filter((line) => (line.match(/\d{4}-\d\d-\d\d/g) ?? []).every((found) => found <= day))
      .join("\n");
}

test("a folder goes on with a dataset when told to, and belongs to it from then on", async () => {
  const demoId = running()?.id;
  const { folder } = await server.context.saveUpload(demo());
  expect(await loadFolder(server.context, { folder, dataset: demoId })).toMatchObject({
    dataset: { id: demoId, label: "Demo data", isContinued: true },
  });
  expect(await loadFolder(server.context, { folder: "data/demo" })).toMatchObject({ dataset: { id: demoId } });
  expect(await loadFolder(server.context, { folder })).toMatchObject({ dataset: { id: demoId } });
  expect(await loadFolder(server.context, { folder, dataset: "own" })).toMatchObject({
    dataset: { isContinued: false },
  });
  expect(running()?.id).not.toBe(demoId);
});

test("foreign files wait for a mapping, and next month's are read through it at once", async () => {
  const foreign = (rows: string) => [
    new File([`client_id,company,plan,ccy,state,created\nc1,One,Pro,EUR,live,2025-01-01\n`], "clients-2026-01.csv"),
    new File(
      [
        "contract_no,client_id,plan,licenses,price_per_seat,interval,ccy,status,start_date\ns1,c1,Pro,3,30.50,monthly,EUR,active,2025-01-01\n",
      ],
      "contracts-2026-01.csv",
    ),
    new File(
      [`bill_id,client_id,contract_no,plan,licenses,service_start,service_end,invoice_date,total,ccy,state\n${rows}`],
      "bills-2026-01.csv",
    ),
  ];
  const bill = "b1,c1,s1,Pro,3,2025-01-01,2025-01-31,2025-01-01,91.50,EUR,settled\n";
  const stored = await upload(foreign(bill));
  if (stored.status !== "stored") throw new Error("The files were not kept");
  expect(existsSync(stored.folder)).toBe(true);
  const { mapping } = await server.context.proposeMapping(stored.folder);
  if (!mapping) throw new Error("No mapping was proposed");
  const { folder, dataset } = stored;
  expect(await loadFolder(server.context, { folder, dataset, mapping })).toMatchObject({ status: "loaded" });
  const first = running()?.id;
  const next = foreign(`${bill}b2,c1,s1,Pro,3,2025-02-01,2025-02-28,2025-02-01,91.50,EUR,settled\n`).map(
    (file) => new File([file], file.name.replace("-01.", "-02.")),
  );
  expect(await upload(next)).toMatchObject({ status: "loaded", dataset: { id: first, isContinued: true } });
});
