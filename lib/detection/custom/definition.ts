import { z } from "zod";
import { DetectorId } from "../../contract/detector";
import { MoneyKind } from "../../contract/money";
import { TABLES } from "../../contract/tables";
import { MAX_CONFIDENCE } from "../scoring";

/** The shape of a file under `data/detectors/`. Amounts are integer minor units everywhere. */

const Text = z.string().trim().min(1);
const Column = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,59}$/, "expected a column of the sql: lower case letters, digits or _");
const INT32 = 2_147_483_647;

const COLUMNS = new Set(TABLES.flatMap((table) => table.columns.map((column) => `${table.name}.${column.name}`)));

/** Columns that may be absent: the others are always there, and so never a reason to skip. */
export const OPTIONAL_COLUMNS: ReadonlySet<string> = new Set(
  TABLES.flatMap((table) =>
    table.columns.filter(({ optional }) => optional).map(({ name }) => `${table.name}.${name}`),
  ),
);

const Parameter = z
  .strictObject({
    type: z.enum(["integer", "number"]),
    default: z.number(),
    min: z.number().min(-INT32).default(-INT32),
    max: z.number().max(INT32).default(INT32),
    grid: z.array(z.number()).max(20).default([]),
    unit: Text.max(20).optional(),
    description: Text.max(200).optional(),
  })
  .superRefine((parameter, context) => {
    const { type, min, max } = parameter;
    const check = (value: number, path: (string | number)[]) => {
      if (type === "integer" && !Number.isInteger(value))
        context.addIssue({ code: "custom", path, message: `expected a whole number, not ${value}` });
      else if (value < min || value > max)
        context.addIssue({ code: "custom", path, message: `expected ${min} to ${max}, not ${value}` });
    };
    check(parameter.default, ["default"]);
    for (const [at, value] of parameter.grid.entries()) check(value, ["grid", at]);
  });

/** A row of the sql is one base row of a case: which of its columns say what. */
const Result = z.strictObject({
  /** The table whose rows the money is claimed on, and the column that holds its key. */
  table: z.enum(["invoices", "payments", "refunds", "usage_events"]),
  row: Column,
  /** Minor units; null where nothing says how much. */
  amount: Column,
  currency: Column,
  /** The day or instant the row belongs to. */
  date: Column,
  /** Rows of one entity and currency are one case. */
  entity: z.strictObject({
    kind: z.enum(["subscription", "refund", "payment", "customer", "issuer", "invoice"]),
    id: Column,
    label: Column,
  }),
  customer: Column.optional(),
  region: Column.optional(),
  /** Free text for the sentiment risk. */
  texts: z.array(Column).max(10).default([]),
});

/** Text with `{column}` of the case's first row, `{total}` money and `{rows}`. */
const Template = Text.max(500);

export const CustomDefinition = z.strictObject({
  id: DetectorId,
  title: Text.max(80),
  question: Text.max(200).regex(/\?$/, "expected a question that ends with ?"),
  money_kind: MoneyKind,
  confidence: z.number().gt(0).max(MAX_CONFIDENCE),
  /** The built-in detector that it claims right after; without one it claims last. */
  after: DetectorId.optional(),
  needs: z
    .array(z.string().refine((name) => COLUMNS.has(name), "expected table.column of the canonical tables"))
    .default([]),
  parameters: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "expected a lower case name"), Parameter).default({}),
  /** Kept as written, so that its lines are the lines of the file. */
  sql: z
    .string()
    .max(9000)
    .refine((sql) => sql.trim() !== "", "expected a SELECT"),
  result: Result,
  case: z.strictObject({ title: Template, summary: Template, action: Template }),
  about: z.strictObject({ evidence: Text.max(300), impact: Text.max(300), action: Text.max(300) }),
});
export type CustomDefinition = z.infer<typeof CustomDefinition>;

/** The table's key and, where it has them, its own amount and currency: what a claim on it is held against. */
export const CLAIMED_TABLES = {
  invoices: { key: "invoice_id", amount: "billed_amount_cents", currency: "currency" },
  payments: { key: "payment_id", amount: "amount_cents", currency: "currency" },
  refunds: { key: "refund_id", amount: "amount_cents", currency: "currency" },
  usage_events: { key: "event_id", amount: null, currency: null },
} as const satisfies Record<CustomDefinition["result"]["table"], unknown>;

/** Names that a template may use beside the columns. */
export const TEMPLATE_WORDS = new Set(["total", "rows"]);

/** The `{names}` of a template, in order. */
export function templateNames(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
}
