import { placeInMonth } from "@/lib/anomaly/expect-week";
import { foldEvents, keyOf, type WatchEvent } from "@/lib/anomaly/fold-events";
import { type SeriesEvent, watchSeries } from "@/lib/anomaly/watch-series";
import { addDays } from "@/lib/semantic/days";
import { completeWeeks } from "@/lib/semantic/watch-queries";
import { KINDS, MONDAYS, makeWeekly, PLANTED_AT, WEEKS } from "@/tests/bench/watch/weekly";
import { createDraws } from "@/tests/bench/why/draws";

const steady = (change: (value: number, at: number) => number | null = (value) => value) => {
  const draws = createDraws(5, "steady weeks");
  return MONDAYS.map((_, at) => change(1_000 + 40 * draws.normal(), at));
};
const inPlanted = (events: readonly SeriesEvent[]) => events.filter(({ week }) => MONDAYS.indexOf(week) >= PLANTED_AT);

test("a week far off is one event, judged by what came before it alone, and ends with the next", () => {
  const values = steady((value, at) => (at === PLANTED_AT ? 3 * value : value));
  const [event, ...others] = watchSeries(MONDAYS, values);
  expect(others).toEqual([]);
  expect(event).toMatchObject({ week: MONDAYS[PLANTED_AT], lastWeek: MONDAYS[PLANTED_AT], kind: "week" });
  expect(event?.ended).toEqual({ week: MONDAYS[PLANTED_AT + 1], how: "back" });
  const cut = PLANTED_AT + 1;
  const [early] = watchSeries(MONDAYS.slice(0, cut), values.slice(0, cut));
  expect(early).toEqual({ ...event, ended: null });
});

test("a lasting change is one event; in the end the new level is usual, and going back is no second event", () => {
  const values = steady((value, at) => (at >= 40 && at < 46 ? value / 2 : value));
  const events = watchSeries(MONDAYS, values);
  expect(events).toHaveLength(1);
  expect(events[0]?.week).toBe(MONDAYS[40]);
  const [stays] = watchSeries(
    MONDAYS,
    steady((value, at) => (at >= 40 ? value / 2 : value)),
  );
  expect(stays?.ended?.how).toBe("new_usual");
});

test.each([
  ["a steady series", steady()],
  ["a constant one", MONDAYS.map(() => 42)],
  ["one that is mostly 0", MONDAYS.map((_, at) => (at % 3 === 0 ? 500 : 0))],
  ["unknown weeks", steady((value, at) => (at % 2 === 0 ? value : null))],
  ["too little history", steady((value, at) => (at < WEEKS - 11 ? null : at === WEEKS - 1 ? 9 * value : value))],
  ["no value at all", MONDAYS.map(() => null)],
])("says nothing of %s", (_, values) => expect(watchSeries(MONDAYS, values)).toEqual([]));

test("a bill run on the first of the month is no event, and half of one is", () => {
  const kind = KINDS.find(({ name }) => name === "bill run on the first");
  if (!kind) throw new Error("There is no such kind");
  let [alarms, caught] = [0, 0];
  for (let seed = 900; seed < 920; seed += 1) {
    alarms += watchSeries(MONDAYS, makeWeekly(seed, kind, null)).length;
    if (inPlanted(watchSeries(MONDAYS, makeWeekly(seed, kind, "half from then on"))).length > 0) caught += 1;
  }
  expect(alarms).toBeLessThanOrEqual(4);
  expect(caught).toBeGreaterThanOrEqual(16);
});

test("few alarms on series of every kind with nothing wrong", () => {
  let alarms = 0;
  for (const kind of KINDS)
    for (let seed = 900; seed < 915; seed += 1)
      alarms += watchSeries(MONDAYS, makeWeekly(seed, kind, null), { isCount: kind.isCount }).length;
  // 135 series of 10.6 judged months are 1,430 series-months.
  expect(alarms).toBeLessThanOrEqual(43);
});

test("only the newest weeks are judged where so many are asked for", () => {
  const values = steady((value, at) => (at === 30 ? 3 * value : value));
  expect(watchSeries(MONDAYS, values)).toHaveLength(1);
  expect(watchSeries(MONDAYS, values, { newest: 20 })).toEqual([]);
});

test.each([
  ["2026-02-23", 0],
  ["2026-02-02", 1],
  ["2026-02-16", 3],
  ["2026-06-01", 0],
  ["2026-06-22", 3],
  ["2026-06-29", 0],
])("the week of %s has the place %i in its month", (monday, place) => expect(placeInMonth(monday)).toBe(place));

test.each([
  ["2026-01-05", "2026-01-25", ["2026-01-05", "2026-01-12", "2026-01-19"]],
  ["2026-01-06", "2026-01-25", ["2026-01-12", "2026-01-19"]],
  ["2026-01-05", "2026-01-24", ["2026-01-05", "2026-01-12"]],
  ["2026-01-20", "2026-01-24", []],
])("complete weeks of data from %s to %s", (first, asOf, weeks) => expect(completeWeeks(first, asOf)).toEqual(weeks));

test("events of one fact and time are told once, by the most specific of the certain ones", () => {
  const event = (
    metric: string,
    region: string | null,
    facts: string[],
    deviations: number,
    week = "2026-02-16",
  ): WatchEvent => ({
    series: { metric, region, currency: "USD" },
    event: { week, lastWeek: week, kind: "week", value: 9, expected: 1, deviations, ended: null },
    facts,
    isMoney: metric.endsWith("amount"),
  });
  const folded = foldEvents([
    event("refund_rate", null, ["payments", "refunds"], 40),
    event("refund_count", "EMEA", ["refunds"], 30),
    event("refund_amount", "EMEA", ["refunds"], 20),
    event("refund_amount", null, ["refunds"], 25),
    event("new_customers", null, ["new_customers"], 6),
    event("refund_amount", "NA", ["refunds"], 13, addDays("2026-02-16", 14)),
  ]);
  expect(folded.map(({ series }) => keyOf(series))).toEqual([
    "refund_amount_EMEA_USD",
    "refund_amount_NA_USD",
    "new_customers__USD",
  ]);
  expect(folded[0]?.alsoMoved).toHaveLength(3);
});
