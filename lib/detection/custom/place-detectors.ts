import type { Detector } from "../detector";
import { compareText } from "../read-values";

/** A custom detector and the built-in one that it claims right after; null claims last. */
export interface PlacedDetector {
  detector: Detector;
  after: string | null;
}

/** The claim order with custom detectors at their places; several at one place follow by id. */
export function placeDetectors(builtIn: readonly Detector[], custom: readonly PlacedDetector[]): Detector[] {
  const sorted = [...custom].sort((a, b) => compareText(a.detector.id, b.detector.id));
  const at = (place: string | null) => sorted.filter(({ after }) => after === place).map(({ detector }) => detector);
  return [...builtIn.flatMap((detector) => [detector, ...at(detector.id)]), ...at(null)];
}
