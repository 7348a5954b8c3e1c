/** Reasons and notes of ordinary refunds: nothing in them should worry a reader. */
export const ORDINARY_REFUNDS = [
  ["unused_seats", "Seats removed before renewal, returned pro rata"],
  ["plan_change", "Difference after moving to a smaller plan"],
  ["service_interruption", "Returned for the maintenance window of the week"],
  ["goodwill", "Thanked us for the quick answer"],
  ["order_error", "Ordered the wrong number of seats, put right"],
  ["unused_seats", ""],
  ["plan_change", ""],
] as const;

export const SEASONAL_REFUND = ["year_end_true_up", "Year-end count of seats in use, agreed in the contract"] as const;
export const ITEM_REFUND = ["item_return", "One of several items returned, each with its own payment"] as const;
export const LATE_REFUND = [
  "second_adjustment",
  "A further part of the same payment, agreed after a new count",
] as const;
export const DUPLICATE_REFUND = [
  ["order_error", "Workshop seats canceled, half of the payment returned"],
  ["order_error", "Sent again after the first attempt timed out"],
] as const;

/** What EMEA customers wrote in the week of the spike. */
export const SPIKE_REFUNDS = [
  ["charged_twice", "Charged twice this month, very frustrated, wants the money back today"],
  ["charged_twice", "Says this is unacceptable and will cancel if it happens again"],
  ["billing_error", "Angry call: charged twice and nobody answered the ticket"],
  ["charged_twice", "Threatens to bring in a lawyer if the refund is late"],
  ["billing_error", "Unauthorized second charge, will file a chargeback with the bank"],
  ["charged_twice", "Furious about the double charge, asks to cancel the contract"],
  ["billing_error", "Terrible experience, third complaint about the same invoice"],
  ["charged_twice", "Finance team calls it a scam, escalated to the account manager"],
  ["charged_twice", "Disappointed, wants a written explanation of the duplicate charge"],
] as const;

export const CREDIT_REASONS = [
  ["sla_credit", "Availability below the agreed level, per contract section 7"],
  ["contract_credit", "Yearly volume credit from the order form"],
  ["migration_credit", "Agreed for the move from the previous system"],
  ["training_credit", "Two training days that were not used"],
  ["referral_credit", "Referral programme, confirmed by partner desk"],
] as const;

export const NEAR_LIMIT_CREDIT = [
  "goodwill",
  "Please keep this quiet until the quarter closes, kept just under the limit so nobody asks",
] as const;
export const SELF_APPROVED_CREDIT = [
  "manual_adjustment",
  "Manual override, bypass the usual approval and do not tell finance",
] as const;
