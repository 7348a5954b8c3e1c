import type { Formula } from "./model-types";

const RATIO = /^\s*\$\{(\w+)\}\s*\/\s*\$\{(\w+)\}\s*$/;
const TERM = /^\s*([+-])?\s*(?:(\d+)\s*\*\s*)?\$\{(\w+)\}/;

/**
 * Reads the `sql` of a `number` metric: `${a} / ${b}`, or a signed sum such as `${a} - ${b}` or `12 * ${a}`.
 * Returns null for anything else, so that a formula the compiler cannot keep exact is a fault of the file.
 */
export function parseFormula(text: string): Formula | null {
  const ratio = RATIO.exec(text);
  if (ratio?.[1] && ratio[2]) return { kind: "ratio", numerator: ratio[1], denominator: ratio[2] };
  const terms: { metric: string; factor: number }[] = [];
  let rest = text;
  while (rest.trim() !== "") {
    const term = TERM.exec(rest);
    if (!term?.[3] || (terms.length > 0 && !term[1])) return null;
    terms.push({ metric: term[3], factor: (term[1] === "-" ? -1 : 1) * Number(term[2] ?? 1) });
    rest = rest.slice(term[0].length);
  }
  return terms.length > 0 ? { kind: "sum", terms } : null;
}
