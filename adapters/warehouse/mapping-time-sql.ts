import type { ColumnRule } from "@/lib/mapping/schema";
import { timestampSql } from "./column-sql";
import { sqlText } from "./sql-text";

/** The words for zones of RFC 5322, as exports write them behind a time. */
const ZONES: Record<string, string> = {
  UTC: "Z",
  GMT: "Z",
  EST: "-05:00",
  EDT: "-04:00",
  CST: "-06:00",
  CDT: "-05:00",
  MST: "-07:00",
  MDT: "-06:00",
  PST: "-08:00",
  PDT: "-07:00",
};

type TimeRule = Pick<ColumnRule, "time" | "format">;

/** Dates and UTC times as most files write them: read without the long way that zones need. */
const PLAIN = "'\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z?)?'";
const SECONDS = "'\\d{9,10}(\\.\\d+)?'";
const MILLISECONDS = "'\\d{12,13}'";

/** A time as written by foreign systems as ISO text; what cannot be read stays as it is, for the checks to name. */
export function isoTextSql(raw: string, rule: TimeRule): string {
  const branches = instants(raw, rule).map(
    ({ when, instant }) => `when ${when} then coalesce(${isoSql(instant)}, ${raw})`,
  );
  return `case when regexp_full_match(${raw}, ${PLAIN}) then ${raw} ${branches.join(" ")} else ${zoneSql(raw)} end`;
}

/**
 * The UTC day of a time as text; what is no time stays as it is. The day after it for an end that names the last day;
 * an end that is told to be exclusive may stand one second before midnight.
 */
export function dayTextSql(raw: string, rule: TimeRule, end: ColumnRule["end"]): string {
  const shifted = (instant: string) =>
    `cast(cast(${instant} ${end === "exclusive" ? "+ interval 1 second" : ""} as date) + ${end === "inclusive" ? 1 : 0} as varchar)`;
  const branches = dayBranches(raw, rule).map(
    ({ when, instant }) => `when ${when} then coalesce(${shifted(instant)}, ${raw})`,
  );
  return `case when ${raw} is null then null ${branches.join(" ")}
    else coalesce(${shifted(timestampSql(`(${zoneSql(raw)})`))}, ${raw}) end`;
}

/** The day that a version's column holds, epoch or ISO text alike; null for what is no time. */
export function versionDaySql(raw: string): string {
  const branches = dayBranches(raw, { time: "auto" }).map(
    ({ when, instant }) => `when ${when} then cast(${instant} as date)`,
  );
  return `case ${branches.join(" ")} else cast(${timestampSql(`(${zoneSql(raw)})`)} as date) end`;
}

/** Sorts texts as numbers where they are, else as times, else as texts. */
export function sortKeys(text: string, direction: "asc" | "desc"): string {
  const time = `case when regexp_full_match(${text}, ${PLAIN}) then ${plainInstant(text)}
    when ${text} like '____-__-__%' then ${timestampSql(`(${zoneSql(text)})`)} end`;
  return [`try_cast(${text} as double)`, time, text].map((key) => `${key} ${direction} nulls last`).join(", ");
}

interface Instant {
  when: string;
  instant: string;
}

function dayBranches(raw: string, rule: TimeRule): Instant[] {
  return [{ when: `regexp_full_match(${raw}, ${PLAIN})`, instant: plainInstant(raw) }, ...instants(raw, rule)];
}

/** How a rule says that times are written, apart from ISO. */
function instants(raw: string, { time, format }: TimeRule): Instant[] {
  const formats = format === undefined ? [] : [format].flat();
  const isDigits = (pattern: string) => `regexp_full_match(${raw}, ${pattern})`;
  const epoch = (microseconds: number) =>
    `make_timestamp(cast(floor(try_cast(${raw} as double) * ${microseconds}) as bigint))`;
  const any = "'\\d{1,14}(\\.\\d+)?'";
  return [
    ...(time === "epoch_seconds" ? [{ when: isDigits(any), instant: epoch(1_000_000) }] : []),
    ...(time === "epoch_milliseconds" ? [{ when: isDigits(any), instant: epoch(1_000) }] : []),
    ...(time === "auto"
      ? [
          { when: isDigits(SECONDS), instant: epoch(1_000_000) },
          { when: isDigits(MILLISECONDS), instant: epoch(1_000) },
        ]
      : []),
    ...formats.map((one) => {
      const instant = `try_strptime(${raw}, ${sqlText(one)})`;
      return { when: `${instant} is not null`, instant };
    }),
  ];
}

function plainInstant(raw: string): string {
  return `try_cast(replace(left(${raw}, 19), 'T', ' ') as timestamp)`;
}

function isoSql(instant: string): string {
  return `strftime(${instant}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}

function zoneSql(raw: string): string {
  const branches = Object.entries(ZONES).map(
    ([word, offset]) => `when ${sqlText(word)} then trim(left(${raw}, length(${raw}) - 3)) || ${sqlText(offset)}`,
  );
  return `case upper(right(${raw}, 3)) ${branches.join(" ")} else ${raw} end`;
}
