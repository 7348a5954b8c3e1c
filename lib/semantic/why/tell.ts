import type { WhyPart, WhyReport } from "../../contract/analyst";
import { formatChange, formatValue, relativeChange } from "../format";
import type { Metric, MetricModel } from "../model-types";
import { verb } from "../sentence";

/** A part's size in the metric's own unit, with its sign. */
function signed(part: WhyPart, metric: Metric, currency: string | null): string {
  const value = metric.unit === "pct" ? part.deltaCents / 100 : part.deltaCents;
  return `${value < 0 ? "-" : "+"}${formatChange(value, metric.unit, currency)}`;
}

/** The report in sentences: premise, change, gate, drivers, the segment that moved most, coincidence. */
export function tellWhy(
  report: WhyReport,
  finding: string | null,
  model: MetricModel,
  metric: Metric,
  currency: string | null,
  /** The filters it was explained for, as they stand behind the metric's name. */
  scope: string,
): string {
  const { base, current, delta, gate, premise } = report;
  const relative = relativeChange(current.value, base.value);
  const size = relative === null ? "" : ` (${formatValue(Math.abs(relative), "pct", null)})`;
  const amount = formatChange(delta, metric.unit, currency);
  const change =
    delta === 0
      ? `${metric.label}${scope} ${verb(metric.label)} unchanged at ${formatValue(current.value, metric.unit, currency)}.`
      : `${metric.label}${scope} ${verb(metric.label)} ${amount}${size} ${delta < 0 ? "below" : "above"} ${base.label}. That is ${formatValue(current.value, metric.unit, currency)} against ${formatValue(base.value, metric.unit, currency)}.`;
  const drivers = report.drivers
    .slice(0, 3)
    .map((part) => `${part.label.toLowerCase()} ${signed(part, metric, currency)}`);
  const segment = report.segments.find((one) => !one.dim.includes("+"));
  const top = segment?.parts[0];
  const dim = segment ? (model.dimensions.get(segment.dim)?.label ?? segment.dim).toLowerCase() : "";
  return [
    premise.holds ? "" : premise.text,
    change,
    gate.text,
    drivers.length > 0 && delta !== 0 ? `Made of ${drivers.join(", ")}.` : "",
    top && delta !== 0 ? `By ${dim}, ${top.label} moved most (${signed(top, metric, currency)}).` : "",
    finding ?? "",
    report.coincidences[0] ?? "",
  ]
    .filter((text) => text !== "")
    .join(" ");
}
