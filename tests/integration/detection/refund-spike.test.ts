import { casesOf, customer, detect, type Row, refund } from "./world";

const day = (iso: string, more: number) =>
  new Date(Date.parse(`${iso}T12:00:00Z`) + more * 86_400_000).toISOString().slice(0, 10);
const WEEK = "2026-02-16";

/** Eight weeks before `WEEK`, two refunds each, after one first refund of another region that opens the history. */
function history(sums: number[], more: Row = {}): Row[] {
  return sums.flatMap((sum, at) => {
    const monday = day(WEEK, -7 * (sums.length - at));
    return [
      refund(`h${at}a`, Math.floor(sum / 2), `${monday}T09:00:00Z`, { customer_id: "c1", ...more }),
      refund(`h${at}b`, Math.ceil(sum / 2), `${day(monday, 3)}T09:00:01Z`, {
        customer_id: "c2",
        payment_id: `q${at}`,
        ...more,
      }),
    ];
  });
}
const opening = refund("h", 100, "2025-12-01T09:00:00Z", { customer_id: "c3" });
const DEMO = [6000, 8000, 9000, 10000, 11000, 12000, 13000, 15000];
const spike = (count: number, cents: number, more: Row = {}) =>
  Array.from({ length: count }, (_, at) =>
    refund(`s${at}`, cents, `${day(WEEK, at % 7)}T1${at % 10}:00:00Z`, {
      customer_id: "c1",
      payment_id: `p${at}`,
      reason: "charged twice",
      ...more,
    }),
  );
const customers = [customer("c1"), customer("c2"), customer("c3", { region: "APAC" })];
const KEY = `refund_spike:EMEA:USD:${WEEK}`;
const grossOf = async (refunds: Row[], asOf = "2026-02-28") => {
  const { findings } = await detect({ customers, refunds }, { asOf });
  return Object.fromEntries(findings.map((found) => [found.fingerprint, found.grossImpactCents]));
};

test("the demo's spike is $1,128.00, spread over its rows to the cent", async () => {
  const { findings } = await detect({ customers, refunds: [opening, ...history(DEMO), ...spike(9, 13700)] });
  expect(findings).toHaveLength(1);
  const [found] = findings;
  expect(found).toMatchObject({
    fingerprint: KEY,
    title: "Refund spike in EMEA, week of 16 Feb",
    summary:
      "Refunds ran at 11.7 times their usual week. 9 refunds worth $1,233.00 left between 16 Feb and 22 Feb 2026. The " +
      "eight weeks before had a median of $105.00. The excess is $1,128.00, none of it claimed by another case.",
    confidence: 0.92,
    grossImpactCents: 112800,
    texts: ["charged twice"],
  });
  expect(found?.claims.map((claim) => claim.cents).sort()).toEqual([
    12533, 12533, 12533, 12533, 12533, 12533, 12534, 12534, 12534,
  ]);
  const weeks = found?.evidence.filter((row) => row.table === "refund_weeks");
  expect(weeks?.map((row) => row.values.sumCents)).toEqual([...DEMO, 123300]);
});

test.each<[string, Row[], Record<string, number>]>([
  ["fewer than five refunds", [opening, ...history(DEMO), ...spike(4, 30000)], {}],
  ["excess of exactly 200", [opening, ...history(DEMO), ...spike(10, 3050)], { [KEY]: 20000 }],
  [
    "excess a cent under 200",
    [opening, ...history(DEMO), ...spike(9, 3050), refund("t", 3049, `${WEEK}T00:00:00Z`)],
    {},
  ],
  ["too few against the usual count", [opening, ...history(DEMO), ...spike(6, 20000)], {}],
  [
    "a steady rise under the spread",
    [opening, ...history([4000, 9000, 20000, 30000, 40000, 50000, 60000, 70000]), ...spike(12, 6900)],
    {},
  ],
  [
    "credits are not refunds",
    [opening, ...history(DEMO), ...spike(9, 13700, { kind: "credit", approved_by: "a" })],
    {},
  ],
  ["quiet weeks count as 0", [opening, ...spike(9, 13700)], { [KEY]: 123300 }],
  ["no history before the eight weeks", [...history(DEMO), ...spike(9, 13700)], {}],
  ["history that starts with them", [refund("h", 1, "2025-12-22T00:00:00Z"), ...history(DEMO), ...spike(9, 13700)], {}],
  [
    "history a moment earlier",
    [refund("h", 1, "2025-12-21T23:59:59Z"), ...history(DEMO), ...spike(9, 13700)],
    { [KEY]: 112800 },
  ],
  [
    "half a cent of excess rounds up",
    [opening, ...history([6000, 8000, 9000, 10001, 11000, 12000, 13000, 15000]), ...spike(9, 13700)],
    { [KEY]: 112800 },
  ],
  [
    "regions apart",
    [
      opening,
      ...history(DEMO),
      ...spike(4, 13700),
      ...spike(5, 13700, { customer_id: "c3" }).map((row) => ({ ...row, refund_id: `a${row.refund_id}` })),
    ],
    { [`refund_spike:APAC:USD:${WEEK}`]: 5 * 13700 },
  ],
  [
    "JPY has its own units",
    [opening, ...spike(9, 30, { currency: "JPY" })],
    { [`refund_spike:EMEA:JPY:${WEEK}`]: 270 },
  ],
])("%s", async (_name, refunds, expected) => {
  expect(await grossOf(refunds)).toEqual(expected);
});

test("the as-of week is tested only when its Sunday has passed", async () => {
  const refunds = [opening, ...history(DEMO), ...spike(9, 13700)];
  expect(await grossOf(refunds, "2026-02-21")).toEqual({});
  expect(await grossOf(refunds, "2026-02-22")).toEqual({ [KEY]: 112800 });
});

test("what a duplicate holds is taken off, and both cases say so", async () => {
  const twice = spike(9, 13700).map((row, at) => (at < 2 ? { ...row, payment_id: "p0" } : row));
  const cases = await casesOf({ customers, refunds: [opening, ...history(DEMO), ...twice] });
  expect(cases["duplicate_refund:s0"]).toEqual({ s1: 13700 });
  const spread = Object.values(cases[KEY] ?? {});
  expect(spread.reduce((sum, cents) => sum + cents, 0)).toBe(112800 - 13700);
  expect(cases[KEY]).not.toHaveProperty("s1");
  const { findings } = await detect({ customers, refunds: [opening, ...history(DEMO), ...twice] });
  expect(findings.map(({ detectorId, alsoSeenBy }) => [detectorId, alsoSeenBy])).toEqual([
    ["duplicate_refund", ["refund_spike"]],
    ["refund_spike", ["duplicate_refund"]],
  ]);
});

test("is no case when duplicates hold all of the excess", async () => {
  const alike = spike(9, 13700, { payment_id: "p0" }).map((row) => ({ ...row, refunded_at: `${WEEK}T10:00:00Z` }));
  const cases = await casesOf({
    customers,
    refunds: [opening, ...history([60000, 13700, 13700, 13700, 13700, 13700, 13700, 13700]), ...alike],
  });
  expect(Object.keys(cases)).toEqual(["duplicate_refund:s0"]);
});

test("words of the region's signals in that week come along as context", async () => {
  const signal = (id: string, at: string, region: string) => ({
    signal_id: id,
    source: "datadog",
    kind: "refunds",
    severity: "high",
    title: `Signal ${id}`,
    message: "lawyer",
    region,
    occurred_at: at,
  });
  const { findings } = await detect({
    customers,
    refunds: [opening, ...history(DEMO), ...spike(9, 13700)],
    signal_events: [
      signal("x1", "2026-02-20T00:00:00Z", "EMEA"),
      signal("x2", "2026-02-20T00:00:00Z", "APAC"),
      signal("x3", "2026-02-23T00:00:00Z", "EMEA"),
    ],
  });
  expect(findings[0]?.texts).toEqual(["charged twice", "Signal x1", "lawyer"]);
});
