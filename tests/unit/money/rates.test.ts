import { readFileSync } from "node:fs";
import { loadRates } from "@/adapters/rate-files";
import { wantedActions } from "@/agents/policy";
import { scoreFinding, severityOf } from "@/lib/detection/scoring";
import { dollarCents, minorOfDollars, NO_RATES, readRates } from "@/lib/rates";

const rates = loadRates("data/rates");

test.each([
  [1_000, "JPY", "low"],
  [15_000, "JPY", "low"],
  [16_000, "JPY", "medium"],
  [200_000, "JPY", "critical"],
  [1_000_000, "KRW", "high"],
  [99_999, "USD", "high"],
  [100_000, "USD", "critical"],
  [97_000, "EUR", "critical"],
  [40_000, "BHD", "medium"],
  [400_000, "BHD", "critical"],
  [100_000, "INR", "low"],
] as const)("with the rates that ship %i minor units of %s are %s", (cents, currency, severity) => {
  expect(severityOf(cents, currency, rates)).toBe(severity);
});

test("a currency without a rate falls back to its whole units, and is scored without one", () => {
  expect(severityOf(999_999, "KWD", rates)).toBe("high");
  expect(severityOf(1000, "JPY", NO_RATES)).toBe("critical");
  const unknown = scoreFinding({ confidence: 0.9, grossImpactCents: 5000, currency: "KWD" }, undefined, rates);
  expect(unknown).not.toHaveProperty("usdPerMinor");
  expect(minorOfDollars(1000, "KWD", rates)).toBe(1_000_000);
});

test("a rate changes severity and order alone: confidence, impact and expected value stay", () => {
  const finding = { confidence: 0.9, grossImpactCents: 123_457, currency: "JPY" };
  const { severity, usdPerMinor, rateSource, ...amounts } = scoreFinding(finding, undefined, rates);
  const plain = scoreFinding(finding);
  expect(plain).toEqual({ ...amounts, severity: "critical" });
  expect(severity).toBe("high");
  expect(usdPerMinor).toBeCloseTo(0.663, 3);
  expect(rateSource).toBe("European Central Bank, euro reference rates, rounded to four digits, 2025-02-28");
});

test("dollars score without any rate, so the demo is as it was", () => {
  const finding = { confidence: 0.95, grossImpactCents: 15_000, currency: "USD" };
  expect(scoreFinding(finding, undefined, rates)).toEqual(scoreFinding(finding));
});

test("the policy's dollars are dollars", () => {
  const yen = { impactCents: 100_000, currency: "JPY", title: "t", recommendedAction: "r" };
  const found = { ...yen, id: "c", fingerprint: "f", evidenceHash: "h", anomalyType: "a", summary: "s", confidence: 1 };
  const kinds = (wanted: ReturnType<typeof wantedActions>) => wanted.map(({ kind }) => kind);
  expect(kinds(wantedActions(found, false))).toEqual(["alert", "approval_task"]);
  expect(kinds(wantedActions(found, false, rates))).toEqual(["approval_task"]);
  expect(kinds(wantedActions({ ...found, impactCents: 1000 }, false, rates))).toEqual([]);
});

const file = (date: string, yen: number) => ({
  name: `${date}.yml`,
  text: `source: Somebody\ndate: ${date}\nbase: EUR\nunits_per_base: { USD: 1.1, JPY: ${yen} }\n`,
});

test.each([[[file("2025-01-01", 150), file("2026-01-01", 160)]], [[file("2026-01-01", 160), file("2025-01-01", 150)]]])(
  "of several files the newest rate counts (%#)",
  (files) => {
    expect(readRates(files).get("JPY")).toMatchObject({ date: "2026-01-01", source: "Somebody" });
    expect(dollarCents(16_000, "JPY", readRates(files))).toBeCloseTo(11_000, 6);
    expect(dollarCents(100, "EUR", readRates(files))).toBeCloseTo(110, 6);
  },
);

test.each([
  ["base: EUR", "base: euro", 3],
  ["USD: 1.1", "CAD: 1.1", 1],
  ["JPY: 150", "JPY: -1", 4],
  ["date: 2025-01-01", "date: yesterday", 2],
  ["source: Somebody", "source: [", 2],
])("a faulty file is refused with its line: %s as %s", (from, to, line) => {
  const { name, text } = file("2025-01-01", 150);
  expect(() => readRates([{ name, text: text.replace(from, to) }])).toThrow(new RegExp(`${name}:${line} `));
});

test("every rate that ships names its source and day", () => {
  expect([...rates.values()].every(({ source, date }) => source !== "" && /^\d{4}-\d\d-\d\d$/.test(date))).toBe(true);
  expect(readFileSync("data/rates/ecb-2025-02-28.yml", "utf8")).toContain("No amount that is claimed");
});
