import { casesOf, type DetectOptions, detect, month, type Row, subscription, type World } from "./world";

const only = ["trial_not_converted", "bill_run_gap", "missed_invoice"];

/** `count` subscriptions billed on the fifth of each month; `left` of them have no invoice of `gap`. */
function billRun(count: number, left: number, gap = "2026-02-05", more: Row = {}): World {
  const ids = Array.from({ length: count }, (_, at) => `b${String(at).padStart(2, "0")}`);
  return {
    subscriptions: ids.map((id) => subscription({ subscription_id: id, ...more })),
    invoices: ids.flatMap((id, index) =>
      [11, 12, 13, 14]
        .map((at) => month(at, { invoice_id: `${id}-${at}`, subscription_id: id }, 5))
        .filter((row) => row.period_start !== gap || index >= left),
    ),
  };
}
const gapOf = async (world: World, options: DetectOptions = {}) =>
  Object.entries(await casesOf(world, { only, ...options })).map(([key, claims]) => [key, Object.keys(claims).length]);

test("bill run gap: under half of at least twenty due", async () => {
  expect(await gapOf(billRun(20, 11))).toEqual([["bill_run_gap:2026-02-05:USD", 11]]);
  expect(await gapOf(billRun(20, 10))).toEqual([]);
  expect(await gapOf(billRun(19, 19))).toEqual([]);
  expect(await gapOf(billRun(19, 19), { parameters: { bill_run_gap: { minDue: 10 } } })).toEqual([
    ["bill_run_gap:2026-02-05:USD", 19],
  ]);
  expect(await gapOf(billRun(20, 11), { parameters: { bill_run_gap: { leastIssuedPct: 40 } } })).toEqual([]);
});

test("bill run gap: one failed run explains its invoices for good, single misses are missed invoices", async () => {
  expect(await gapOf(billRun(20, 11, "2025-12-05"))).toEqual([["bill_run_gap:2025-12-05:USD", 11]]);
  expect(await gapOf(billRun(20, 1, "2025-12-05"))).toEqual([["missed_invoice:b00", 1]]);
  const { findings } = await detect(billRun(20, 11, "2025-12-05"), { only });
  expect(findings).toMatchObject([
    {
      moneyKind: "timing",
      entity: { kind: "day", id: "2025-12-05" },
      alsoSeenBy: ["missed_invoice"],
      grossImpactCents: 110_000,
      title: "Bill run of 5 Dec 2025 left out 11 invoices in USD",
    },
  ]);
});

test("bill run gap: a late run left nothing out, a run that is always late is not due yet", async () => {
  const late = billRun(20, 0);
  const lateInvoices = (late.invoices ?? []).map((row) =>
    row.period_start === "2026-02-05" ? { ...row, issued_on: "2026-02-09" } : row,
  );
  expect(await gapOf({ ...late, invoices: lateInvoices })).toEqual([]);
  const alwaysLate = billRun(20, 20);
  const threeDays = (alwaysLate.invoices ?? []).map((row) => ({
    ...row,
    issued_on: `${String(row.period_start).slice(0, 8)}08`,
  }));
  expect(await gapOf({ ...alwaysLate, invoices: threeDays }, { asOf: "2026-02-07" })).toEqual([]);
  expect(await gapOf({ ...alwaysLate, invoices: threeDays }, { asOf: "2026-02-08" })).toEqual([
    ["bill_run_gap:2026-02-05:USD", 20],
  ]);
});

test("bill run gap: a case a currency, pauses and trials are not due", async () => {
  const world = billRun(20, 20);
  const half = (rows: Row[] = []) =>
    rows.map((row) => (String(row.subscription_id) < "b10" ? { ...row, currency: "EUR" } : row));
  expect(await gapOf({ subscriptions: half(world.subscriptions), invoices: half(world.invoices) })).toEqual([
    ["bill_run_gap:2026-02-05:EUR", 10],
    ["bill_run_gap:2026-02-05:USD", 10],
  ]);
  expect(await gapOf(billRun(20, 20, "2026-02-05", { status: "paused" }))).toEqual([]);
  expect(await gapOf(billRun(20, 20, "2026-02-05", { status: "canceled", canceled_on: "2026-02-05" }))).toEqual([]);
});
