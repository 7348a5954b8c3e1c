/** What happens to a subscription: at most one thing, so that every leak and every look-alike stands alone. */
export interface Story {
  name: string;
  /** Share of all subscriptions. */
  share: number;
  /** SQL over the drawn subscription; one that does not fit stays ordinary. */
  fits: string;
  /** Loses money; the others only look as if they did, or are ordinary life. */
  isLeak?: true;
}

const LASTING = "billing_period = 'month' and periods >= 6";
/** Their leak is about seats or tiers, so their usage stays inside the allowance. */
const BY_SEATS = `${LASTING} and kind <> 'usage'`;
const METERED = `${LASTING} and kind <> 'seats'`;
const SINGLE = `${LASTING} and cust > 0 and s % 5 >= 2`;

export const STORIES: readonly Story[] = [
  { name: "underbilled", share: 0.008, fits: LASTING, isLeak: true },
  { name: "wrong_tier", share: 0.008, fits: `${BY_SEATS} and tier <> 'Enterprise'`, isLeak: true },
  { name: "stale_seats", share: 0.008, fits: BY_SEATS, isLeak: true },
  { name: "expired_discount", share: 0.008, fits: BY_SEATS, isLeak: true },
  { name: "unbilled_usage", share: 0.016, fits: METERED, isLeak: true },
  { name: "missed_invoice", share: 0.008, fits: LASTING, isLeak: true },
  { name: "unretried", share: 0.008, fits: LASTING, isLeak: true },
  { name: "usage_after_cancel", share: 0.01, fits: `${LASTING} and overage_e4 is not null`, isLeak: true },
  {
    name: "trial_not_converted",
    share: 0.02,
    fits: "billing_period = 'month' and joined between 3 and 13",
    isLeak: true,
  },
  { name: "currency_mismatch", share: 0.006, fits: LASTING, isLeak: true },
  { name: "charged_after_cancel", share: 0.007, fits: LASTING, isLeak: true },
  { name: "duplicate_invoice", share: 0.008, fits: LASTING, isLeak: true },
  { name: "duplicate_usage", share: 0.016, fits: METERED, isLeak: true },
  { name: "unapplied_payment", share: 0.012, fits: SINGLE, isLeak: true },
  { name: "pause", share: 0.03, fits: LASTING },
  { name: "upgrade", share: 0.04, fits: `${BY_SEATS} and tier <> 'Enterprise'` },
  { name: "expansion", share: 0.04, fits: BY_SEATS },
  { name: "tier_change", share: 0.02, fits: `${BY_SEATS} and tier <> 'Enterprise'` },
  { name: "downgrade", share: 0.02, fits: `${BY_SEATS} and tier <> 'Starter'` },
  { name: "price_raise", share: 0.04, fits: LASTING },
  { name: "relabeled", share: 0.008, fits: `${BY_SEATS} and tier <> 'Enterprise'` },
  { name: "discount_ended", share: 0.03, fits: BY_SEATS },
  { name: "trial_converted", share: 0.05, fits: "billing_period = 'month' and joined between 1 and 13" },
  { name: "trial_running", share: 0.006, fits: "billing_period = 'month'" },
  { name: "trial_just_ended", share: 0.004, fits: "billing_period = 'month'" },
  { name: "trial_abandoned", share: 0.006, fits: "billing_period = 'month' and joined between 1 and 13" },
  { name: "trial_canceled", share: 0.008, fits: "billing_period = 'month' and joined between 1 and 13" },
  { name: "fx_rounding", share: 0.03, fits: "billing_period = 'month'" },
  { name: "expected_wins", share: 0.008, fits: BY_SEATS },
  { name: "churn", share: 0.06, fits: LASTING },
  { name: "churn_midway", share: 0.01, fits: LASTING },
  { name: "delinquent", share: 0.01, fits: LASTING },
  { name: "grace_usage", share: 0.008, fits: `${LASTING} and overage_e4 is not null` },
  { name: "prepayment", share: 0.006, fits: SINGLE },
  { name: "duplicate_inside_allowance", share: 0.008, fits: METERED },
];

/** The stories that keep their invoices, usage and payments free of anything else. */
export const LEAK_STORIES = STORIES.filter((story) => story.isLeak).map((story) => story.name);

/** Usage may go above the allowance, billed as it should be, in these alone. */
export const OVERAGE_STORIES = [
  "plain",
  "underbilled",
  "missed_invoice",
  "unretried",
  "charged_after_cancel",
  "duplicate_invoice",
  "usage_after_cancel",
  "price_raise",
  "fx_rounding",
  "churn",
  "delinquent",
  "grace_usage",
  "prepayment",
  "unapplied_payment",
] as const;

/** Their subscription ends at the boundary of a period. */
export const ENDING_STORIES = ["churn", "delinquent", "usage_after_cancel", "grace_usage", "charged_after_cancel"];

/** SQL that names the story of a drawn subscription; `draw` is a uniform number in [0, 1). */
export function storySql(draw: string): string {
  let from = 0;
  const branches = STORIES.map(({ name, share, fits }) => {
    const to = from + share;
    const branch = `when ${draw} >= ${from.toFixed(6)} and ${draw} < ${to.toFixed(6)} and ${fits} then '${name}'`;
    from = to;
    return branch;
  });
  return `case ${branches.join("\n  ")} else 'plain' end`;
}

/** A list of texts for SQL's `in`; the texts are those of this file. */
export function nameList(names: readonly string[]): string {
  return `(${names.map((name) => `'${name}'`).join(", ")})`;
}
