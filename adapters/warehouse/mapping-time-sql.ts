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

/** A time as written by foreign systems as ISO text; what cannot be read stays as it is, for the checks to name. */
export function isoTextSql(raw: string, rule: { time?: string | undefined; format?: string | string[] | undefined }) {
  if (rule.time === "auto") return autoSql(raw);
  if (rule.time) return epochSql(raw, rule.time === "epoch_seconds" ? 1_000_000 : 1_000);
  const formats = rule.format === undefined ? [] : [rule.format].flat();
  const tries = formats.map((format) => isoSql(`try_strptime(${raw}, ${sqlText(format)})`));
  return tries.length > 0 ? `coalesce(${tries.join(", ")}, ${raw})` : zoneSql(raw);
}

/**
 * The UTC day of a time; what is no time stays as it is. The day after it for an end that names the last day; an end
 * that is told to be exclusive may stand one second before midnight.
 */
export function daySql(text: string, end: "inclusive" | "exclusive" | undefined): string {
  const instant = `${timestampSql(text)} ${end === "exclusive" ? "+ interval 1 second" : ""}`;
  return `coalesce(cast(cast(${instant} as date) + ${end === "inclusive" ? 1 : 0} as varchar), ${text})`;
}

/** Sorts texts as numbers where they are, else as times, else as texts. */
export function sortKeys(text: string, direction: "asc" | "desc"): string {
  return [`try_cast(${text} as double)`, `${timestampSql(zoneSql(text))}`, text]
    .map((key) => `${key} ${direction} nulls last`)
    .join(", ");
}

/** The instant that a version column holds, epoch seconds or ISO text alike, as a date. */
export function versionDaySql(text: string): string {
  return `cast(${timestampSql(`(${autoSql(text)})`)} as date)`;
}

/** Nine or ten digits are seconds since 1970, twelve or thirteen are milliseconds. */
function autoSql(raw: string): string {
  return `case when regexp_full_match(${raw}, '\\d{9,10}(\\.\\d+)?') then ${epochSql(raw, 1_000_000)}
    when regexp_full_match(${raw}, '\\d{12,13}') then ${epochSql(raw, 1_000)} else ${zoneSql(raw)} end`;
}

function epochSql(raw: string, microseconds: number): string {
  const instant = `make_timestamp(cast(floor(try_cast(${raw} as double) * ${microseconds}) as bigint))`;
  return `case when regexp_full_match(${raw}, '\\d{1,14}(\\.\\d+)?') then ${isoSql(instant)} else ${raw} end`;
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
