import type { CustomTypesConfig } from "pg";
import { AppError } from "@/lib/errors";

type Read = (text: string) => string | number | boolean;

const asText: Read = (text) => text;

/** How the text form of each type is read, by the type's number in pg_type; see `SqlRow` for the rules. */
const READERS: Readonly<Record<number, Read>> = {
  16: (text) => text === "t",
  18: asText,
  19: asText,
  20: readInteger,
  21: Number,
  23: Number,
  25: asText,
  700: Number,
  701: Number,
  705: asText,
  1042: asText,
  1043: asText,
  1082: readDate,
  1114: readTimestamp,
  1184: readTimestamp,
  1700: readNumeric,
};

/** The readers as one client takes them: those of other users of `pg` in the process stay as they are. */
export const ROW_TYPES: CustomTypesConfig = {
  getTypeParser: (type: number) => (text: string) => {
    const read = READERS[type];
    if (!read) throw new AppError("internal", `A column has a type that is not read (${type}): cast it to text`);
    return read(text);
  },
};

function readInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new AppError("internal", `A column holds ${text}, past the largest exact integer`);
}

/** `sum(bigint)` is numeric, so a whole one is held to the rule of integers. */
function readNumeric(text: string): number {
  return /^-?\d+$/.test(text) ? readInteger(text) : Number(text);
}

function readDate(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw new AppError("internal", `A date column holds ${text}; leave a date without an end empty`);
}

/** `2026-02-28 10:11:12.123456`, with `+00` behind it where the column has a zone: sessions run in UTC. */
function readTimestamp(text: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(?:\+00)?$/.exec(text);
  if (!parts) throw new AppError("internal", `A timestamp column holds ${text}, which has no UTC instant`);
  const [, day, time, fraction = ""] = parts;
  return `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
}
