import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changeDetector, undoDetector } from "@/agents/detector-change";
import { tryDetector } from "@/agents/detector-trial";
import { readDetector, readDetectors } from "@/agents/detectors";
import { recordFeedback } from "@/agents/memory";
import { startInvestigation, startTriageRerun } from "@/agents/orchestrator";
import { listCaseEvents, listCurrentCases } from "@/db/cases";
import { appendMemoryVersion, readMemoryState } from "@/db/memory";
import { listRuns } from "@/db/runs";
import { hashState } from "@/db/state-hash";
import { detectorYaml } from "@/tests/support/custom-detector";
import { startContext, type TestServer } from "@/tests/support/demo-context";

const ID = "written_off_invoice";
const folder = mkdtempSync(join(tmpdir(), "opsiq-detectors-"));
const file = join(folder, "written-off-invoices.yml");
const shipped = readFileSync("data/detectors/written-off-invoices.yml", "utf8");
let server: TestServer;

beforeAll(async () => {
  cpSync("data/detectors", folder, { recursive: true });
  server = await startContext({ OPSIQ_DETECTORS_DIR: folder, OPSIQ_DETECTOR_TIMEOUT_MS: "600" });
  await startInvestigation(server.context).done;
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  for (const name of ["slow.yml", "twin.yml", "bad.yml"]) rmSync(join(folder, name), { force: true });
  writeFileSync(file, shipped);
});

const wish = (over: { enabled?: boolean; parameters?: Record<string, number>; actor?: string } = {}) => ({
  ...{ enabled: true, parameters: {}, actor: "ada" },
  ...over,
});
const attempt = (id: string, over = {}) => tryDetector(server.context, id, wish(over));
const change = async (id: string, over = {}) => {
  await changeDetector(server.context, id, { ...wish(over), why: "test" });
  return readDetector(server.context, id);
};
const undoLast = async (id: string) => {
  const [latest] = (await readDetector(server.context, id)).history.filter(({ canUndo }) => canUndo);
  return undoDetector(server.context, id, { eventId: latest?.event.id ?? "", actor: "ada" });
};
const rerun = () => startTriageRerun(server.context).done;
const casesOf = (id: string) =>
  listCurrentCases(server.context.db, server.context.datasetId, 200).filter((found) => found.anomalyType === id);
const money = async () => (await rerun()).totals.impactCents;

test("the shipped example is proposed, and the demo is what it was", async () => {
  const { detectors, refused } = await readDetectors(server.context);
  expect(refused).toEqual([]);
  expect(detectors.map(({ state }) => state)).toEqual([...Array(20).fill("on"), "proposed"]);
  expect(detectors.at(-1)).toMatchObject({ id: ID, source: "custom", accuracy: null, cases: [] });
  expect(detectors.find(({ id }) => id === "refund_spike")).toMatchObject({
    cases: [{ currency: "USD", count: 1, unknown: 0, impactCents: 112_800 }],
    accuracy: { precision: 1, recall: 1, seeds: 10 },
  });
  expect(await money()).toBe(247_800);
});

test("no activation without a backtest of this very file; then it runs, and goes again", async () => {
  await expect(change(ID)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("never backtested"),
  });
  const before = hashState(server.context.db, server.context.datasetId);
  const backtest = await attempt(ID);
  expect(hashState(server.context.db, server.context.datasetId)).toBe(before);
  const cents = backtest.months.reduce((sum, month) => sum + month.cents, 0);
  expect(cents).toBeGreaterThan(0);
  expect(backtest.totals).toEqual([
    {
      currency: "USD",
      before: { cases: 6, cents: 247_800 },
      after: { cases: 6 + backtest.gained.length, cents: 247_800 + cents },
    },
  ]);
  expect(backtest).toMatchObject({ lost: [], differences: [{ detectorId: ID, lost: { cases: 0, cents: 0 } }] });
  expect(backtest.rows).toBeGreaterThan(0);

  writeFileSync(file, shipped.replace("default: 30", "default: 29"));
  await expect(change(ID)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("changed since it was backtested"),
  });
  writeFileSync(file, shipped);
  await expect(change(ID, { parameters: { settled_days: 60 } })).rejects.toMatchObject({ code: "conflict" });
  expect(await change(ID)).toMatchObject({
    state: "on",
    history: [{ canUndo: true, event: { by: "ada", why: "test" } }],
  });

  expect(await money()).toBe(247_800 + cents);
  const [found] = casesOf(ID);
  expect(found).toMatchObject({ confidence: 0.7, moneyKind: "recoverable", status: "open" });

  writeFileSync(file, shipped.replace("confidence: 0.7", "confidence: 0.6"));
  expect(await readDetector(server.context, ID)).toMatchObject({ state: "changed" });
  const changed = await rerun();
  expect(changed).toMatchObject({ status: "degraded", totals: { impactCents: 247_800 + cents } });
  expect(changed.degraded).toMatchObject([
    { part: ID, reason: expect.stringContaining("changed since it was activated") },
  ]);
  rmSync(file);
  expect(await rerun()).toMatchObject({ status: "degraded", totals: { impactCents: 247_800 + cents } });
  writeFileSync(file, shipped);

  await server.restart();
  expect((await readDetector(server.context, ID)).state).toBe("on");
  await attempt(ID, { enabled: false });
  await change(ID, { enabled: false });
  expect(await money()).toBe(247_800);
  const [event] = listCaseEvents(server.context.db, found?.id ?? "").filter(({ kind }) => kind === "healed");
  expect(event?.text).toBe("Closed: its detector is switched off");
  await undoLast(ID);
  expect(await money()).toBe(247_800 + cents);
  expect(casesOf(ID).every(({ status }) => status === "open")).toBe(true);
  await undoLast(ID);
  expect(await readDetector(server.context, ID)).toMatchObject({ state: "off", history: { length: 4 } });
  expect(await money()).toBe(247_800);
});

test("a built-in detector is switched off and set as its preview showed; an undo brings the same bytes back", async () => {
  await money();
  const before = JSON.stringify(
    listCurrentCases(server.context.db, server.context.datasetId, 200).map(({ claims }) => claims),
  );
  const preview = await attempt("duplicate_refund", { enabled: false });
  expect(preview).toMatchObject({
    totals: [{ before: { cents: 247_800 }, after: { cents: 232_800 } }],
    lost: [{ title: expect.stringContaining("Refund paid"), cents: 15_000 }],
    months: [],
  });
  const { state, version } = await change("duplicate_refund", { enabled: false });
  expect(state).toBe("off");
  expect(await money()).toBe(232_800);
  const [run] = listRuns(server.context.db, server.context.datasetId, { limit: 1 }).runs;
  expect(run?.steps.find(({ key }) => key === "detect")?.summary).toMatch(
    new RegExp(`^19 detectors .*settings ${version}$`),
  );
  await undoLast("duplicate_refund");
  expect(await money()).toBe(247_800);
  expect(
    JSON.stringify(listCurrentCases(server.context.db, server.context.datasetId, 200).map(({ claims }) => claims)),
  ).toBe(before);

  const looser = { parameters: { limitUnits: 480, nearLimitPct: 90, burstCount: 3, burstHours: 24 } };
  const tried = await attempt("manual_credit", looser);
  const [line] = tried.differences;
  await change("manual_credit", looser);
  expect(await money()).toBe(247_800 + (line?.gained.cents ?? 0) - (line?.lost.cents ?? 0));
  const detail = await readDetector(server.context, "manual_credit");
  expect(detail.parameters.find(({ name }) => name === "limitUnits")).toMatchObject({ value: 480, source: "person" });
  expect(detail.history[0]?.event.to).toEqual({ enabled: true, parameters: { limitUnits: 480 }, fileHash: null });
  await undoLast("manual_credit");
  expect(await money()).toBe(247_800);
});

test("a preview counts only for the settings it was made on", async () => {
  await attempt("refund_spike", { enabled: false });
  await attempt("underbilling", { enabled: false });
  await change("underbilling", { enabled: false });
  await expect(change("refund_spike", { enabled: false })).rejects.toMatchObject({ code: "conflict" });
  await undoLast("underbilling");
  await expect(change("underbilling")).rejects.toMatchObject({
    message: expect.stringContaining("Nothing would change"),
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ["refund_spike", { actor: "opsiq" }, "forbidden"],
  ["refund_spike", { actor: " Triage " }, "forbidden"],
  ["nobody", {}, "not_found"],
  ["refund_spike", { parameters: { k: 0 } }, "validation"],
  ["refund_spike", { parameters: { colour: 1 } }, "validation"],
])("%s with %j is refused: %s", async (id, over, code) => {
  await expect(attempt(id, over)).rejects.toMatchObject({ code });
  await expect(change(id, over)).rejects.toMatchObject({ code });
});

test("whoever issues or approves credits cannot change the detector of credits", async () => {
  const [row] =
    (await server.context.warehouse?.query("select min(issued_by) as name from refunds where kind = 'credit'")) ?? [];
  const actor = String(row?.name).toUpperCase();
  await expect(attempt("manual_credit", { enabled: false, actor })).rejects.toMatchObject({ code: "forbidden" });
  expect(await attempt("refund_spike", { actor })).toMatchObject({ by: actor });
});

test("a file with the id of an active one does not take its place", async () => {
  await attempt(ID);
  await change(ID);
  writeFileSync(join(folder, "a.yml"), `# another\n${shipped}`);
  const { refused, detectors } = await readDetectors(server.context);
  rmSync(join(folder, "a.yml"));
  expect(refused.map(({ file: name }) => name)).toEqual(["a.yml"]);
  expect(detectors.at(-1)).toMatchObject({ file: "written-off-invoices.yml", state: "on" });
  await undoLast(ID);
});

test("an active detector whose file is gone can be switched off, and closes its cases", async () => {
  await attempt(ID);
  await change(ID);
  await rerun();
  rmSync(file);
  expect((await readDetectors(server.context)).lost).toEqual([ID]);
  expect((await rerun()).status).toBe("degraded");
  expect(casesOf(ID).length).toBeGreaterThan(0);
  const off = { enabled: false, parameters: {}, actor: "ada", why: "its file is gone" };
  expect(await changeDetector(server.context, ID, off)).toMatchObject({
    event: { to: { enabled: false }, trialId: null },
  });
  expect(await rerun()).toMatchObject({ status: "ok", totals: { impactCents: 247_800 } });
  expect(casesOf(ID)).toEqual([]);
  await expect(changeDetector(server.context, ID, off)).rejects.toMatchObject({ code: "not_found" });
  writeFileSync(file, shipped);
  await undoLast(ID);
  await undoLast(ID);
});

test("an undo of anything but a standing change is refused", async () => {
  const undo = (eventId: string) => undoDetector(server.context, ID, { eventId, actor: "ada" });
  await expect(undo("change_nope")).rejects.toMatchObject({ code: "not_found" });
  const { history } = await readDetector(server.context, ID);
  await expect(undo(history[0]?.event.id ?? "")).rejects.toMatchObject({ code: "conflict" });
});

test("bad files are refused alone: the others, the data and the run go on", async () => {
  writeFileSync(join(folder, "bad.yml"), detectorYaml(["from refunds r", "from read_csv('/etc/passwd') r"]));
  writeFileSync(join(folder, "twin.yml"), `# the same again\n${shipped}`);
  const { refused, detectors } = await readDetectors(server.context);
  const twin = { line: 3, column: "id", expected: "an id of its own: twin.yml has it already" };
  expect(refused).toMatchObject([
    { file: "bad.yml", faults: [{ line: 15, column: "sql" }] },
    { file: "written-off-invoices.yml", faults: [twin] },
  ]);
  expect(detectors.filter(({ source }) => source === "custom").map(({ file: name }) => name)).toEqual(["twin.yml"]);
  await expect(readDetector(server.context, "large_refund")).rejects.toMatchObject({
    code: "validation",
    message: expect.stringMatching(/^bad\.yml is refused, line 15: expected one plain SELECT/),
  });
  symlinkSync(join(folder, "nowhere"), join(folder, "link.yml"));
  writeFileSync(join(folder, "large.yml"), `# ${"x".repeat(70_000)}`);
  const unreadable = (await readDetectors(server.context)).refused.filter(({ faults }) => faults[0]?.line === null);
  expect(unreadable.map(({ file: name }) => name)).toEqual(["large.yml", "link.yml"]);
  for (const name of ["link.yml", "large.yml"]) rmSync(join(folder, name));
  const run = await rerun();
  expect(run).toMatchObject({ status: "ok", totals: { impactCents: 247_800 } });
});

test("SQL that never ends is stopped and named, and harms nothing", async () => {
  const endless =
    "where r.amount_cents >= (select count(*) from refunds a, refunds b, refunds c, refunds d where a.amount_cents + b.amount_cents + c.amount_cents = d.amount_cents + $least_units)";
  const text = detectorYaml(["where r.amount_cents >= $least_units * 100", endless]);
  writeFileSync(join(folder, "slow.yml"), text);
  const started = performance.now();
  await expect(attempt("large_refund")).rejects.toMatchObject({
    code: "timeout",
    message: "large_refund: the SQL of slow.yml did not end within 0.6 s and was stopped",
  });
  expect(performance.now() - started).toBeLessThan(20_000);
  await expect(change("large_refund")).rejects.toMatchObject({ code: "conflict" });
  expect(await money()).toBe(247_800);
});

test("the event loop goes on while custom SQL runs", async () => {
  writeFileSync(
    join(folder, "slow.yml"),
    detectorYaml([
      "where r.amount_cents",
      "where (select count(*) from refunds a, refunds b, refunds c) > 0 and r.amount_cents",
    ]),
  );
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 20);
  await attempt("large_refund").catch(() => undefined);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
});

test("a verdict on a custom case moves its confidence, and proposes the next step of its grid", async () => {
  await attempt(ID);
  await change(ID);
  await rerun();
  const [found] = casesOf(ID);
  const { learning } = await recordFeedback(server.context, {
    ...{ caseId: found?.id ?? "", verdict: "false_positive", reviewer: "ada" },
  });
  expect(learning).toMatchObject([
    { kind: "confidence", scope: found?.fingerprint, before: { confidence: 0.7 }, after: { confidence: 0.595 } },
    { kind: "threshold", status: "shadow", scope: ID, before: { settled_days: 30 }, after: { settled_days: 60 } },
  ]);
});

test("a person's word wins over what was learned, the default's value too", async () => {
  const { db, datasetId } = server.context;
  const state = readMemoryState(db, datasetId);
  const learned = { ...state, parameters: { refund_spike: { k: 4 } } };
  const told = {
    what: "k",
    why: "test",
    by: "gate",
    feedbackId: null,
    casesAffected: 0,
    at: "2026-03-01T00:00:00.000Z",
  };
  appendMemoryVersion(db, datasetId, { ...told, state: learned, detectorVersion: "1" });
  const readK = async () =>
    (await readDetector(server.context, "refund_spike")).parameters.find(({ name }) => name === "k");
  expect(await readK()).toMatchObject({ value: 4, source: "learned" });
  await attempt("refund_spike", { parameters: { k: 3 } });
  expect(await change("refund_spike", { parameters: { k: 3 } })).toMatchObject({ setting: { parameters: { k: 3 } } });
  expect(await readK()).toMatchObject({ value: 3, source: "person" });
  await undoLast("refund_spike");
  appendMemoryVersion(db, datasetId, { ...told, state, detectorVersion: "1" });
  expect(await readK()).toMatchObject({ value: 3, source: "default" });
});
