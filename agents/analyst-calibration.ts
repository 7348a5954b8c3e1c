import calibrationFile from "@/data/analyst-calibration.json" with { type: "json" };
import { Calibration } from "@/lib/semantic/confidence";

const calibration = Calibration.parse(calibrationFile);

/** How the analyst's confidence is worked out, how it was fitted, and how it holds on questions not used to fit it. */
export function readCalibration(): Calibration {
  return calibration;
}
