import type { ConfidenceBand } from "@/lib/contract/case";

/** The three bars of a confidence band, named for people who do not see them. */
export function ConfidenceBars({ band }: { band: ConfidenceBand }) {
  return (
    <span className={`conf ${band}`} role="img" aria-label={`confidence ${band}`}>
      <i />
      <i />
      <i />
    </span>
  );
}

/** A confidence in [0, 1] with two digits; four where two would hide a change below a hundredth. */
export function formatConfidence(value: number): string {
  const short = value.toFixed(2);
  return Math.abs(value - Number(short)) < 1e-9 ? short : String(Number(value.toFixed(4)));
}
