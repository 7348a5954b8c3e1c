import type { Operation, RefusalCode, TimeGrain } from "@/lib/contract/analyst";

/** What a question must be read as. Times are `[from, to)`; a missing field must be empty in the reading. */
export interface Expected {
  op: Operation;
  metrics: string[];
  dims?: string[];
  filters?: Record<string, string[]>;
  not?: Record<string, string[]>;
  time?: [string, string];
  base?: [string, string];
  grain?: TimeGrain;
  limit?: number;
  order?: "asc";
}
export interface Question {
  ask: string;
  after?: string;
  is: Expected | RefusalCode;
  /** Premise the question asserts. */
  premise?: "down" | "up";
}

export const ALL: [string, string] = ["2025-06-01", "2026-08-19"];
export const NOW: [string, string] = ["2026-08-18", "2026-08-19"];
const THIS_MONTH: [string, string] = ["2026-08-01", "2026-09-01"];
const ELAPSED: [string, string] = ["2026-07-01", "2026-07-19"];
const JULY: [string, string] = ["2026-07-01", "2026-08-01"];
const JUNE: [string, string] = ["2026-06-01", "2026-07-01"];
const Q2: [string, string] = ["2026-04-01", "2026-07-01"];
const Q1: [string, string] = ["2026-01-01", "2026-04-01"];
const YEAR: [string, string] = ["2026-01-01", "2027-01-01"];

const q = (ask: string, is: Question["is"], rest: Partial<Question> = {}): Question => ({ ask, is, ...rest });
const why = (
  metric: string,
  time: [string, string],
  base: [string, string],
  rest: Partial<Expected> = {},
): Expected => ({ op: "why", metrics: [metric], time, base, ...rest });

/** Read as of 18 August 2026 over the world of `analyst-world.ts`. */
export const QUESTIONS: Question[] = [
  // one number
  q("What was our net revenue last month?", { op: "value", metrics: ["net_revenue"], time: JULY }),
  q("How much did we invoice in July?", { op: "value", metrics: ["invoiced"], time: JULY }),
  q("total invoiced amount Q2 2026", { op: "value", metrics: ["invoiced"], time: Q2 }),
  q("How much cash did we collect last quarter?", { op: "value", metrics: ["collected"], time: Q2 }),
  q("collections in June", { op: "value", metrics: ["collected"], time: JUNE }),
  q("What is our MRR?", { op: "value", metrics: ["mrr"], time: NOW }),
  q("current ARR", { op: "value", metrics: ["arr"], time: NOW }),
  q("What was MRR at the end of July?", { op: "value", metrics: ["mrr"], time: JULY }),
  q("monthly recurring revenue", { op: "value", metrics: ["mrr"], time: NOW }),
  q("How many active customers do we have?", { op: "value", metrics: ["active_customers"], time: NOW }),
  q("how many customers do we have", { op: "value", metrics: ["active_customers"], time: NOW }),
  q("How many new customers did we get in Q1?", { op: "value", metrics: ["new_customers"], time: Q1 }),
  q("How many customers churned last quarter?", { op: "value", metrics: ["churned_customers"], time: Q2 }),
  q("how many customers did we lose in July", { op: "value", metrics: ["churned_customers"], time: JULY }),
  q("What's our churn rate?", { op: "value", metrics: ["churn_rate"], time: JULY }),
  q("churn in Q2", { op: "value", metrics: ["churn_rate"], time: Q2 }),
  q("net revenue retention", { op: "value", metrics: ["nrr"], time: ["2025-08-01", "2026-08-01"] }),
  q("what is GRR for the last 6 months", { op: "value", metrics: ["grr"], time: ["2026-02-01", "2026-08-01"] }),
  q("How much did we refund in EMEA last month?", {
    op: "value",
    metrics: ["refund_amount"],
    filters: { region: ["EMEA"] },
    time: JULY,
  }),
  q("How many refunds were issued last week?", {
    op: "value",
    metrics: ["refund_count"],
    time: ["2026-08-10", "2026-08-17"],
  }),
  q("How many EMEA refunds in July?", {
    op: "value",
    metrics: ["refund_count"],
    filters: { region: ["EMEA"] },
    time: JULY,
  }),
  q("refund rate last quarter", { op: "value", metrics: ["refund_rate"], time: Q2 }),
  q("average refund this year", { op: "value", metrics: ["average_refund"], time: YEAR }),
  q("What's the average enterprise invoice in Q2?", {
    op: "value",
    metrics: ["average_invoice"],
    filters: { tier: ["Enterprise"] },
    time: Q2,
  }),
  q("total credits issued since January", {
    op: "value",
    metrics: ["credit_amount"],
    time: ["2026-01-01", "2026-08-19"],
  }),
  q("number of manual credits last month", { op: "value", metrics: ["credit_count"], time: JULY }),
  q("How much is past due?", { op: "value", metrics: ["past_due"], time: NOW }),
  q("How many overdue invoices are there in APAC?", {
    op: "value",
    metrics: ["past_due_count"],
    filters: { region: ["APAC"] },
    time: NOW,
  }),
  q("payment failure rate in Q2", { op: "value", metrics: ["payment_failure_rate"], time: Q2 }),
  q("how many payments failed in July", { op: "value", metrics: ["failed_payments"], time: JULY }),
  q("How many failed card payments last month?", {
    op: "value",
    metrics: ["failed_payments"],
    filters: { payment_method: ["card"] },
    time: JULY,
  }),
  q("How long do customers take to pay?", { op: "value", metrics: ["days_to_pay"], time: ALL }),
  q("median days to pay in Q2", { op: "value", metrics: ["days_to_pay"], time: Q2 }),
  q("number of invoices in 2026-05", { op: "value", metrics: ["invoice_count"], time: ["2026-05-01", "2026-06-01"] }),
  q("How many void invoices in Q2?", {
    op: "value",
    metrics: ["invoice_count"],
    filters: { invoice_status: ["void"] },
    time: Q2,
  }),
  q("how many invoices are still open", {
    op: "value",
    metrics: ["invoice_count"],
    filters: { invoice_status: ["open"] },
    time: ALL,
  }),
  q("API calls usage last month", {
    op: "value",
    metrics: ["usage_units"],
    filters: { usage_metric: ["api_calls"] },
    time: JULY,
  }),
  q("How many critical signals this month?", {
    op: "value",
    metrics: ["signals"],
    filters: { signal_severity: ["critical"] },
    time: THIS_MONTH,
  }),
  q("MRR from Acme Labs", { op: "value", metrics: ["mrr"], filters: { customer: ["cus_001"] }, time: NOW }),
  q("how much did cus_014 get refunded this year", {
    op: "value",
    metrics: ["refund_amount"],
    filters: { customer: ["cus_014"] },
    time: YEAR,
  }),
  q("revenue in Germany in 2026", { op: "value", metrics: ["net_revenue"], filters: { country: ["DE"] }, time: YEAR }),
  q("ARPA", { op: "value", metrics: ["arpa"], time: NOW }),
  q("revenue per customer in APAC", { op: "value", metrics: ["arpa"], filters: { region: ["APAC"] }, time: NOW }),
  q("invoiced revenue excluding EMEA last month", {
    op: "value",
    metrics: ["invoiced"],
    not: { region: ["EMEA"] },
    time: JULY,
  }),
  q("refunds outside of North America and EMEA this year", {
    op: "value",
    metrics: ["refund_amount"],
    not: { region: ["NA", "EMEA"] },
    time: YEAR,
  }),
  q("revenue and refunds last month", { op: "value", metrics: ["net_revenue", "refund_amount"], time: JULY }),
  q("What did dana refund last quarter?", {
    op: "value",
    metrics: ["refund_amount"],
    filters: { issuer: ["dana"] },
    time: Q2,
  }),
  q("How many seats do SMB customers have?", {
    op: "value",
    metrics: ["seats"],
    filters: { segment: ["SMB"] },
    time: NOW,
  }),
  q("refunds between March and May", { op: "value", metrics: ["refund_amount"], time: ["2026-03-01", "2026-06-01"] }),
  q("MRR of annual plans", { op: "value", metrics: ["mrr"], filters: { billing_period: ["year"] }, time: NOW }),
  q("expansion MRR in July", { op: "value", metrics: ["expansion_mrr"], time: JULY }),
  q("show me revenue", { op: "value", metrics: ["net_revenue"], time: ALL }),
  // over time
  q("Refund trend", { op: "trend", metrics: ["refund_amount"], time: ALL, grain: "month" }),
  q("revenue by month this year", { op: "trend", metrics: ["net_revenue"], time: YEAR, grain: "month" }),
  q("Show monthly refunds since January", {
    op: "trend",
    metrics: ["refund_amount"],
    time: ["2026-01-01", "2026-08-19"],
    grain: "month",
  }),
  q("weekly refunds last quarter", { op: "trend", metrics: ["refund_amount"], time: Q2, grain: "week" }),
  q("MRR over the last 12 months", {
    op: "trend",
    metrics: ["mrr"],
    time: ["2025-08-01", "2026-08-01"],
    grain: "month",
  }),
  q("MRR over time", { op: "trend", metrics: ["mrr"], time: ALL, grain: "month" }),
  q("how has churn rate evolved by quarter", { op: "trend", metrics: ["churn_rate"], time: ALL, grain: "quarter" }),
  q("daily signals this month", { op: "trend", metrics: ["signals"], time: THIS_MONTH, grain: "day" }),
  q("trend of failed payments by week since May", {
    op: "trend",
    metrics: ["failed_payments"],
    time: ["2026-05-01", "2026-08-19"],
    grain: "week",
  }),
  q("invoiced revenue per quarter", { op: "trend", metrics: ["invoiced"], time: ALL, grain: "quarter" }),
  q("monthly MRR by tier in 2026", { op: "trend", metrics: ["mrr"], dims: ["tier"], time: YEAR, grain: "month" }),
  q("by region refunds last quarter trend", {
    op: "trend",
    metrics: ["refund_amount"],
    dims: ["region"],
    time: Q2,
    grain: "month",
  }),
  q("new customers by month in 2026", { op: "trend", metrics: ["new_customers"], time: YEAR, grain: "month" }),
  q("active customers each month", { op: "trend", metrics: ["active_customers"], time: ALL, grain: "month" }),
  q("plot collected cash by week last quarter", { op: "trend", metrics: ["collected"], time: Q2, grain: "week" }),
  // cut by a dimension
  q("Revenue by region last quarter", { op: "breakdown", metrics: ["net_revenue"], dims: ["region"], time: Q2 }),
  q("last quarter, by region, revenue", { op: "breakdown", metrics: ["net_revenue"], dims: ["region"], time: Q2 }),
  q("by region: what was revenue in Q2", { op: "breakdown", metrics: ["net_revenue"], dims: ["region"], time: Q2 }),
  q("MRR by tier", { op: "breakdown", metrics: ["mrr"], dims: ["tier"], time: NOW }),
  q("MRR per plan", { op: "breakdown", metrics: ["mrr"], dims: ["tier"], time: NOW }),
  q("break down refunds by reason", {
    op: "breakdown",
    metrics: ["refund_amount"],
    dims: ["refund_reason"],
    time: ALL,
  }),
  q("refund breakdown by region and tier for July", {
    op: "breakdown",
    metrics: ["refund_amount"],
    dims: ["region", "tier"],
    time: JULY,
  }),
  q("Refund rate by region last quarter", { op: "breakdown", metrics: ["refund_rate"], dims: ["region"], time: Q2 }),
  q("failed payments by failure reason this year", {
    op: "breakdown",
    metrics: ["failed_payments"],
    dims: ["failure_reason"],
    time: YEAR,
  }),
  q("Collected by payment method in Q2", {
    op: "breakdown",
    metrics: ["collected"],
    dims: ["payment_method"],
    time: Q2,
  }),
  q("credits by issuer last month", { op: "breakdown", metrics: ["credit_amount"], dims: ["issuer"], time: JULY }),
  q("How many active customers by segment?", {
    op: "breakdown",
    metrics: ["active_customers"],
    dims: ["segment"],
    time: NOW,
  }),
  q("past due by customer", { op: "breakdown", metrics: ["past_due"], dims: ["customer"], time: NOW }),
  q("invoices by status in Q2", { op: "breakdown", metrics: ["invoice_count"], dims: ["invoice_status"], time: Q2 }),
  q("churned customers by tier last quarter", {
    op: "breakdown",
    metrics: ["churned_customers"],
    dims: ["tier"],
    time: Q2,
  }),
  q("signals by severity and source", {
    op: "breakdown",
    metrics: ["signals"],
    dims: ["signal_severity", "signal_source"],
    time: ALL,
  }),
  q("enterprise revenue across regions in 2026", {
    op: "breakdown",
    metrics: ["net_revenue"],
    dims: ["region"],
    filters: { tier: ["Enterprise"] },
    time: YEAR,
  }),
  q("usage by usage metric last month", {
    op: "breakdown",
    metrics: ["usage_units"],
    dims: ["usage_metric"],
    time: JULY,
  }),
  q("regional breakdown of invoiced revenue", { op: "breakdown", metrics: ["invoiced"], dims: ["region"], time: ALL }),
  q("payments by method", { op: "breakdown", metrics: ["payment_count"], dims: ["payment_method"], time: ALL }),
  q("days to pay by tier", { op: "breakdown", metrics: ["days_to_pay"], dims: ["tier"], time: ALL }),
  q("Average invoice by region in Q1", { op: "breakdown", metrics: ["average_invoice"], dims: ["region"], time: Q1 }),
  q("customers by tier", { op: "breakdown", metrics: ["active_customers"], dims: ["tier"], time: NOW }),
  q("In Q2, EMEA only, refunds split by tier", {
    op: "breakdown",
    metrics: ["refund_amount"],
    dims: ["tier"],
    filters: { region: ["EMEA"] },
    time: Q2,
  }),
  // ranked
  q("Top 5 customers by MRR", { op: "rank", metrics: ["mrr"], dims: ["customer"], time: NOW, limit: 5 }),
  q("top ten customers by invoiced revenue this year", {
    op: "rank",
    metrics: ["invoiced"],
    dims: ["customer"],
    time: YEAR,
    limit: 10,
  }),
  q("which region had the highest refunds last quarter?", {
    op: "rank",
    metrics: ["refund_amount"],
    dims: ["region"],
    time: Q2,
    limit: 10,
  }),
  q("Which customers were refunded the most in Q2?", {
    op: "rank",
    metrics: ["refund_amount"],
    dims: ["customer"],
    time: Q2,
    limit: 10,
  }),
  q("lowest MRR by region", { op: "rank", metrics: ["mrr"], dims: ["region"], time: NOW, limit: 10, order: "asc" }),
  q("bottom 3 tiers by net revenue last month", {
    op: "rank",
    metrics: ["net_revenue"],
    dims: ["tier"],
    time: JULY,
    limit: 3,
    order: "asc",
  }),
  q("5 biggest customers by collected cash", {
    op: "rank",
    metrics: ["collected"],
    dims: ["customer"],
    time: ALL,
    limit: 5,
  }),
  q("which tier has the worst churn rate in Q2", {
    op: "rank",
    metrics: ["churn_rate"],
    dims: ["tier"],
    time: Q2,
    limit: 10,
  }),
  q("Who issued the most credits in 2026?", {
    op: "rank",
    metrics: ["credit_amount"],
    dims: ["issuer"],
    time: YEAR,
    limit: 10,
  }),
  q("which month had the highest refunds this year", {
    op: "rank",
    metrics: ["refund_amount"],
    time: YEAR,
    grain: "month",
    limit: 10,
  }),
  q("rank regions by refund rate", { op: "rank", metrics: ["refund_rate"], dims: ["region"], time: ALL, limit: 10 }),
  q("top 3 enterprise customers by usage last month", {
    op: "rank",
    metrics: ["usage_units"],
    dims: ["customer"],
    filters: { tier: ["Enterprise"] },
    time: JULY,
    limit: 3,
  }),
  // compared
  q("revenue this month vs last month", { op: "compare", metrics: ["net_revenue"], time: THIS_MONTH, base: ELAPSED }),
  q("compare refunds in July with June", { op: "compare", metrics: ["refund_amount"], time: JULY, base: JUNE }),
  q("refunds in June compared to July", { op: "compare", metrics: ["refund_amount"], time: JULY, base: JUNE }),
  q("Q2 vs Q1 invoiced revenue by region", {
    op: "compare",
    metrics: ["invoiced"],
    dims: ["region"],
    time: Q2,
    base: Q1,
  }),
  q("MRR growth last month", { op: "compare", metrics: ["mrr"], time: JULY, base: JUNE }),
  q("collected year over year for Q2", {
    op: "compare",
    metrics: ["collected"],
    time: Q2,
    base: ["2025-04-01", "2025-07-01"],
  }),
  q("refunds EMEA vs APAC in Q2", {
    op: "compare",
    metrics: ["refund_amount"],
    dims: ["region"],
    filters: { region: ["EMEA", "APAC"] },
    time: Q2,
  }),
  q("compare enterprise and pro MRR", {
    op: "compare",
    metrics: ["mrr"],
    dims: ["tier"],
    filters: { tier: ["Enterprise", "Pro"] },
    time: NOW,
  }),
  q("how did net revenue change last quarter", { op: "compare", metrics: ["net_revenue"], time: Q2, base: Q1 }),
  q(
    "did refunds go up in July?",
    { op: "compare", metrics: ["refund_amount"], time: JULY, base: JUNE },
    { premise: "up" },
  ),
  q("revenue vs last month", { op: "compare", metrics: ["net_revenue"], time: THIS_MONTH, base: ELAPSED }),
  // shares
  q("What share of MRR comes from EMEA?", { op: "share", metrics: ["mrr"], filters: { region: ["EMEA"] }, time: NOW }),
  q("share of refunds by reason last quarter", {
    op: "share",
    metrics: ["refund_amount"],
    dims: ["refund_reason"],
    time: Q2,
  }),
  q("percentage of invoiced revenue by tier in 2026", {
    op: "share",
    metrics: ["invoiced"],
    dims: ["tier"],
    time: YEAR,
  }),
  q("How much does enterprise contribute to MRR?", {
    op: "share",
    metrics: ["mrr"],
    filters: { tier: ["Enterprise"] },
    time: NOW,
  }),
  // lists
  q("largest refunds in July", { op: "list", metrics: ["refund_amount"], time: JULY, limit: 100 }),
  q("list the failed payments of last week", {
    op: "list",
    metrics: ["failed_payments"],
    time: ["2026-08-10", "2026-08-17"],
    limit: 100,
  }),
  q("top 10 invoices this quarter", {
    op: "list",
    metrics: ["invoice_count"],
    time: ["2026-07-01", "2026-10-01"],
    limit: 10,
  }),
  q("which customers churned last quarter", { op: "list", metrics: ["churned_customers"], time: Q2, limit: 100 }),
  // why
  q("Why is revenue down this month?", why("net_revenue", THIS_MONTH, ELAPSED), { premise: "down" }),
  q("why did refunds spike in July", why("refund_amount", JULY, JUNE), { premise: "up" }),
  q("Why did MRR change last month?", why("mrr", JULY, JUNE)),
  q(
    "what drove the increase in refunds in EMEA last quarter",
    why("refund_amount", Q2, Q1, { filters: { region: ["EMEA"] } }),
    { premise: "up" },
  ),
  q("explain the drop in collections in July", why("collected", JULY, JUNE), { premise: "down" }),
  q("why has the refund rate increased", why("refund_rate", THIS_MONTH, ELAPSED), { premise: "up" }),
  q("what is driving churned customers in Q2", why("churned_customers", Q2, Q1)),
  // typos
  q("refnds by regoin last qarter", { op: "breakdown", metrics: ["refund_amount"], dims: ["region"], time: Q2 }),
  q("net revenu last month", { op: "value", metrics: ["net_revenue"], time: JULY }),
  q("churned custmers by tier in Q2", { op: "breakdown", metrics: ["churned_customers"], dims: ["tier"], time: Q2 }),
  q("enterprize MRR", { op: "value", metrics: ["mrr"], filters: { tier: ["Enterprise"] }, time: NOW }),
  q("pst due by region", "no_metric"),
  q("failed paymets by method this year", {
    op: "breakdown",
    metrics: ["failed_payments"],
    dims: ["payment_method"],
    time: YEAR,
  }),
  q("invocied revenue by month in 2026", { op: "trend", metrics: ["invoiced"], time: YEAR, grain: "month" }),
  // follow-ups
  q(
    "and by tier?",
    { op: "breakdown", metrics: ["net_revenue"], dims: ["tier"], time: Q2 },
    { after: "revenue by region last quarter" },
  ),
  q(
    "what about APAC?",
    { op: "value", metrics: ["refund_amount"], filters: { region: ["APAC"] }, time: JULY },
    { after: "refunds in EMEA last month" },
  ),
  q(
    "only enterprise",
    { op: "breakdown", metrics: ["mrr"], dims: ["region"], filters: { tier: ["Enterprise"] }, time: NOW },
    { after: "MRR by region" },
  ),
  q(
    "and last quarter?",
    { op: "breakdown", metrics: ["refund_amount"], dims: ["region"], time: Q2 },
    { after: "refunds by region last month" },
  ),
  q("why?", why("refund_amount", JULY, JUNE), { after: "refunds last month" }),
  q("by month", { op: "trend", metrics: ["collected"], time: YEAR, grain: "month" }, { after: "collected this year" }),
  q(
    "what about refunds?",
    { op: "breakdown", metrics: ["refund_amount"], dims: ["region"], time: Q2 },
    { after: "invoiced revenue by region in Q2" },
  ),
  q(
    "show that over time",
    { op: "trend", metrics: ["mrr"], dims: ["tier"], time: YEAR, grain: "month" },
    { after: "MRR by tier in 2026" },
  ),
  q("top 3", { op: "rank", metrics: ["mrr"], dims: ["customer"], time: NOW, limit: 3 }, { after: "MRR by customer" }),
  q(
    "without EMEA",
    { op: "breakdown", metrics: ["mrr"], dims: ["tier"], not: { region: ["EMEA"] }, time: NOW },
    { after: "MRR by tier" },
  ),
  q(
    "MRR by tier",
    { op: "breakdown", metrics: ["mrr"], dims: ["tier"], time: NOW },
    { after: "refunds in EMEA last month" },
  ),
  // refusals
  q("What will revenue be next quarter?", "forecast_or_advice"),
  q("forecast MRR for December", "forecast_or_advice"),
  q("How can we reduce churn?", "forecast_or_advice"),
  q("should we raise prices", "forecast_or_advice"),
  q("refunds next month", "forecast_or_advice"),
  q("How do we compare with competitors?", "needs_outside_data"),
  q("revenue vs industry benchmark", "needs_outside_data"),
  q("what is our market share", "needs_outside_data"),
  q("Delete all refunds in EMEA", "write_request"),
  q("refund the customer Acme Labs", "write_request"),
  q("please cancel subscription sub_001", "write_request"),
  q("issue a credit to Acme", "write_request"),
  q("approve the refund for cus_004", "write_request"),
  q("update invoices set status paid", "write_request"),
  q("drop table invoices", "write_request"),
  q("What is the capital of France?", "off_topic"),
  q("tell me a joke", "off_topic"),
  q("hello", "off_topic"),
  q("who are you", "off_topic"),
  q("What is our gross margin?", "no_metric"),
  q("profit by region last quarter", "no_metric"),
  q("marketing spend last month", "no_metric"),
  q("customer lifetime value", "no_metric"),
  q("NPS by tier", "no_metric"),
  q("refunds in Atlantis last month", "no_such_value"),
  q("MRR for customer Wonka Industries", "no_such_value"),
  q("revenue from the platinum tier", "no_such_value"),
  q("refunds by astronaut", "dim_not_allowed"),
  q("MRR by refund reason", "dim_not_allowed"),
  q("MRR by payment method", "dim_not_allowed"),
  q("revenue by issuer", "dim_not_allowed"),
  q("refunds in 2019", "out_of_data_range"),
  q("MRR in March 2021", "out_of_data_range"),
  q("by region last month", "ambiguous"),
  q("retention last year", "ambiguous"),
  q("customers with refunds over $500", "ambiguous"),
  q("refund sentiment by region", "no_metric"),
  q("average refund sentiment", "no_metric"),
  q("revenue by region, tier and segment", "ambiguous"),
];
