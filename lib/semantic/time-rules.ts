import type { TimeGrain } from "../contract/analyst";
import { addDays, addMonths, addPeriods, dayLabel, isDay, periodLabel, startOf } from "./days";
import {
  DATA_START,
  DATE,
  DAY_NUMBER,
  dayRange,
  explicitDay,
  firstOf,
  type Groups,
  iso,
  LAST,
  lastPeriods,
  monthStart,
  oneDay,
  period,
  quarterStart,
  type Resolved,
  type Rule,
  rule,
  span,
  THIS,
  unitOf,
  yearOf,
} from "./time-rule";
import { MONTH, MONTH_WORDS, NUMBER, numberOf, ORDINAL, ORDINAL_WORDS, UNIT, YEAR } from "./time-words";

/** Longest phrases win; among equals, the earlier rule. */
const MID = "mid(?:dle)?[ -]?(?:of )?";
const COUNTED: Readonly<Record<string, number>> = { month: 1, quarter: 3, half: 6, year: 12 };

export const RULES: readonly Rule[] = [
  rule(
    `(?:between|from) ${DATE} (?:and|to|until|through|till) ${DATE}|${DATE} (?:to|until|through|till|-) ${DATE}`,
    (g) => {
      const at = g[0] ? 0 : 6;
      const [from, to] = [iso(g, at), iso(g, at + 3)];
      return from && to ? span(from, addDays(to, 1)) : null;
    },
  ),
  rule(`(?:since|from|after|starting) ${DATE}(?: on(?:wards?)?)?`, (g, today) => {
    const from = iso(g, 0);
    return from ? span(from, addDays(today, 1), `since ${dayLabel(from)}`) : null;
  }),
  rule(`(?:on |of |as of )?${DATE}`, (g) => oneDay(iso(g, 0))),
  rule("(?:in |of |for |during )?(20\\d{2})-(0[1-9]|1[0-2])", (g) => period("month", `${g[0]}-${g[1]}-01`)),
  rule(`(?:between|from) ${MONTH}(?: ${YEAR})? (?:and|to|until|through|till|thru) ${MONTH}(?: ${YEAR})?`, monthRange),
  rule(`${MONTH}(?: ${YEAR})? ?(?:to|through|until|till|thru|-) ?${MONTH}(?: ${YEAR})?`, monthRange),
  // "Invoices from December": rows are of the month; anything else "from December" runs on.
  rule(
    `(?<=\\b(?:invoices|refunds|payments|credits|signals|alerts) )from ${MONTH}(?: ${YEAR})?(?! (?:on|onwards?|until|till|to|through))`,
    (g, today) => period("month", monthStart(g[0], g[1], today)),
  ),
  rule(
    `(?:since|starting(?: in| from)?|from|beginning) (?:last |the (?:start|beginning|end) of )?${MONTH}(?: ${YEAR})?(?: on(?:wards?)?)?`,
    (g, today) => {
      const from = monthStart(g[0], g[1], today);
      return span(from, addDays(today, 1), `since ${periodLabel("month", from)}`);
    },
  ),
  rule(
    `(?:since|starting(?: in| from)?|from|beginning) (?:the (?:start|beginning) of )?${YEAR}(?: on(?:wards?)?)?`,
    (g, today) => span(`${g[0]}-01-01`, addDays(today, 1), `since ${g[0]}`),
  ),
  rule(`since (?:the (?:start|beginning) of )?${LAST} ${UNIT}`, (g, today) => {
    const unit = unitOf(g[0]);
    const from = addPeriods(unit, startOf(unit, today), -1);
    return span(from, addDays(today, 1), `since ${dayLabel(from)}`);
  }),
  rule(`(?:since|from) (?:the )?(?:start|beginning) of (?:the |this )?${UNIT}`, (g, today) =>
    span(startOf(unitOf(g[0]), today), addDays(today, 1)),
  ),
  rule(`(?:since|from|starting(?: on| from)?) ${MID}${MONTH}(?: ${YEAR})?(?: on(?:wards?)?)?`, (g, today) => {
    const from = addDays(monthStart(g[0], g[1], today), 14);
    return span(from, addDays(today, 1), `since ${dayLabel(from)}`);
  }),
  rule(
    `(?:since|from|starting(?: on| from)?) (?:the )?(?:${DAY_NUMBER}(?: of)? ${MONTH}|${MONTH} ${DAY_NUMBER})(?:,? ${YEAR})?(?: on(?:wards?)?)?`,
    (g, today) => {
      const from = explicitDay(g[4], MONTH_WORDS[g[1] ?? g[2] ?? ""] ?? 0, g[0] ?? g[3], today);
      return from ? span(from, addDays(today, 1), `since ${dayLabel(from)}`) : null;
    },
  ),
  rule(
    `(?:since|starting(?: in| from)?|from|beginning) (?:the (?:start|beginning) of )?${MONTH}(?: ${YEAR})? (?:until|till|to|through|up to) (?:now|today|date|the present)`,
    (g, today) => {
      const from = monthStart(g[0], g[1], today);
      return span(from, addDays(today, 1), `since ${periodLabel("month", from)}`);
    },
  ),
  rule(
    `(?:before|prior to|up to but not including) (?:the (?:start|beginning) of )?${MONTH}(?: ${YEAR})?`,
    (g, today) => {
      const to = monthStart(g[0], g[1], today);
      return span(DATA_START, to, `before ${periodLabel("month", to)}`);
    },
  ),
  rule(`(?:before|prior to) (?:${DATE}|q([1-4])(?: ${YEAR})?|(?:the year )?${YEAR})`, (g, today) => {
    const to = g[0] ? iso(g, 0) : g[3] ? quarterStart(Number(g[3]), g[4], today) : `${g[5]}-01-01`;
    return to ? span(DATA_START, to, `before ${dayLabel(to)}`) : null;
  }),
  rule(
    `(?:until|till|up to|up until|through|thru) (?:the )?(?:end of |close of )?${MONTH}(?: ${YEAR})?( (?:of )?this year)?`,
    (g, today) => {
      const last = monthStart(g[0], g[2] ? String(yearOf(today)) : g[1], today);
      return span(
        g[2] ? `${yearOf(today)}-01-01` : DATA_START,
        addMonths(last, 1),
        `until ${periodLabel("month", last)}`,
      );
    },
  ),
  rule(
    `(?:the )?(?:${NUMBER} )?(month|quarter|half|year)s?(?: year)? (?:ending|ended|to|up to|to the end of|through)(?: in| on| at)?(?: the)?(?: end of)? ${MONTH}(?: ${YEAR})?`,
    (g, today) => {
      const months = (COUNTED[g[1] ?? ""] ?? 1) * (g[0] ? numberOf(g[0]) : 1);
      if (months === 1) return null;
      const to = addMonths(monthStart(g[2], g[3], today), 1);
      return span(addMonths(to, -months), to);
    },
  ),
  rule(
    `(?:the )?week (?:of|starting|beginning|from)(?: on)?(?: the)? (?:${DAY_NUMBER}(?: of)? ${MONTH}|${MONTH} ${DAY_NUMBER})(?: ${YEAR})?`,
    (g, today) => {
      const day = explicitDay(g[4], MONTH_WORDS[g[1] ?? g[2] ?? ""] ?? 0, g[0] ?? g[3], today);
      return day ? period("week", day) : null;
    },
  ),
  rule(`(?:in |of |for |during )?(0?[1-9]|1[0-2])-(20\\d{2})`, (g) =>
    period("month", `${g[1]}-${(g[0] ?? "").padStart(2, "0")}-01`),
  ),
  rule(`(?:on |of |as of )?(\\d{1,2})-(\\d{1,2})-(20\\d{2})`, (g) => {
    const [first, second] = [Number(g[0]), Number(g[1])];
    const [day, month] = first > 12 ? [first, second] : second > 12 || first === second ? [second, first] : [0, 0];
    const text = `${g[2]}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
    return isDay(text) ? oneDay(text) : null;
  }),
  rule(`(?:the )?(?:(${LAST.slice(3, -1)})|${THIS}) half(?![ -]?(?:a )?year)`, (g, today) => {
    const own = firstOf(yearOf(today), Number(today.slice(5, 7)) <= 6 ? 1 : 7);
    const from = g[0] ? addMonths(own, -6) : own;
    return span(from, addMonths(from, 6), `H${from.slice(5, 7) === "01" ? 1 : 2} ${yearOf(from)}`);
  }),
  rule(`(?:the |over the )?${LAST} fortnight`, (_, today) => lastPeriods(2, "week", today)),
  rule(`(?:the )?last day of ${MONTH}(?: ${YEAR})?`, (g, today) =>
    oneDay(addDays(addMonths(monthStart(g[0], g[1], today), 1), -1)),
  ),
  rule(
    `(?:between |from )?(?:the )?${DAY_NUMBER}(?: of)?(?: ${MONTH})? ?(?:to|until|through|till|and|-) ?(?:the )?${DAY_NUMBER}(?: of)? ${MONTH}(?: ${YEAR})?`,
    (g, today) => dayRange(g[0], g[1] ?? g[3], g[2], g[3], g[4], today),
  ),
  rule(
    `(?:between |from )?${MONTH} ${DAY_NUMBER} ?(?:to|until|through|till|and|-) ?(?:${MONTH} )?${DAY_NUMBER}(?: ${YEAR})?`,
    (g, today) => dayRange(g[1], g[0], g[3], g[2] ?? g[0], g[4], today),
  ),
  rule(`(?:on |as of )?(?:the )?${DAY_NUMBER}(?: of)? ${MONTH},?(?: ${YEAR})?`, (g, today) =>
    oneDay(explicitDay(g[2], MONTH_WORDS[g[1] ?? ""] ?? 0, g[0], today)),
  ),
  rule(`(?:on |as of )?${MONTH} ${DAY_NUMBER}(?:,? ${YEAR})?`, (g, today) =>
    oneDay(explicitDay(g[2], MONTH_WORDS[g[0] ?? ""] ?? 0, g[1], today)),
  ),
  rule(
    `(?:the )?(?:month of |(?<!(?:over|on|by|per|each|every|after) )month )?${MONTH}(?:,? (?:of |in )?(?:the )?(?:year )?${YEAR})?`,
    (g, today) => period("month", monthStart(g[0], g[1], today)),
  ),
  rule(`${MONTH} (?:of )?(?:last|previous|prior) year`, (g, today) =>
    period("month", firstOf(yearOf(today) - 1, MONTH_WORDS[g[0] ?? ""] ?? 1)),
  ),
  rule(`(?:this|current) ${MONTH}`, (g, today) => period("month", monthStart(g[0], undefined, today))),
  rule(`(?:last|previous|past) ${MONTH}`, (g, today) => {
    const start = monthStart(g[0], undefined, today);
    return period("month", start === startOf("month", today) ? addMonths(start, -12) : start);
  }),
  rule(`q([1-4])(?:[ /-]?(?:of )?(?:fy)?${YEAR})?|${YEAR}[ /-]?q([1-4])`, (g, today) =>
    period("quarter", quarterStart(Number(g[0] ?? g[3]), g[1] ?? g[2], today)),
  ),
  rule(`q([1-4]) (?:of )?(last|previous|prior|this) year`, (g, today) =>
    period("quarter", quarterStart(Number(g[0]), String(yearOf(today) - (g[1] === "this" ? 0 : 1)), today)),
  ),
  rule(`(?:the )?${ORDINAL} quarter(?: of)?(?: ${YEAR})?`, (g, today) =>
    period("quarter", quarterStart(ORDINAL_WORDS[g[0] ?? ""] ?? 1, g[1], today)),
  ),
  rule(`(?:h([12])|(?:the )?(first|second) half)(?: of)?(?: ${YEAR}| (this|last|the) year)?`, (g, today) => {
    const half = g[0] === "1" || g[1] === "first" ? 1 : 2;
    const given = g[2] ? Number(g[2]) : g[3] === "last" ? yearOf(today) - 1 : null;
    const own = firstOf(given ?? yearOf(today), half === 1 ? 1 : 7);
    const from = given === null && own > today ? addMonths(own, -12) : own;
    return span(from, addMonths(from, 6), `H${half} ${yearOf(from)}`);
  }),
  rule(
    `(?:${LAST}|the ${LAST}|trailing|rolling|over the ${LAST}) ${NUMBER} (?:full |complete |calendar )?${UNIT}`,
    (g, today) => lastPeriods(numberOf(g[0] ?? "0"), unitOf(g[1]), today),
  ),
  rule(`(?:the )?(?:trailing|rolling) (?:year|twelve months)|ttm|ltm|t12m`, (_, today) =>
    lastPeriods(12, "month", today),
  ),
  rule(`(?:the )?(?:last|past) couple of ${UNIT}`, (g, today) => lastPeriods(2, unitOf(g[0]), today)),
  rule(`(?:the )?(?:last|past) half (?:a )?year`, (_, today) => lastPeriods(6, "month", today)),
  rule(`the past (week|month|quarter|year)`, (g, today) => lastPeriods(1, unitOf(g[0]), today)),
  rule(`(?:the )?${UNIT} before last`, (g, today) => {
    const unit = unitOf(g[0]);
    return period(unit, addPeriods(unit, startOf(unit, today), -2));
  }),
  rule(`${NUMBER} ${UNIT} ago`, (g, today) => {
    const unit = unitOf(g[1]);
    return period(unit, addPeriods(unit, startOf(unit, today), -numberOf(g[0] ?? "1")));
  }),
  rule(`(?:the )?${LAST} (?:full |complete |calendar |whole )?(day|week|month|quarter|year)`, (g, today) => {
    const unit = unitOf(g[0]);
    return period(unit, addPeriods(unit, startOf(unit, today), -1));
  }),
  rule(`${THIS} (day|week|month|quarter|year)(?: so far| to date)?`, (g, today) => period(unitOf(g[0]), today)),
  rule(`(?:ytd|year to date|year-to-date|so far this year)`, (_, today) => toDate("year", today)),
  rule(`(?:qtd|quarter to date|quarter-to-date|so far this quarter)`, (_, today) => toDate("quarter", today)),
  rule(`(?:mtd|month to date|month-to-date|so far this month)`, (_, today) => toDate("month", today)),
  rule(`(?:wtd|week to date|week-to-date|so far this week)`, (_, today) => toDate("week", today)),
  rule(`(?:next|coming|upcoming|following) (?:${NUMBER} )?${UNIT}|tomorrow|next ${MONTH}`, (g, today) => {
    const unit = g[1] ? unitOf(g[1]) : "day";
    return period(unit, addPeriods(unit, startOf(unit, today), 1), g[0] ? numberOf(g[0]) : 1);
  }),
  rule(`in ${NUMBER} ${UNIT}(?: from now| time)?(?! of)`, (g, today) => {
    const unit = unitOf(g[1]);
    return period(unit, addPeriods(unit, startOf(unit, today), numberOf(g[0] ?? "1")));
  }),
  rule(`yesterday`, (_, today) => oneDay(addDays(today, -1))),
  rule(`today|right now|currently|as of today|at the moment|at present|as of now`, (_, today) => oneDay(today)),
  rule(`(?:in |for |during |of )?(?:the )?(?:fy |fy|year |calendar year |fiscal year )?${YEAR}`, (g) =>
    period("year", `${g[0]}-01-01`),
  ),
];

function toDate(unit: TimeGrain, today: string): Resolved {
  return { ...(period(unit, today) ?? { from: today, to: today }), label: `${unit} to date` };
}

function monthRange(g: Groups, today: string): Resolved {
  let to = monthStart(g[2], g[3], today);
  let from = g[1] || !g[3] ? monthStart(g[0], g[1], today) : monthStart(g[0], g[3], today);
  if (from > to && !g[1]) from = addMonths(from, -12);
  else if (from > to && !g[3]) to = addMonths(to, 12);
  const range = span(from, addMonths(to, 1), `${periodLabel("month", from)} to ${periodLabel("month", to)}`);
  return range && from < to ? { ...range, pair: true } : range;
}
