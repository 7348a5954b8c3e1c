import type { TableName } from "../contract/dataset";
import { plainLetters } from "./translate-name";

/** Words that other people's files are called by. */
export const TABLE_SYNONYMS: Record<TableName, string> = {
  customers:
    "customer client clients account accounts company companies organization organizations organisation user users buyer",
  subscriptions:
    "subscription sub subs contract contracts membership memberships agreement agreements plan_assignment recurring",
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
  amount: "amt total value sum amount_cents total_amount gross_amount amount_in_cents paid_amount",
  customer_id:
    "customer customer_number client_id client account_id account user_id company_id organization_id org_id buyer_id cust_id client_no customer_ref account_no cust_no",
  subscription_id:
    "subscription contract_id contract contract_number subscription_number agreement_id sub_id membership_id subscription_ref contract_no sub sub_ref sub_no sub_number",
  invoice_id: "invoice bill_id bill invoice_number invoice_no document_id invoice_ref billing_id bill_no bill_number",
  payment_id:
    "payment charge_id charge transaction_id transaction txn_id payment_ref payment_no receipt receipt_id receipt_no receipt_number",
};

/** Further names of a column, by `table.column`; those of any table count too. */
const OF_TABLE: Record<string, string> = {
  "customers.customer_id": "id uid uuid number",
  "customers.name":
    "customer_name client_name company company_name display_name full_name organization_name organization organisation legal_name",
  "customers.email": "email_address contact_email mail billing_email",
  "customers.segment": "industry vertical market_segment customer_segment size_class",
  "customers.status": "customer_status account_status is_active active churn_flag is_churned churned churn",
  "customers.created_at":
    "created signup_date signed_up_at registered_at customer_since since created_on joined_at created_date lead_created_at",
  "subscriptions.subscription_id": "id uid uuid number",
  "subscriptions.seats":
    "quantity licenses licences users user_count qty seat_count units quantity_seats number_of_seats plan_quantity",
  "subscriptions.unit_price":
    "price price_per_seat price_per_license price_per_licence price_per_user seat_price unit_amount monthly_price price_per_unit rate mrr_per_seat list_price product_price plan_price plan_amount plan_unit_price",
  "subscriptions.billing_period":
    "interval billing_interval frequency billing_frequency interval_unit product_interval_unit plan_interval_unit plan_interval cycle billing_cycle billing_term ~term ~period",
  "subscriptions.discount_pct": "discount disc disc_pct discount_percent percent_off discount_percentage rebate_pct",
  "subscriptions.discount_ends_on": "discount_end discount_until discount_end_date promo_ends",
  "subscriptions.included_units": "included allowance included_usage free_units included_quantity",
  "subscriptions.overage_unit_price": "overage_price overage_rate price_per_extra_unit overage",
  "subscriptions.status": "subscription_status contract_status",
  "subscriptions.started_on":
    "start_date started start started_at begin begins begin_date activated_at subscription_at contract_start effective_date ~created_at ~created",
  "subscriptions.trial_ends_on": "trial_end trial_end_date trial_ends_at trial_until",
  "subscriptions.canceled_on":
    "canceled_at cancelled_at ended_at cancelled_on cancellation_date terminated_at terminated_on churned_at churn_date cancel_date ended_on end_date",
  "subscriptions.valid_from": "version_start effective_from row_start _fivetran_start",
  "subscriptions.valid_to": "version_end effective_to row_end _fivetran_end",
  "invoices.invoice_id": "id uid uuid number",
  "invoices.quantity": "seats licenses billed_seats qty units users seats_billed",
  "invoices.period_start":
    "period_start_date service_period_start service_start service_start_date billing_start from_date period_from service_from start_date covers_from from",
  "invoices.period_end":
    "period_end_date service_period_end service_end service_end_date billing_end to_date period_to service_to end_date covers_to to",
  "invoices.issued_on":
    "invoice_date issue_date issuing_date date issued_at billed_on posted_date bill_date issued ~created_at ~created",
  "invoices.due_on": "due_date due due_at payment_due payment_due_date due_on",
  "invoices.expected_amount": "contracted_amount expected list_amount",
  "invoices.billed_amount":
    "net_amount amount_net net total_excluding_tax amount total invoice_total total_amount amount_billed invoice_amount subtotal ~amount_due ~gross_amount",
  "invoices.status": "invoice_status ~payment_status",
  "invoices.paid_on": "paid_date paid_at settled_on date_paid payment_date",
  "payments.payment_id": "id uid uuid number",
  "payments.status": "payment_status result outcome success is_successful",
  "payments.method": "payment_method payment_method_type card_brand card_type instrument payment_type ~type",
  "payments.failure_reason": "failure_code error decline_reason failure_message error_message",
  "payments.paid_at": "payment_date paid_on processed_at charged_at transaction_date date created created_at timestamp",
  "refunds.refund_id": "id uid uuid number credit_id credit_note_id credit_number",
  "refunds.kind": "type refund_type credit_type category",
  "refunds.amount": "refund_amount amount_refunded credited_amount credit_amount",
  "refunds.reason": "reason_code refund_reason",
  "refunds.issued_by": "created_by agent issuer user refunded_by done_by author operator created_from",
  "refunds.approved_by": "approver authorized_by authorised_by approved approved_from",
  "refunds.note": "comment comments memo notes description",
  "refunds.refunded_at":
    "refund_date refunded_on processed_at credited_at date issuing_date created created_at timestamp",
  "usage_events.event_id": "id uid uuid record_id usage_id",
  "usage_events.metric": "meter event_name feature_name feature unit uom dimension metric_code ~name ~type",
  "usage_events.quantity": "value units usage_count count usage used qty volume ~amount",
  "usage_events.occurred_at": "usage_time timestamp time date event_time recorded_at created_at usage_date logged_at",
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
    active: "active live current enabled open true yes 1 paying customer aktiv actif activo",
    churned:
      "gekuendigt inaktiv beendet inactif churned inactive closed canceled cancelled lost terminated disabled deleted false no 0 former",
  },
  "subscriptions.billing_period": {
    month: "month monthly m 1m p1m months mth monatlich monat mensuel mensual mes",
    year: "year yearly annual annually y 12m p1y years yr jaehrlich jahr annuel anual",
  },
  "subscriptions.status": {
    active: "active live current running in_force open non_renewing aktiv laufend actif activo",
    trialing: "trialing trial in_trial trialling testphase probe essai",
    paused: "paused suspended on_hold pausiert ruhend frozen",
    past_due: "past_due overdue unpaid delinquent in_arrears ueberfaellig",
    canceled:
      "canceled cancelled ended expired terminated closed churned gekuendigt beendet abgelaufen storniert resilie cancelado",
  },
  "invoices.status": {
    draft: "draft preview entwurf brouillon",
    open: "open posted issued sent unpaid due past_due overdue payment_due outstanding pending failed offen ueberfaellig gestellt ouverte pendiente",
    paid: "paid settled closed complete completed succeeded bezahlt beglichen payee pagada pagado",
    void: "void voided canceled cancelled deleted reversed storniert annulee anulada",
    uncollectible: "uncollectible written_off write_off not_paid bad_debt",
  },
  "payments.status": {
    succeeded:
      "succeeded success successful true yes 1 erfolgreich bezahlt reussi paid processed complete completed settled captured ok",
    failed:
      "failed failure false no 0 fehlgeschlagen abgelehnt echoue declined error rejected voided canceled cancelled",
    pending: "pending ausstehend processing in_progress scheduled authorized authorised",
    disputed: "disputed rueckbelastung chargeback dispute charged_back",
  },
  "refunds.kind": {
    refund: "refund refunded erstattung rueckerstattung remboursement reembolso cash money_back reversal refunds",
    credit: "credit gutschrift avoir credited credit_note credit_memo goodwill adjustment account_credit credits",
  },
};

const CHURN_FLAG: [string, string][] = [
  ...["true", "yes", "1", "t"].map((word): [string, string] => [word, "churned"]),
  ...["false", "no", "0", "f"].map((word): [string, string] => [word, "active"]),
];

/** Names that stand for a column besides its own; the weak ones say little of what a column holds. */
export function columnSynonyms(table: TableName, column: string): { strong: string[]; weak: string[] } {
  const names = `${OF_TABLE[`${table}.${column}`] ?? ""} ${OF_ANY[column] ?? ""}`
    .split(" ")
    .filter((word) => word !== "");
  return {
    strong: names.filter((name) => !name.startsWith("~")),
    weak: names.filter((name) => name.startsWith("~")).map((name) => name.slice(1)),
  };
}

/** What one row of a table is called, such as customer, client or account. */
export function tableWords(table: TableName): string[] {
  return [
    ...new Set([table, ...TABLE_SYNONYMS[table].split(" ")].map((word) => word.replace(/_event$|_events$|s$/, ""))),
  ];
}

/** A word as the lists have it. */
export function wordKey(word: string): string {
  return plainLetters(word).replace(/[ -]/g, "_");
}

/**
 * Foreign words to the canonical one; empty for a column without fixed words. A flag that says that customers have
 * left reads the other way round.
 */
export function wordSynonyms(table: TableName, column: string, foreignName = ""): Map<string, string> {
  const isChurnFlag = table === "customers" && column === "status" && /churn/.test(foreignName);
  if (isChurnFlag) return new Map(CHURN_FLAG);
  const words = new Map<string, string>();
  for (const [canonical, list] of Object.entries(WORDS[`${table}.${column}`] ?? {}))
    for (const word of list.split(" ")) words.set(word, canonical);
  return words;
}
