import type { ReadyFit } from "../contract/mapping";
import type { ParsedMapping } from "./parse-mapping";
import type { ForeignFile } from "./plan";
import { planMapping } from "./plan-mapping";

/** How much of what a ready mapping names a folder has; the optional part counts a tenth. */
export function fitMapping(parsed: ParsedMapping, files: readonly ForeignFile[]): ReadyFit {
  const { plan, faults, fit } = planMapping(parsed, files);
  const required = fit.required === 0 ? 0 : fit.requiredFound / fit.required;
  const optional = fit.optional === 0 ? 1 : fit.optionalFound / fit.optional;
  const found = fit.files === 0 ? 0 : fit.filesFound / fit.files;
  const whole = 0.9 * required + 0.1 * optional;
  const confidence = plan ? Math.max(0.9, whole) : Math.min(0.85, whole * found);
  return {
    name: parsed.mapping.name,
    label: parsed.mapping.label,
    confidence: Math.round(confidence * 100) / 100,
    reasons: [
      `${fit.filesFound} of ${fit.files} files`,
      `${fit.requiredFound} of ${fit.required} needed columns`,
      `${fit.optionalFound} of ${fit.optional} optional columns`,
      ...faults.slice(0, 3).map((fault) => `lacks ${fault.value ?? fault.column ?? fault.expected}`),
    ],
  };
}
