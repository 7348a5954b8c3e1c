import { readdirSync } from "node:fs";
import fc from "fast-check";
import { loadAccuracy } from "@/adapters/accuracy-file";
import { readDetectorFiles } from "@/adapters/detector-files";
import type { DetectorEvent, DetectorSetting } from "@/lib/contract/detector";
import { groupByMonth } from "@/lib/detection/backtest";
import { captureStatements } from "@/lib/detection/capture-statements";
import { compareFindings, totalBoth } from "@/lib/detection/compare-findings";
import { placeDetectors } from "@/lib/detection/custom/place-detectors";
import { describeParameters } from "@/lib/detection/describe-parameters";
import type { ClaimedFinding } from "@/lib/detection/detector";
import { foldSettings, ownParameters, undoableEvents } from "@/lib/detection/detector-settings";
import { claimReason, DETECTORS } from "@/lib/detection/registry";

test("the registry has every module of the folder: adding one is its file and its line", () => {
  const files = readdirSync("lib/detection/detectors").map((name) => name.replace(".ts", "").replaceAll("-", "_"));
  expect(DETECTORS.map(({ id }) => id).sort()).toEqual(files.sort());
});

test("every detector tells its words, its parameters with their bounds, and its SQL without asking an engine", async () => {
  for (const detector of DETECTORS) {
    expect(Object.values(detector.about).every((words) => words.length > 5)).toBe(true);
    expect(claimReason(detector.id)).toBeTruthy();
    for (const parameter of describeParameters(detector, {}, {})) {
      expect(parameter).toMatchObject({ description: expect.any(String), min: expect.any(Number) });
      expect(parameter.value).toBe(parameter.default);
    }
    const statements = await captureStatements(detector, detector.defaults, null);
    expect(statements.every(({ sql }) => /^\s*(with|select)\b/.test(sql))).toBe(true);
    expect(statements.length).toBeGreaterThan(0);
  }
});

test("a person's word comes before what was learned, and that before the default", () => {
  const [refund] = DETECTORS.filter(({ id }) => id === "manual_credit");
  if (!refund) throw new Error("no detector");
  const described = describeParameters(refund, { burstCount: 4, limitUnits: 600 }, { limitUnits: 700 });
  expect(described.map(({ name, value, source }) => [name, value, source])).toEqual([
    ["limitUnits", 700, "person"],
    ["nearLimitPct", 90, "default"],
    ["burstCount", 4, "learned"],
    ["burstHours", 24, "default"],
  ]);
});

test("the shipped scoreboard is read, a missing one measures nothing, a broken one is named", () => {
  expect(loadAccuracy("docs/accuracy.json").get("underbilling")).toMatchObject({ seeds: 10, precision: 1 });
  expect(loadAccuracy("docs/nothing.json").size).toBe(0);
  expect(() => loadAccuracy("package.json")).toThrow("scoreboard");
});

test("a folder that is missing has no detector, and one that is none is told", async () => {
  expect(await readDetectorFiles("data/no-such-folder")).toEqual([]);
  expect(await readDetectorFiles("package.json")).toEqual([{ name: "package.json", text: null }]);
  expect(await readDetectorFiles("data/detectors")).toMatchObject([{ name: "written-off-invoices.yml" }]);
});

const setting = (over: Partial<DetectorSetting>): DetectorSetting => ({
  enabled: true,
  parameters: {},
  fileHash: null,
  ...over,
});
const event = (id: string, to: DetectorSetting, undoes: string | null = null): DetectorEvent => ({
  id,
  detectorId: "underbilling",
  from: setting({}),
  to,
  undoes,
  trialId: null,
  why: "",
  by: "ada",
  at: "2026-03-01T00:00:00.000Z",
});

test("settings are the latest word, and only a detector's latest standing change can be taken back", () => {
  const events = [event("e1", setting({ enabled: false })), event("e2", setting({ parameters: { tolerancePct: 3 } }))];
  expect(foldSettings(events).get("underbilling")).toEqual(setting({ parameters: { tolerancePct: 3 } }));
  expect([...undoableEvents(events)]).toEqual(["e2"]);
  const undone = [...events, event("e3", setting({ enabled: false }), "e2")];
  expect([...undoableEvents(undone)]).toEqual(["e1"]);
  expect(ownParameters({ b: 2, a: 1, c: 3 }, { a: 1, b: 1, c: 1 })).toEqual({ b: 2, c: 3 });
});

const found = fc.record({
  detectorId: fc.constantFrom("underbilling", "refund_spike", "custom"),
  entity: fc.nat(6),
  currency: fc.constantFrom("USD", "JPY"),
  grossImpactCents: fc.integer({ min: 0, max: 1000 }),
});
const findings = fc.uniqueArray(found, {
  maxLength: 15,
  selector: ({ detectorId, entity, currency }) => `${detectorId} ${entity} ${currency}`,
});

test("after = before + gained - lost in every line, and the lines add up to the totals", () => {
  fc.assert(
    fc.property(findings, findings, (one, other) => {
      const shape = (list: typeof one) =>
        list.map((entry) => ({
          ...entry,
          fingerprint: `${entry.detectorId}:${entry.entity}`,
          title: "x",
          impactKnown: true,
          claims: [],
        }));
      const [before, after] = [shape(one), shape(other)];
      const { differences } = compareFindings(before, after, new Map());
      for (const { before: was, after: is, gained, lost } of differences) {
        expect(is.cents).toBe(was.cents + gained.cents - lost.cents);
        expect(is.cases).toBe(was.cases + gained.cases - lost.cases);
      }
      for (const { currency, before: was, after: is } of totalBoth(before, after)) {
        const own = differences.filter((line) => line.currency === currency);
        const net = own.reduce((sum, { gained, lost }) => sum + gained.cents - lost.cents, 0);
        expect(is.cents).toBe(was.cents + net);
      }
    }),
  );
});

test("custom detectors stand right after the one they name, else last, in the order of their ids", () => {
  const [first, second] = DETECTORS;
  if (!first || !second) throw new Error("no detector");
  const custom = (id: string, after: string | null) => ({ detector: { ...first, id }, after });
  const placed = placeDetectors([first, second], [custom("z", null), custom("b", first.id), custom("a", first.id)]);
  expect(placed.map(({ id }) => id)).toEqual([first.id, "a", "b", second.id, "z"]);
});

test("cases are counted in the month of their latest row, twelve months back and what lies before", () => {
  const one = (key: string, currency = "USD", impactKnown = true): ClaimedFinding => ({
    ...{ entityKey: key, detectorId: "x", moneyKind: "timing", fingerprint: key, alsoSeenBy: [], confidence: 0.5 },
    ...{ entity: { kind: "refund", id: key, label: key, customerId: null, region: null }, wanted: [], evidence: [] },
    ...{ texts: [], title: "", summary: "", recommendedAction: "", currency, impactKnown },
    claims: [{ table: "refunds", key, cents: 100 }],
    grossImpactCents: impactKnown ? 100 : 0,
  });
  const dates: Record<string, string> = { a: "2025-03-01", b: "2025-02-28", c: "2026-02-03T10:00:00Z" };
  const months = groupByMonth(
    [one("a"), one("b"), one("c"), one("c", "EUR", false)],
    (_, key) => dates[key],
    "2026-02-28",
  );
  expect(months).toEqual([
    { month: "earlier", currency: "USD", cases: 1, unknown: 0, cents: 100 },
    { month: "2025-03", currency: "USD", cases: 1, unknown: 0, cents: 100 },
    { month: "2026-02", currency: "EUR", cases: 1, unknown: 1, cents: 0 },
    { month: "2026-02", currency: "USD", cases: 1, unknown: 0, cents: 100 },
  ]);
});
