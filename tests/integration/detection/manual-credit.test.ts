import { casesOf, customer, detect, type Row, refund } from "./world";

const credit = (id: string, cents: number, at: string, more: Row = {}) =>
  refund(id, cents, at, { kind: "credit", issued_by: "r.vance", approved_by: "m.ortiz", reason: "goodwill", ...more });
const noon = "2026-02-03T12:00:00Z";
const alone = (id: string, cents: number) => ({ [`manual_credit:${id}`]: { [id]: cents } });
const at = (hours: number) => new Date(Date.parse("2026-02-01T00:00:00Z") + hours * 3_600_000).toISOString();

const table: [string, Row[], Record<string, Record<string, number>>][] = [
  ["approved by somebody else", [credit("r1", 17500, noon)], {}],
  ["a contractual credit above the limit, with approver and reason", [credit("r1", 90000, noon)], {}],
  [
    "approved by its issuer, written otherwise",
    [credit("r1", 17500, noon, { approved_by: " R.Vance " })],
    alone("r1", 17500),
  ],
  ["nobody named at all", [credit("r1", 17500, noon, { issued_by: null, approved_by: null })], {}],
  ["$449.99", [credit("r1", 44999, noon)], {}],
  ["$450.00", [credit("r1", 45000, noon)], alone("r1", 45000)],
  ["$455.00", [credit("r1", 45500, noon)], alone("r1", 45500)],
  ["$500.00, at the limit, no approver", [credit("r1", 50000, noon, { approved_by: null })], alone("r1", 50000)],
  ["$500.01 with an approver", [credit("r1", 50001, noon)], {}],
  ["$500.01 without one", [credit("r1", 50001, noon, { approved_by: null })], alone("r1", 50001)],
  ["blank approver is none", [credit("r1", 50001, noon, { approved_by: "  " })], alone("r1", 50001)],
  ["a refund is no credit", [credit("r1", 45500, noon, { kind: "refund", approved_by: "r.vance" })], {}],
  ["a reversed credit", [credit("r1", -45500, noon, { approved_by: "r.vance" })], {}],
  [
    "JPY: the limit is 500 yen",
    [credit("r1", 455, noon, { currency: "JPY" }), credit("r2", 455, noon)],
    alone("r1", 455),
  ],
  ["two in a day", [credit("r1", 100, at(0)), credit("r2", 100, at(1))], {}],
  [
    "three within exactly 24 hours",
    [credit("r1", 100, at(0)), credit("r2", 200, at(3)), credit("r3", 300, at(24), { issued_by: "R.VANCE" })],
    { "manual_credit:r.vance:r1": { r1: 100, r2: 200, r3: 300 } },
  ],
  [
    "a second over 24 hours",
    [credit("r1", 100, at(0)), credit("r2", 100, at(3)), credit("r3", 100, "2026-02-02T00:00:01Z")],
    {},
  ],
  [
    "three issuers",
    [
      credit("r1", 100, at(0), { issued_by: "a" }),
      credit("r2", 100, at(0), { issued_by: "b" }),
      credit("r3", 100, at(0)),
    ],
    {},
  ],
  ["no issuer is nobody's burst", [1, 2, 3].map((n) => credit(`r${n}`, 100, at(n), { issued_by: null })), {}],
  [
    "two currencies",
    [credit("r1", 100, at(0)), credit("r2", 100, at(0)), credit("r3", 100, at(0), { currency: "EUR" })],
    {},
  ],
  [
    "overlapping windows join",
    [0, 12, 24, 36, 48].map((hours, n) => credit(`r${n}`, 100, at(hours))),
    { "manual_credit:r.vance:r0": { r0: 100, r1: 100, r2: 100, r3: 100, r4: 100 } },
  ],
  [
    "bursts that share no window stay apart",
    [0, 1, 2, 26, 27, 28].map((hours, n) => credit(`r${n}`, 100, at(hours))),
    {
      "manual_credit:r.vance:r0": { r0: 100, r1: 100, r2: 100 },
      "manual_credit:r.vance:r3": { r3: 100, r4: 100, r5: 100 },
    },
  ],
  [
    "a credit in a burst is not raised again by itself",
    [
      credit("r1", 45500, at(0), { approved_by: "r.vance" }),
      credit("r2", 100, at(1)),
      credit("r3", 100, at(2)),
      credit("r4", 46000, at(99)),
    ],
    { "manual_credit:r.vance:r1": { r1: 45500, r2: 100, r3: 100 }, ...alone("r4", 46000) },
  ],
];

test.each(table)("%s", async (_name, refunds, expected) => {
  expect(await casesOf({ refunds })).toEqual(expected);
});

test("says why, and is surer of a self-approved credit than of one near the limit", async () => {
  const { findings } = await detect({
    refunds: [
      credit("r1", 45500, noon),
      credit("r2", 17500, at(99), { approved_by: "r.vance" }),
      credit("r3", 46000, at(200), { approved_by: "r.vance" }),
    ],
  });
  expect(findings.map(({ title, confidence }) => [title, confidence])).toEqual([
    ["Credit of $455.00 to Name of c1, just under the limit", 0.7],
    ["Credit approved by its own issuer (r.vance)", 0.88],
    ["Credit approved by its own issuer (r.vance)", 0.92],
  ]);
});

test("is skipped, not guessed, without the columns it needs", async () => {
  const world = { customers: [customer("c1")], refunds: [credit("r1", 45500, noon)] };
  const { findings, reports } = await detect(world, { absent: ["refunds.approved_by"] });
  expect(findings).toEqual([]);
  expect(reports.find((report) => report.id === "manual_credit")).toMatchObject({
    status: "skipped",
    reason: "needs refunds.approved_by",
    cases: 0,
  });
});
