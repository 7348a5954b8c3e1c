import { z } from "zod";
import { TableName } from "../contract/dataset";

const Name = z.string().trim().min(1).max(200);
/**
 * A column of the table's own file, or `join.column`; of several names the first that the file has is read. A path
 * behind it reads from JSON in the cell: `price $.recurring.interval`.
 */
const ColumnName = z.union([Name, z.array(Name).min(1).max(20)]);
const Constant = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]);

const End = z.enum(["inclusive", "exclusive"]);

/** True of a row when every test named holds; words are compared without regard to case. */
export const MappingCondition = z.strictObject({
  /** Of several the first that is filled in the row. */
  column: ColumnName,
  /** An absent column reads as empty instead of being a fault. */
  optional: z.boolean().optional(),
  is: z.enum(["empty", "filled", "true", "false"]).optional(),
  in: z.array(z.union([z.string(), z.number()])).optional(),
  not_in: z.array(z.union([z.string(), z.number()])).optional(),
  /** Holds as well when the joined row is not there, so that rows which miss theirs are set apart and counted. */
  or_missing: z.boolean().optional(),
});
export type MappingCondition = z.infer<typeof MappingCondition>;
const Conditions = z.union([MappingCondition, z.array(MappingCondition).max(20)]);

const RuleFields = z.strictObject({
  column: ColumnName.optional(),
  /** The first of these that is filled in the row. */
  first_filled: z.array(Name).min(1).max(20).optional(),
  /** Text with `{column}` in it: concatenated keys. Empty when one of them is. */
  template: z.string().max(300).optional(),
  constant: Constant.optional(),
  /** The column may be absent from the file. */
  optional: z.boolean().optional(),
  /** Amounts stand beside the sign or code of a currency, or in brackets when they are negative: both are taken off. */
  signs: z.boolean().optional(),
  /** Sign between the digits of thousands, taken off. */
  thousands: z.string().length(1).optional(),
  /** Decimal sign, `.` unless given. */
  decimal: z.string().length(1).optional(),
  /** Columns; one whose name ends in `?` may be absent. */
  add: z.array(Name).max(10).optional(),
  minus: z.array(Name).max(10).optional(),
  /** A column to divide by, such as seats; an empty or zero one divides by 1. */
  divide_by: Name.optional(),
  sign: z.enum(["absolute", "negate"]).optional(),
  times: z.number().positive().optional(),
  /** A price of an interval becomes one of a month: `unit` holds month or year, `count` how many; first filled wins. */
  per_month: z.strictObject({ unit: ColumnName, count: ColumnName.optional() }).optional(),
  /** Amounts counted in minor units (cents); zero-decimal currencies have no smaller one. */
  unit: z.enum(["minor", "major"]).optional(),
  /** `auto`: seconds or milliseconds since 1970 where the cell is a number of their size, else ISO. */
  time: z.enum(["epoch_seconds", "epoch_milliseconds", "auto"]).optional(),
  /** Patterns of strptime, tried in order, such as `%m/%d/%Y`. */
  format: z.union([z.string().max(60), z.array(z.string().max(60)).max(6)]).optional(),
  /** `inclusive`: the file names the last day of a period, not the first day after it. */
  end: End.optional(),
  /** Sales region (NA, LATAM, EMEA, APAC, unknown) of a country's code or English name. */
  region_of: z.literal("country").optional(),
  values: z.record(z.string(), Constant).optional(),
  /** For a word that `values` does not know; without it such a word is a fault. */
  otherwise: Constant.optional(),
  /** For an empty cell. */
  default: Constant.optional(),
  /** The first whose condition holds wins over all the above. */
  cases: z
    .array(
      z
        .strictObject({
          when: Conditions,
          value: Constant.optional(),
          column: ColumnName.optional(),
          end: End.optional(),
        })
        .refine((one) => (one.value === undefined) !== (one.column === undefined), "expected either value or column"),
    )
    .max(20)
    .optional(),
});
const ONE_SOURCE = "expected exactly one of column, first_filled, template, constant";

/** How one canonical column comes about. The steps apply in the order in which they are listed above. */
export const ColumnRule = RuleFields.extend({
  /** The rule that counts where the folder lacks the columns of this one. */
  if_absent: RuleFields.refine(hasOneSource, ONE_SOURCE).optional(),
}).refine(hasOneSource, ONE_SOURCE);
export type ColumnRule = z.infer<typeof ColumnRule>;

function hasOneSource(rule: z.infer<typeof RuleFields>): boolean {
  const given = [rule.column, rule.first_filled, rule.template, rule.constant];
  return given.filter((one) => one !== undefined).length === 1;
}

/** One row of another file beside each row of this one. */
export const MappingJoin = z.strictObject({
  file: Name,
  /** Left out where its file lacks one of the key's columns, instead of being a fault. */
  optional: z.boolean().optional(),
  /** Column of the joined file: column of this one, or of an earlier join; of several the first filled. */
  on: z.record(Name, ColumnName),
  /** Which row where several match; without it they would multiply the rows, which the keys then refuse. */
  pick: z.strictObject({ by: ColumnName, order: z.enum(["first", "last"]) }).optional(),
  where: Conditions.optional(),
});
export type MappingJoin = z.infer<typeof MappingJoin>;

/** The rows of one file as rows of a canonical table. */
export const TablePart = z.strictObject({
  from: Name,
  joins: z.record(Name, MappingJoin).optional(),
  where: Conditions.optional(),
  /** Rows that stand in for a file that the folder lacks; where it is there they are left out. */
  instead_of: Name.optional(),
  /** Rows that another file has too are left out. */
  unless_in: z.strictObject({ file: Name, on: z.record(Name, ColumnName) }).optional(),
  /** Several rows of one key are versions: each holds from its day to the next one's. */
  versions: z
    .strictObject({
      key: z.array(Name).min(1),
      from: ColumnName,
      to: ColumnName.optional(),
      /** Where the file has no `from`, the latest row by this column stands for the whole life. */
      else_latest_by: ColumnName.optional(),
    })
    .optional(),
  /**
   * Where a system keeps today's contract alone: the day it was first billed. When something else was billed earlier
   * (`after`), the contract is known from that day on only, for before it another one held.
   */
  since: z.strictObject({ day: ColumnName, after: ColumnName }).optional(),
  /**
   * The file holds contracts as they are today: one that was billed at less before it was first billed at today's price
   * is known from that period on. `valid_from` may name the day of its last change, before which nothing is sure.
   */
  today_only: z.boolean().optional(),
  columns: z.record(z.string(), z.union([Name, ColumnRule])),
});
export type TablePart = z.infer<typeof TablePart>;

export const MappingFileSource = z.strictObject({
  /** Names without the ending, `*` for any letters; the first that the folder has is taken. */
  names: z.array(Name).min(1).max(20),
  optional: z.boolean().optional(),
  /** Columns without which a file of such a name is not the one that is meant. */
  needs: z.array(Name).max(20).optional(),
  /** Rows are left out when one of these columns that the file has is true or holds a date. */
  deleted: z.array(Name).max(10).optional(),
  /** Of several versions of a key only the latest is kept. */
  latest: z.strictObject({ key: z.array(Name).min(1), by: ColumnName }).optional(),
});
/** One row for each entry of a JSON list in another file's column; the entry is the column `item`. */
export const MappingListSource = z.strictObject({
  list_of: Name,
  column: ColumnName,
  json: z.string().max(200),
  optional: z.boolean().optional(),
});

export const Mapping = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, "expected lower-case words with hyphens"),
  label: z.string().trim().min(1).max(100),
  description: z.string().max(2000).optional(),
  /** What the mapping takes for granted; shown before it is used. */
  assumptions: z.array(z.string().max(500)).max(30).optional(),
  /** Minor digits of the system where they differ from ISO 4217. */
  minor_digits: z.record(z.string().length(3), z.number().int().min(0).max(4)).optional(),
  files: z.record(Name, z.union([MappingFileSource, MappingListSource])),
  tables: z.partialRecord(TableName, z.union([z.literal("absent"), TablePart, z.array(TablePart).min(1).max(10)])),
});
export type Mapping = z.infer<typeof Mapping>;
