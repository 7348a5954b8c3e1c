import type { Detector } from "./detector";
import { billRunGap } from "./detectors/bill-run-gap";
import { chargedAfterCancel } from "./detectors/charged-after-cancel";
import { currencyMismatch } from "./detectors/currency-mismatch";
import { duplicateInvoice } from "./detectors/duplicate-invoice";
import { duplicateRefund } from "./detectors/duplicate-refund";
import { duplicateUsage } from "./detectors/duplicate-usage";
import { expiredDiscount } from "./detectors/expired-discount";
import { manualCredit } from "./detectors/manual-credit";
import { missedInvoice } from "./detectors/missed-invoice";
import { refundAndDispute } from "./detectors/refund-and-dispute";
import { refundExceedsPayment } from "./detectors/refund-exceeds-payment";
import { refundSpike } from "./detectors/refund-spike";
import { seatShortfall } from "./detectors/seat-shortfall";
import { tierMismatch } from "./detectors/tier-mismatch";
import { trialNotConverted } from "./detectors/trial-not-converted";
import { unappliedPayment } from "./detectors/unapplied-payment";
import { unbilledUsage } from "./detectors/unbilled-usage";
import { underbilling } from "./detectors/underbilling";
import { unretriedPayment } from "./detectors/unretried-payment";
import { usageAfterCancel } from "./detectors/usage-after-cancel";

/** Who claims money first, and why: the more specific cause. Detectors that share no row keep any order. */
const CLAIM_ORDER: readonly { detector: Detector; because: string }[] = [
  { detector: chargedAfterCancel, because: "an invoice that should not exist has no other fault" },
  { detector: currencyMismatch, because: "amounts of another currency are compared with no price" },
  { detector: duplicateInvoice, because: "a repeated invoice is no bill of its period to find short" },
  { detector: tierMismatch, because: "its formula is all of the shortfall: seats and discounts follow from the tier" },
  { detector: expiredDiscount, because: "the amount billed is exactly the price with the ended discount" },
  { detector: seatShortfall, because: "the invoice itself names too few seats" },
  { detector: unbilledUsage, because: "told only from the amount: the base price and nothing above" },
  { detector: underbilling, because: "what no cause above explains" },
  { detector: trialNotConverted, because: "one unconverted trial explains every invoice that it never had" },
  { detector: billRunGap, because: "one failed run explains every invoice it left out" },
  { detector: missedInvoice, because: "a single invoice that neither a trial nor a failed run explains" },
  { detector: usageAfterCancel, because: "no contract is in force: the events were never part of a bill" },
  { detector: duplicateUsage, because: "repeats within a billed period" },
  { detector: refundAndDispute, because: "the dispute says who gets the first refunds twice" },
  { detector: refundExceedsPayment, because: "the payment proves the excess, whatever the refunds look like" },
  { detector: duplicateRefund, because: "two alike refunds, where no payment proves the excess" },
  { detector: refundSpike, because: "a whole week: what the refunds above leave" },
  { detector: manualCredit, because: "credits alone, which no other detector reads" },
  { detector: unappliedPayment, because: "money that is there already needs no retry" },
  { detector: unretriedPayment, because: "what no unapplied payment settles" },
];

/** Every detector in the order it claims money: the more specific cause first. */
export const DETECTORS: readonly Detector[] = CLAIM_ORDER.map(({ detector }) => detector);

/** Why a detector claims where it does; null for one that is not in the registry. */
export function claimReason(id: string): string | null {
  return CLAIM_ORDER.find(({ detector }) => detector.id === id)?.because ?? null;
}

/** The detector of an id, or null when there is none. */
export function findDetector(id: string): Detector | null {
  return DETECTORS.find((detector) => detector.id === id) ?? null;
}
