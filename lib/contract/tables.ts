import type { TableName } from "./dataset";

/**
 * `amount` is decimal major units in the file and becomes a bigint `<name>_cents` column (`amount` ->
 * `amount_cents`); `price` is a price of up to 12 decimals and becomes a double of minor units (`unit_price` ->
 * `unit_price_cents`). Everything else keeps its name.
 */
export type ColumnType =
  | "key"
  | "text"
  | "enum"
  | "currency"
  | "date"
  | "timestamp"
  | "integer"
  | "number"
  | "amount"
  | "price";

export interface ColumnSpec {
  name: string;
  type: ColumnType;
  /** The column may be absent from the file. */
  optional?: true;
  /** A present column may hold empty cells. Columns that are `optional` are nullable too. */
  nullable?: true;
  values?: readonly string[];
  /** `table.column` this must exist in; rows that do not are quarantined. */
  references?: `${TableName}.${string}`;
  min?: number;
  max?: number;
  description: string;
}

export interface TableSpec {
  name: TableName;
  /** One row a key. Subscriptions with versions have (subscription_id, valid_from). */
  key: readonly string[];
  columns: readonly ColumnSpec[];
}

const currency: ColumnSpec = { name: "currency", type: "currency", description: "ISO 4217 code" };

/** The canonical input tables: the one place that says what a data folder holds. */
export const TABLES: readonly TableSpec[] = [
  {
    name: "customers",
    key: ["customer_id"],
    columns: [
      { name: "customer_id", type: "key", description: "The customer" },
      { name: "name", type: "text", description: "Display name" },
      { name: "email", type: "text", optional: true, description: "Contact" },
      { name: "region", type: "text", description: "Sales region" },
      { name: "country", type: "text", optional: true, description: "Country" },
      { name: "tier", type: "text", description: "Plan tier of the customer" },
      { name: "segment", type: "text", optional: true, description: "Market segment" },
      currency,
      { name: "status", type: "enum", values: ["active", "churned"], description: "active or churned" },
      { name: "created_at", type: "timestamp", description: "When the customer was created" },
    ],
  },
  {
    name: "subscriptions",
    key: ["subscription_id", "valid_from"],
    columns: [
      { name: "subscription_id", type: "key", description: "The subscription" },
      { name: "customer_id", type: "key", references: "customers.customer_id", description: "Who holds it" },
      { name: "tier", type: "text", description: "Contracted tier" },
      { name: "seats", type: "integer", min: 0, description: "Contracted seats" },
      { name: "unit_price", type: "price", min: 0, description: "Price per seat and month" },
      { name: "billing_period", type: "enum", values: ["month", "year"], description: "month or year" },
      { name: "discount_pct", type: "number", nullable: true, min: 0, max: 100, description: "Discount in percent" },
      { name: "discount_ends_on", type: "date", optional: true, description: "First day without the discount" },
      { name: "included_units", type: "number", optional: true, min: 0, description: "Units included a month" },
      { name: "overage_unit_price", type: "price", optional: true, min: 0, description: "Price of a further unit" },
      currency,
      {
        name: "status",
        type: "enum",
        values: ["active", "trialing", "paused", "past_due", "canceled"],
        description: "State of this version",
      },
      { name: "started_on", type: "date", description: "First day" },
      { name: "trial_ends_on", type: "date", optional: true, description: "First paid day after a trial" },
      { name: "canceled_on", type: "date", optional: true, description: "First day after the end" },
      { name: "valid_from", type: "date", optional: true, description: "First day of this version" },
      { name: "valid_to", type: "date", optional: true, description: "First day after this version" },
    ],
  },
  {
    name: "invoices",
    key: ["invoice_id"],
    columns: [
      { name: "invoice_id", type: "key", description: "The invoice" },
      { name: "customer_id", type: "key", references: "customers.customer_id", description: "Who is billed" },
      {
        name: "subscription_id",
        type: "key",
        references: "subscriptions.subscription_id",
        description: "What is billed",
      },
      { name: "tier", type: "text", description: "The tier billed" },
      { name: "quantity", type: "integer", description: "Seats billed" },
      { name: "period_start", type: "date", description: "First day billed" },
      { name: "period_end", type: "date", description: "First day after the period" },
      { name: "issued_on", type: "date", description: "Issue date" },
      { name: "due_on", type: "date", optional: true, description: "Due date" },
      { name: "expected_amount", type: "amount", optional: true, description: "Contracted amount, if known" },
      { name: "billed_amount", type: "amount", description: "Amount billed" },
      currency,
      {
        name: "status",
        type: "enum",
        values: ["draft", "open", "paid", "void", "uncollectible"],
        description: "State of the invoice",
      },
      { name: "paid_on", type: "date", optional: true, description: "Payment date" },
    ],
  },
  {
    name: "payments",
    key: ["payment_id"],
    columns: [
      { name: "payment_id", type: "key", description: "The payment" },
      {
        name: "invoice_id",
        type: "key",
        optional: true,
        references: "invoices.invoice_id",
        description: "What it pays",
      },
      { name: "customer_id", type: "key", references: "customers.customer_id", description: "Who pays" },
      { name: "amount", type: "amount", description: "Amount" },
      currency,
      {
        name: "status",
        type: "enum",
        values: ["succeeded", "failed", "pending", "disputed"],
        description: "State of the payment",
      },
      { name: "method", type: "text", optional: true, description: "Payment method" },
      { name: "failure_reason", type: "text", optional: true, description: "Why it failed" },
      { name: "paid_at", type: "timestamp", description: "When it was attempted" },
    ],
  },
  {
    name: "refunds",
    key: ["refund_id"],
    columns: [
      { name: "refund_id", type: "key", description: "The refund or credit" },
      {
        name: "payment_id",
        type: "key",
        optional: true,
        references: "payments.payment_id",
        description: "What it refunds",
      },
      {
        name: "invoice_id",
        type: "key",
        optional: true,
        references: "invoices.invoice_id",
        description: "For which invoice",
      },
      { name: "customer_id", type: "key", references: "customers.customer_id", description: "Who receives it" },
      { name: "amount", type: "amount", description: "Amount given back" },
      currency,
      { name: "kind", type: "enum", values: ["refund", "credit"], description: "refund or credit" },
      { name: "reason", type: "text", optional: true, description: "Reason code or words" },
      { name: "issued_by", type: "text", optional: true, description: "Who issued it" },
      { name: "approved_by", type: "text", optional: true, description: "Who approved it" },
      { name: "note", type: "text", optional: true, description: "Free text" },
      { name: "refunded_at", type: "timestamp", description: "When" },
    ],
  },
  {
    name: "usage_events",
    key: ["event_id"],
    columns: [
      { name: "event_id", type: "key", description: "The event" },
      { name: "customer_id", type: "key", references: "customers.customer_id", description: "Who used it" },
      {
        name: "subscription_id",
        type: "key",
        references: "subscriptions.subscription_id",
        description: "Under which subscription",
      },
      { name: "metric", type: "text", description: "What is counted" },
      { name: "quantity", type: "number", description: "How much" },
      { name: "occurred_at", type: "timestamp", description: "When" },
    ],
  },
  {
    name: "signal_events",
    key: ["signal_id"],
    columns: [
      { name: "signal_id", type: "key", description: "The signal" },
      { name: "source", type: "text", description: "Where it comes from" },
      { name: "kind", type: "text", description: "Kind of signal" },
      { name: "severity", type: "text", description: "critical, high, medium, low, info (others read as info)" },
      { name: "title", type: "text", description: "Title" },
      { name: "message", type: "text", nullable: true, description: "Text" },
      { name: "metric", type: "text", optional: true, description: "Metric concerned" },
      { name: "value", type: "number", optional: true, description: "Value seen" },
      { name: "baseline", type: "number", optional: true, description: "Value expected" },
      { name: "region", type: "text", optional: true, description: "Region concerned" },
      {
        name: "customer_id",
        type: "key",
        optional: true,
        references: "customers.customer_id",
        description: "Customer concerned",
      },
      { name: "occurred_at", type: "timestamp", description: "When" },
    ],
  },
];

/** The name a column has in the warehouse. */
export function warehouseColumn(column: ColumnSpec): string {
  return column.type === "amount" || column.type === "price" ? `${column.name}_cents` : column.name;
}
