import type { TimeGrain } from "../contract/analyst";
import { ASK_CUES } from "./words/ask-cues";
import { COMPARE_CUES } from "./words/compare-cues";
import { CUT_CUES } from "./words/cut-cues";
import { MOVE_CUES } from "./words/move-cues";
import { RANK_CUES } from "./words/rank-cues";

/** What a word or phrase of the question language asks for, apart from the metric model's own words. */
export type Cue =
  | "why"
  | "trend"
  | "compare"
  | "growth"
  | "previous"
  | "year_before"
  | "top"
  | "bottom"
  | "best"
  | "worst"
  | "share"
  | "list"
  | "by"
  | "not"
  | "only"
  | "down"
  | "up"
  | "which"
  | "follow"
  | "also"
  | "threshold"
  | "distribution"
  | "cohort"
  | "better"
  | "worse";

export const CUES: Readonly<Record<Cue, readonly string[]>> = {
  ...ASK_CUES,
  ...COMPARE_CUES,
  ...RANK_CUES,
  ...CUT_CUES,
  ...MOVE_CUES,
};

export const GRAIN_PHRASES: Readonly<Record<TimeGrain, readonly string[]>> = {
  day: [
    "and day",
    "daily",
    "by day",
    "per day",
    "each day",
    "every day",
    "day by day",
    "by date",
    "on a daily basis",
    "for each day",
    "by the day",
    "day after day",
    "day to day",
    "each single day",
    "every single day",
    "across days",
    "over the days",
    "day wise",
  ],
  week: [
    "and week",
    "weekly",
    "by week",
    "per week",
    "each week",
    "every week",
    "week by week",
    "on a weekly basis",
    "for each week",
    "by calendar week",
    "by the week",
    "week after week",
    "week to week",
    "every single week",
    "across weeks",
    "over the weeks",
    "week wise",
  ],
  month: [
    "and month",
    "monthly",
    "by month",
    "per month",
    "each month",
    "every month",
    "month by month",
    "on a monthly basis",
    "for each month",
    "by calendar month",
    "by the month",
    "month after month",
    "month to month",
    "every single month",
    "across months",
    "across the months",
    "month wise",
    "monthwise",
    "in each month",
    "for every month",
    "each calendar month",
    "for all months",
    "month on month by month",
  ],
  quarter: [
    "and quarter",
    "quarterly",
    "by quarter",
    "per quarter",
    "each quarter",
    "every quarter",
    "quarter by quarter",
    "on a quarterly basis",
    "for each quarter",
    "by the quarter",
    "quarter after quarter",
    "quarter to quarter",
    "every single quarter",
    "across quarters",
    "over the quarters",
    "quarter wise",
    "in each quarter",
    "for every quarter",
  ],
  year: [
    "and year",
    "yearly",
    "annually",
    "by year",
    "per year",
    "each year",
    "every year",
    "year by year",
    "on a yearly basis",
    "annual",
    "for each year",
    "per annum",
    "by the year",
    "year after year",
    "year to year",
    "every single year",
    "year wise",
    "in each year",
  ],
};
