/** How sure a proposal is, from 0 to 1; colour and number say the same. */
export function Sureness({ value }: { value: number }) {
  const tone = value >= 0.8 ? "good" : value >= 0.6 ? "warn" : "crit";
  return <span className={`chip ${tone}`}>{value.toFixed(2)}</span>;
}
