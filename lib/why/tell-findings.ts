import type { Cause, WhyFindings } from "./findings";

/** The findings as lines of text for a terminal: the change, each cause with its share, the remainder, what to know. */
export function tellFindings({ causes, base, actual, remainder, notes, noise }: WhyFindings): string {
  const delta = actual - base;
  const asserted = causes.filter(({ selected }) => selected);
  const offsets = causes.filter(({ role }) => role === "offset");
  const relative = base === 0 ? "" : ` (${percent(delta / base)})`;
  return [
    `${amount(base)} expected, ${amount(actual)} seen: ${signed(delta)}${relative}.`,
    asserted.length === 0 ? "No segment moved beyond chance." : `${asserted.length} found, best first:`,
    ...asserted.map((cause, at) => `${at + 1}. ${tellCause(cause)}`),
    ...(offsets.length > 0 ? ["Moved for certain, but the other way:"] : []),
    ...offsets.map((cause) => `- ${tellCause(cause)}`),
    `Remainder, the rest's own growth and chance: ${signed(remainder)}.`,
    `Noise of a leaf: ${percent(Math.sqrt(noise.sigma2)).replace("+", "")} relative, ${amount(noise.phi)} per unit counted.`,
    ...notes,
  ].join("\n");
}

/** A cause in words: where, how much, what share. */
export function tellCause({ cause, excess, effect, share }: Cause): string {
  const where = Object.entries(cause)
    .map(([dim, value]) => `${dim} = ${Array.isArray(value) ? value.join(" or ") : value}`)
    .join(", ");
  return `${where}: ${signed(excess)}, ${percent(effect)} against the rest${share === null ? "" : `, ${percent(share).replace("+", "")} of the change`}`;
}

const amount = (value: number) => Number(value.toPrecision(6)).toLocaleString("en-US");
const signed = (value: number) => `${value > 0 ? "+" : ""}${amount(value)}`;
const percent = (value: number) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;
