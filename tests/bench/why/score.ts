import type { WhyFindings } from "@/lib/why/findings";
import type { World } from "./book";

export interface Scored {
  planted: number;
  top1: boolean;
  top5: boolean;
  /** Every planted cause asserted. */
  all: boolean;
  right: number;
  wrong: number;
  missed: number;
  falseReport: boolean;
  durationMs: number;
}

/** A cause as one text, its dimensions and values in order. */
const textOf = (cause: Record<string, string | readonly string[]>): string =>
  Object.keys(cause)
    .sort()
    .map((dim) => `${dim}=${[cause[dim] ?? ""].flat().sort().join("|")}`)
    .join("&");

/** Single cells of a cause that names several values: {a: [x, y], b: z} is a=x&b=z and a=y&b=z. */
function elementsOf(cause: Record<string, string | readonly string[]>): string[] {
  let cells: Record<string, string>[] = [{}];
  for (const dim of Object.keys(cause).sort())
    cells = cells.flatMap((cell) => [cause[dim] ?? ""].flat().map((value) => ({ ...cell, [dim]: value })));
  return cells.map(textOf);
}

/** Compares what was asserted with what was planted. `byElement` where the truth is a list of cells, not of sets. */
export function scoreFindings(world: World, findings: WhyFindings, durationMs: number, byElement: boolean): Scored {
  const spell = byElement ? elementsOf : (cause: Record<string, string | readonly string[]>) => [textOf(cause)];
  const truth = new Set(world.truth.flatMap(spell));
  const asserted = new Set(findings.causes.filter(({ selected }) => selected).flatMap(({ cause }) => spell(cause)));
  const right = [...asserted].filter((text) => truth.has(text)).length;
  const hit = (cause: Record<string, string | readonly string[]>) => spell(cause).every((text) => truth.has(text));
  const listed = findings.causes.map(({ cause }) => cause);
  return {
    planted: truth.size,
    top1: listed[0] !== undefined && hit(listed[0]),
    top5: listed.slice(0, 5).some(hit),
    all: right === truth.size,
    right,
    wrong: asserted.size - right,
    missed: truth.size - right,
    falseReport: truth.size === 0 && asserted.size > 0,
    durationMs,
  };
}
