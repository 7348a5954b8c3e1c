import { manualCredit } from "./credits";
import { chargedAfterCancel, currencyMismatch, duplicateInvoice } from "./invoice-faults";
import { type OracleCases, type OracleDetector, runInOrder } from "./ledger";
import { missedInvoice, trialNotConverted } from "./missing-invoices";
import { unappliedPayment, unretriedPayment } from "./payment-faults";
import { readRecords, type World } from "./records";
import { duplicateRefund, refundAndDispute, refundExceedsPayment } from "./refund-faults";
import { refundSpike } from "./refund-spikes";
import { expiredDiscount, seatShortfall, tierMismatch, unbilledUsage, underbilling } from "./shortfalls";
import { duplicateUsage, usageAfterCancel } from "./usage-faults";

/** The more specific cause first; bill_run_gap needs 20 invoices due on a day and is not part of it. */
export const ORACLE_DETECTORS: readonly OracleDetector[] = [
  chargedAfterCancel,
  currencyMismatch,
  duplicateInvoice,
  tierMismatch,
  expiredDiscount,
  seatShortfall,
  unbilledUsage,
  underbilling,
  trialNotConverted,
  missedInvoice,
  usageAfterCancel,
  duplicateUsage,
  refundAndDispute,
  refundExceedsPayment,
  duplicateRefund,
  refundSpike,
  manualCredit,
  unappliedPayment,
  unretriedPayment,
];

/** The cases of a small world by an independent reading of the rules. */
export function runOracle(world: World, options: { asOf: string; absent?: readonly string[] }): OracleCases {
  return runInOrder(readRecords(world, options), ORACLE_DETECTORS);
}
