import type { Detector } from "./detector";
import { duplicateRefund } from "./detectors/duplicate-refund";
import { manualCredit } from "./detectors/manual-credit";
import { refundSpike } from "./detectors/refund-spike";
import { tierMismatch } from "./detectors/tier-mismatch";
import { underbilling } from "./detectors/underbilling";

/** Every detector in the order it claims money: the more specific cause first. */
export const DETECTORS: readonly Detector[] = [tierMismatch, underbilling, duplicateRefund, refundSpike, manualCredit];

/** The detector of an id, or null when there is none. */
export function findDetector(id: string): Detector | null {
  return DETECTORS.find((detector) => detector.id === id) ?? null;
}
