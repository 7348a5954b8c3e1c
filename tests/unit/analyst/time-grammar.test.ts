import { previousWindow } from "@/lib/semantic/compare-windows";
import { normalise } from "@/lib/semantic/normalise";
import { findTimes } from "@/lib/semantic/time-grammar";
import { DATA_START } from "@/lib/semantic/time-rule";

/** Reference day: Tuesday 18 August 2026. */
const TODAY = "2026-08-18";

const TABLE: [phrase: string, from: string, to: string, partial?: boolean][] = [
  ["this month", "2026-08-01", "2026-09-01", true],
  ["current month", "2026-08-01", "2026-09-01", true],
  ["last month", "2026-07-01", "2026-08-01"],
  ["previous month", "2026-07-01", "2026-08-01"],
  ["prior month", "2026-07-01", "2026-08-01"],
  ["the past month", "2026-07-01", "2026-08-01"],
  ["month before last", "2026-06-01", "2026-07-01"],
  ["this quarter", "2026-07-01", "2026-10-01", true],
  ["last quarter", "2026-04-01", "2026-07-01"],
  ["previous quarter", "2026-04-01", "2026-07-01"],
  ["this year", "2026-01-01", "2027-01-01", true],
  ["last year", "2025-01-01", "2026-01-01"],
  ["this week", "2026-08-17", "2026-08-24", true],
  ["last week", "2026-08-10", "2026-08-17"],
  ["week before last", "2026-08-03", "2026-08-10"],
  ["today", "2026-08-18", "2026-08-19"],
  ["yesterday", "2026-08-17", "2026-08-18"],
  ["YTD", "2026-01-01", "2027-01-01", true],
  ["year to date", "2026-01-01", "2027-01-01", true],
  ["year-to-date", "2026-01-01", "2027-01-01", true],
  ["MTD", "2026-08-01", "2026-09-01", true],
  ["month to date", "2026-08-01", "2026-09-01", true],
  ["QTD", "2026-07-01", "2026-10-01", true],
  ["so far this year", "2026-01-01", "2027-01-01", true],
  ["this month so far", "2026-08-01", "2026-09-01", true],
  ["last 3 months", "2026-05-01", "2026-08-01"],
  ["last three months", "2026-05-01", "2026-08-01"],
  ["past 6 months", "2026-02-01", "2026-08-01"],
  ["the last 12 months", "2025-08-01", "2026-08-01"],
  ["trailing 12 months", "2025-08-01", "2026-08-01"],
  ["trailing twelve months", "2025-08-01", "2026-08-01"],
  ["TTM", "2025-08-01", "2026-08-01"],
  ["rolling 3 months", "2026-05-01", "2026-08-01"],
  ["last 2 quarters", "2026-01-01", "2026-07-01"],
  ["last 4 weeks", "2026-07-20", "2026-08-17"],
  ["last 30 days", "2026-07-20", "2026-08-19"],
  ["last 7 days", "2026-08-12", "2026-08-19"],
  ["past 90 days", "2026-05-21", "2026-08-19"],
  ["last 2 years", "2024-01-01", "2026-01-01"],
  ["last couple of months", "2026-06-01", "2026-08-01"],
  ["last half year", "2026-02-01", "2026-08-01"],
  ["Q2", "2026-04-01", "2026-07-01"],
  ["Q2 2026", "2026-04-01", "2026-07-01"],
  ["Q2-2026", "2026-04-01", "2026-07-01"],
  ["2026 Q1", "2026-01-01", "2026-04-01"],
  ["2026-Q1", "2026-01-01", "2026-04-01"],
  ["Q3", "2026-07-01", "2026-10-01", true],
  ["Q4", "2025-10-01", "2026-01-01"],
  ["Q4 2025", "2025-10-01", "2026-01-01"],
  ["Q4 of last year", "2025-10-01", "2026-01-01"],
  ["second quarter", "2026-04-01", "2026-07-01"],
  ["the first quarter of 2026", "2026-01-01", "2026-04-01"],
  ["H1", "2026-01-01", "2026-07-01"],
  ["H1 2026", "2026-01-01", "2026-07-01"],
  ["H2 2025", "2025-07-01", "2026-01-01"],
  ["first half of 2026", "2026-01-01", "2026-07-01"],
  ["the first half of the year", "2026-01-01", "2026-07-01"],
  ["2025", "2025-01-01", "2026-01-01"],
  ["in 2026", "2026-01-01", "2027-01-01", true],
  ["2026-05", "2026-05-01", "2026-06-01"],
  ["2026/05", "2026-05-01", "2026-06-01"],
  ["July", "2026-07-01", "2026-08-01"],
  ["in july", "2026-07-01", "2026-08-01"],
  ["August", "2026-08-01", "2026-09-01", true],
  ["September", "2025-09-01", "2025-10-01"],
  ["Dec", "2025-12-01", "2026-01-01"],
  ["May 2026", "2026-05-01", "2026-06-01"],
  ["March of 2026", "2026-03-01", "2026-04-01"],
  ["June last year", "2025-06-01", "2025-07-01"],
  ["last December", "2025-12-01", "2026-01-01"],
  ["since January", "2026-01-01", "2026-08-19"],
  ["since March 2026", "2026-03-01", "2026-08-19"],
  ["since 2025", "2025-01-01", "2026-08-19"],
  ["since the beginning of the year", "2026-01-01", "2026-08-19"],
  ["since last month", "2026-07-01", "2026-08-19"],
  ["since 2026-03-15", "2026-03-15", "2026-08-19"],
  ["between March and May", "2026-03-01", "2026-06-01"],
  ["from January to March 2026", "2026-01-01", "2026-04-01"],
  ["from November to February", "2025-11-01", "2026-03-01"],
  ["January through June", "2026-01-01", "2026-07-01"],
  ["between November 2025 and January 2026", "2025-11-01", "2026-02-01"],
  ["between 2026-03-01 and 2026-03-15", "2026-03-01", "2026-03-16"],
  ["from 2026-01-10 to 2026-02-10", "2026-01-10", "2026-02-11"],
  ["2026-05-04", "2026-05-04", "2026-05-05"],
  ["on 3 Aug 2026", "2026-08-03", "2026-08-04"],
  ["August 3rd", "2026-08-03", "2026-08-04"],
  ["the 5th of July", "2026-07-05", "2026-07-06"],
  ["May 4, 2026", "2026-05-04", "2026-05-05"],
  ["two months ago", "2026-06-01", "2026-07-01"],
  ["3 weeks ago", "2026-07-27", "2026-08-03"],
  ["last fortnight", "2026-08-03", "2026-08-17"],
  ["since mid June", "2026-06-15", "2026-08-19"],
  ["from 10 June onwards", "2026-06-10", "2026-08-19"],
  ["since the 1st of July", "2026-07-01", "2026-08-19"],
  ["from March until now", "2026-03-01", "2026-08-19"],
  ["before March 2026", DATA_START, "2026-03-01"],
  ["before 2026-02-10", DATA_START, "2026-02-10"],
  ["until the end of May", DATA_START, "2026-06-01"],
  ["until the end of May this year", "2026-01-01", "2026-06-01"],
  ["the three months to June", "2026-04-01", "2026-07-01"],
  ["the half ending June 2026", "2026-01-01", "2026-07-01"],
  ["the quarter ending in March", "2026-01-01", "2026-04-01"],
  ["week of July 6, 2026", "2026-07-06", "2026-07-13"],
  ["the week starting 8 July", "2026-07-06", "2026-07-13"],
  ["07/2026", "2026-07-01", "2026-08-01"],
  ["25/07/2026", "2026-07-25", "2026-07-26"],
  ["Q1'26", "2026-01-01", "2026-04-01"],
  ["last half", "2026-01-01", "2026-07-01"],
  ["last day of June", "2026-06-30", "2026-07-01"],
];

test.each(TABLE)("%s", (phrase, from, to, partial = false) => {
  for (const text of [phrase, `refunds ${phrase} by region`, `${phrase} refunds`]) {
    const spans = findTimes(normalise(text).text, TODAY);
    expect(spans.map(({ window }) => [window.from, window.to, window.partial])).toEqual([[from, to, partial]]);
  }
});

test.each(["refunds by month", "monthly refunds", "month over month", "top 10 customers", "invoice 2026123"])(
  "no time in: %s",
  (text) => expect(findTimes(normalise(text).text, TODAY)).toEqual([]),
);

test.each([
  ["next month", "2026-09-01"],
  ["next 3 quarters", "2026-10-01"],
  ["tomorrow", "2026-08-19"],
])("%s lies ahead", (phrase, from) => {
  expect(findTimes(phrase, TODAY)).toMatchObject([{ future: true, window: { from } }]);
});

test.each([
  ["this month", "2026-07-01", "2026-07-19"],
  ["last month", "2026-06-01", "2026-07-01"],
  ["last quarter", "2026-01-01", "2026-04-01"],
  ["this quarter", "2026-04-01", "2026-05-20"],
  ["last 3 months", "2026-02-01", "2026-05-01"],
  ["last week", "2026-08-03", "2026-08-10"],
  ["this week", "2026-08-10", "2026-08-12"],
  ["last 7 days", "2026-08-05", "2026-08-12"],
  ["2025", "2024-01-01", "2025-01-01"],
])("%s is compared with the window before, as far as it has come", (phrase, from, to) => {
  const window = findTimes(phrase, TODAY)[0]?.window;
  expect(window && previousWindow(window, TODAY)).toMatchObject({ from, to });
});
