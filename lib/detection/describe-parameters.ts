import { z } from "zod";
import type { DetectorParameter } from "../contract/detector";
import type { Detector, Parameters } from "./detector";

/** What a JSON schema says of a number. */
const NumberSchema = z.object({
  type: z.enum(["number", "integer"]),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  description: z.string().optional(),
  unit: z.string().optional(),
});
const ObjectSchema = z.object({ properties: z.record(z.string(), NumberSchema).default({}) });

/** Units by the last word of a parameter's name; a name without one is a bare number. */
const UNITS: readonly [RegExp, string][] = [
  [/Hours$/, "h"],
  [/Days$/, "days"],
  [/Pct$/, "%"],
  [/Units$/, "major units"],
  [/^k$/, "spreads"],
];

/**
 * The parameters of a detector as its own schema describes them, with the value that the next run takes: what a person
 * set, else what was learned, else the default.
 */
export function describeParameters(
  detector: Pick<Detector, "parameters" | "defaults" | "grid">,
  learned: Parameters,
  set: Parameters,
): DetectorParameter[] {
  const { properties } = ObjectSchema.parse(z.toJSONSchema(detector.parameters));
  return Object.entries(detector.defaults).map(([name, standard]) => {
    const schema = properties[name];
    return {
      name,
      description: schema?.description ?? null,
      unit: schema?.unit ?? UNITS.find(([pattern]) => pattern.test(name))?.[1] ?? null,
      isWhole: schema?.type === "integer",
      min: schema?.minimum ?? null,
      max: schema?.maximum ?? null,
      default: standard,
      value: set[name] ?? learned[name] ?? standard,
      source: name in set ? "person" : name in learned ? "learned" : "default",
      grid: [...(detector.grid[name] ?? [])],
    };
  });
}
