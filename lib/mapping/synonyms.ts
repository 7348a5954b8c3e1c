import type { TableName } from "../contract/dataset";

/** Words that other people's files are called by. */
export const TABLE_SYNONYMS: Record<TableName, string> = {
  customers:
    "customer client clients account accounts company companies organization organizations organisation user users buyer",
  subscriptions:
    "subscription contract contracts membership memberships agreement agreements plan_assignment recurring",
  invoices: "invoice bill bills billing billing_document billing_documents invoicing statement statements",
  payments: "payment charge charges transaction transactions receipt receipts collection collections payin",
  refunds: "refund credit credits credit_note credit_notes reversal reversals repayment repayments refunds_and_credits",
  usage_events:
    "usage usages usage_event event events meter meter_reading meter_readings consumption usage_record usage_records",
  signal_events: "signal signals alert alerts incident incidents monitor monitors alarm alarms signal_event",
};

const OF_ANY: Record<string, string> = {
  currency: "currency_code curr ccy iso_currency currency_iso transaction_currency",
  region: "sales_region territory area geo market zone",
  country: "country_code address_country billing_country land",
  tier: "plan plan_name plan_tier product package edition level plan_code product_name",
  status: "state lifecycle",
  amount: "total value sum amount_cents total_amount gross_amount amount_in_cents paid_amount",
  customer_id:
    "customer client_id client account_id account user_id company_id organization_id org_id buyer_id cust_id customer_number client_no customer_ref",
  subscription_id: "subscription contract_id contract agreement_id sub_id membership_id subscription_ref contract_no",
  invoice_id: "invoice bill_id bill invoice_number invoice_no document_id invoice_ref billing_id",
  payment_id: "payment charge_id charge transaction_id transaction txn_id payment_ref",
};

/** Further names of a column, by `table.column`; those of any table count too. */
const OF_TABLE: Record<string, string> = {
  "customers.customer_id": "id uid",
  "customers.name":
    "customer_name client_name company company_name display_name full_name organization_name legal_name",
  "customers.email": "email_address contact_email mail billing_email",
  "customers.segment": "industry vertical market_segment customer_segment size_class",
  "customers.status": "customer_status account_status is_active",
  "customers.created_at": "created signup_date signed_up_at registered_at since created_on joined_at created_date",
  "subscriptions.subscription_id": "id uid",
  "subscriptions.seats": "quantity licenses licences users user_count qty seat_count units",
  "subscriptions.unit_price":
    "price price_per_seat seat_price unit_amount monthly_price price_per_unit rate mrr_per_seat list_price",
  "subscriptions.billing_period":
    "interval billing_interval frequency billing_frequency term period cycle billing_cycle plan_interval",
  "subscriptions.discount_pct": "discount discount_percent percent_off discount_percentage rebate_pct",
  "subscriptions.discount_ends_on": "discount_end discount_until discount_end_date promo_ends",
  "subscriptions.included_units": "included allowance included_usage free_units included_quantity",
  "subscriptions.overage_unit_price": "overage_price overage_rate price_per_extra_unit overage",
  "subscriptions.status": "subscription_status contract_status",
  "subscriptions.started_on":
    "start_date started start started_at begin_date activated_at contract_start effective_date created_at",
  "subscriptions.trial_ends_on": "trial_end trial_end_date trial_ends_at trial_until",
  "subscriptions.canceled_on":
    "end_date canceled_at cancelled_at ended_at cancelled_on cancellation_date terminated_on churned_at cancel_date ended_on",
  "subscriptions.valid_from": "version_start effective_from row_start _fivetran_start",
  "subscriptions.valid_to": "version_end effective_to row_end _fivetran_end",
  "invoices.invoice_id": "id uid number",
  "invoices.quantity": "seats licenses billed_seats qty units users seats_billed",
  "invoices.period_start":
    "service_start service_start_date billing_start from_date period_from start_date covers_from",
  "invoices.period_end": "service_end service_end_date billing_end to_date period_to end_date covers_to",
  "invoices.issued_on": "invoice_date issue_date date issued_at created_at billed_on posted_date bill_date issued",
  "invoices.due_on": "due_date due due_at payment_due",
  "invoices.expected_amount": "contracted_amount expected list_amount",
  "invoices.billed_amount":
    "amount total invoice_total amount_due total_amount net_amount subtotal amount_billed invoice_amount",
  "invoices.status": "invoice_status payment_status",
  "invoices.paid_on": "paid_date paid_at settled_on date_paid payment_date",
  "payments.payment_id": "id uid",
  "payments.status": "payment_status result outcome",
  "payments.method": "payment_method type card_brand instrument payment_type",
  "payments.failure_reason": "failure_code error decline_reason failure_message error_message",
  "payments.paid_at": "created created_at date payment_date paid_on processed_at timestamp charged_at transaction_date",
  "refunds.refund_id": "id uid credit_id credit_note_id",
  "refunds.kind": "type refund_type credit_type category",
  "refunds.amount": "refund_amount amount_refunded credited_amount",
  "refunds.reason": "reason_code refund_reason",
  "refunds.issued_by": "created_by agent issuer user refunded_by done_by author operator",
  "refunds.approved_by": "approver authorized_by authorised_by approved",
  "refunds.note": "comment comments memo notes description",
  "refunds.refunded_at": "created created_at date refund_date refunded_on processed_at credited_at timestamp",
  "usage_events.event_id": "id uid record_id",
  "usage_events.metric": "meter event_name name type unit uom feature dimension",
  "usage_events.quantity": "value units count amount usage used qty volume",
  "usage_events.occurred_at": "timestamp time date event_time recorded_at created_at usage_date logged_at",
  "signal_events.signal_id": "id uid alert_id event_id",
  "signal_events.source": "system tool origin provider",
  "signal_events.kind": "type category alert_type",
  "signal_events.severity": "priority level sev",
  "signal_events.title": "name subject headline summary",
  "signal_events.message": "text description body details",
  "signal_events.occurred_at": "timestamp time date created_at triggered_at fired_at",
};

/** The words that systems use for a canonical one, by `table.column`. */
const WORDS: Record<string, Record<string, string>> = {
  "customers.status": {
    active: "active live current enabled open true yes 1 paying customer",
    churned: "churned inactive closed canceled cancelled lost terminated disabled deleted false no 0 former",
  },
  "subscriptions.billing_period": {
    month: "month monthly m 1m p1m months mth",
    year: "year yearly annual annually y 12m p1y years yr",
  },
  "subscriptions.status": {
    active: "active live current running in_force open non_renewing",
    trialing: "trialing trial in_trial trialling",
    paused: "paused suspended on_hold frozen",
    past_due: "past_due overdue unpaid delinquent past-due in_arrears",
    canceled: "canceled cancelled ended expired terminated closed churned",
  },
  "invoices.status": {
    draft: "draft pending preview",
    open: "open posted issued sent unpaid due past_due overdue payment_due outstanding",
    paid: "paid settled closed complete completed",
    void: "void voided canceled cancelled deleted reversed",
    uncollectible: "uncollectible written_off write_off not_paid failed bad_debt",
  },
  "payments.status": {
    succeeded: "succeeded success successful paid processed complete completed settled captured ok",
    failed: "failed failure declined error rejected voided canceled cancelled",
    pending: "pending processing in_progress scheduled authorized authorised",
    disputed: "disputed chargeback dispute charged_back",
  },
  "refunds.kind": {
    refund: "refund refunded cash money_back reversal refunds",
    credit: "credit credited credit_note credit_memo goodwill adjustment account_credit credits",
  },
};

/** Names that stand for a column besides its own. */
export function columnSynonyms(table: TableName, column: string): string[] {
  return `${OF_TABLE[`${table}.${column}`] ?? ""} ${OF_ANY[column] ?? ""}`.split(" ").filter((word) => word !== "");
}

/** Foreign words, in lower case, to the canonical one; empty for a column without fixed words. */
export function wordSynonyms(table: TableName, column: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const [canonical, list] of Object.entries(WORDS[`${table}.${column}`] ?? {}))
    for (const word of list.split(" ")) words.set(word, canonical);
  return words;
}
