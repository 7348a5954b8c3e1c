import type { ChartSpec } from "@/lib/contract/analyst";
import { LazyChart } from "./chart-lazy.client";
import { partialNote } from "./chart-text";
import { formatValue } from "./format-value";
import { ScrollArea } from "./scroll-area";
import { axisNote, waterfallOf } from "./waterfall-figure";

/** Narrower than this, in pixels, a category's label or amount cannot be read. */
const CATEGORY_WIDTH = { waterfall: 88, heatmap: 76, bar: 76, grouped_bar: 62, line: 0, indicator: 0 } as const;

export interface ChartProps {
  spec: ChartSpec;
  /** Where a click on each category leads; null where it leads nowhere. */
  hrefs?: readonly (string | null)[];
}

/** A chart with what it shows above it and its numbers one click behind it. */
export function Chart({ spec, hrefs }: ChartProps) {
  const note = axisNote(spec);
  const partial = partialNote(spec);
  return (
    <figure className="stack" style={{ gap: 8 }}>
      <figcaption className="sm muted">
        {spec.title}
        {partial && (
          <span className="faint">
            . {partial.charAt(0).toUpperCase()}
            {partial.slice(1)}.
          </span>
        )}
        {note && <span className="faint">. The {note}.</span>}
      </figcaption>
      <Drawing spec={spec} {...(hrefs ? { hrefs } : {})} />
      {spec.kind !== "indicator" && (
        <details>
          <summary className="xs faint">Table of the chart</summary>
          <ChartTable spec={spec} />
        </details>
      )}
    </figure>
  );
}

function Drawing({ spec, hrefs }: ChartProps) {
  if (spec.kind === "indicator") {
    return (
      <p className="num" style={{ fontSize: "var(--text-2xl)", fontWeight: 640 }}>
        {formatValue(spec.series[0]?.values[0] ?? null, spec)}
      </p>
    );
  }
  const groups = spec.kind === "grouped_bar" ? spec.series.length / 2 : 1;
  const minWidth = spec.categories.length * CATEGORY_WIDTH[spec.kind] * Math.max(1, groups);
  return (
    <ScrollArea label={`Chart: ${spec.title}`}>
      <div role="img" aria-label={`${spec.title}. ${spec.summary}`} style={{ minWidth }}>
        <LazyChart spec={spec} hrefs={hrefs} />
      </div>
    </ScrollArea>
  );
}

/** The plotted numbers; a waterfall's rows are its levels and its signed steps, the rest included. */
function ChartTable({ spec }: { spec: ChartSpec }) {
  const steps = spec.kind === "waterfall" ? waterfallOf(spec) : [];
  const names = steps.length > 0 ? ["Amount"] : spec.series.map((series) => series.name);
  const rows =
    steps.length > 0
      ? steps.map((step) => ({ label: step.label, cells: [step.text] }))
      : spec.categories.map((label, at) => ({
          label,
          cells: spec.series.map((series) => formatValue(series.values[at] ?? null, spec)),
        }));
  return (
    <ScrollArea label={spec.title}>
      <table className="tight">
        <thead>
          <tr>
            <th>{spec.title}</th>
            {names.map((name) => (
              <th key={name} className="n">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, cells }, at) => (
            <tr key={`${label} ${cells.join(" ")}`}>
              <td>
                {label}
                {spec.partialFrom !== null && at >= spec.partialFrom && <span className="faint"> (not over)</span>}
              </td>
              {cells.map((text, column) => (
                <td key={names[column] ?? text} className="n">
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
