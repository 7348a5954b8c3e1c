import type { ChartSpec } from "@/lib/contract/analyst";
import { LazyChart } from "./chart-lazy.client";
import { formatValue } from "./format-value";
import { ScrollArea } from "./scroll-area";
import { Waterfall } from "./waterfall";

/** A chart with its sentence before it and its numbers one click behind it. */
export function Chart({ spec }: { spec: ChartSpec }) {
  return (
    <figure className="stack" style={{ gap: 8 }}>
      <figcaption className="muted">
        <b>{spec.title}.</b> {spec.summary}
        {spec.partialFrom !== null && <span className="faint"> Dashed: incomplete period.</span>}
      </figcaption>
      <Drawing spec={spec} />
      {spec.kind !== "indicator" && spec.kind !== "heatmap" && (
        <details>
          <summary className="xs faint">Table of the chart</summary>
          <ChartTable spec={spec} />
        </details>
      )}
    </figure>
  );
}

function Drawing({ spec }: { spec: ChartSpec }) {
  const values = spec.series[0]?.values ?? [];
  if (spec.kind === "indicator") {
    return (
      <p className="num" style={{ fontSize: "var(--text-2xl)", fontWeight: 640 }}>
        {formatValue(values[0] ?? null, spec)}
      </p>
    );
  }
  if (spec.kind === "heatmap") return <ChartTable spec={spec} shaded />;
  if (spec.kind === "waterfall") return <WaterfallOf spec={spec} />;
  return (
    <div role="img" aria-label={`${spec.title}. ${spec.summary}`}>
      <LazyChart spec={spec} />
    </div>
  );
}

/** A waterfall spec holds the first level, the steps, and the last level, in this order. */
function WaterfallOf({ spec }: { spec: ChartSpec }) {
  const points = spec.categories.map((label, at) => ({ label, value: spec.series[0]?.values[at] ?? 0 }));
  const base = points[0];
  const current = points.at(-1);
  if (!base || !current || points.length < 2) return null;
  const parts = points.slice(1, -1).map((point) => ({ label: point.label, delta: point.value }));
  return <Waterfall base={base} parts={parts} current={current} measure={spec} />;
}

/** The plotted numbers as a table; `shaded` tints each cell by its share of the largest. */
export function ChartTable({ spec, shaded = false }: { spec: ChartSpec; shaded?: boolean }) {
  const largest = Math.max(0, ...spec.series.flatMap((series) => series.values.map((value) => Math.abs(value ?? 0))));
  const shade = (value: number | null) => {
    if (!shaded || value === null || largest === 0) return undefined;
    const share = Math.round((Math.abs(value) / largest) * 45);
    return { background: `color-mix(in oklab, var(--accent) ${share}%, var(--surface))` };
  };
  return (
    <ScrollArea label={spec.title}>
      <table className="tight">
        <thead>
          <tr>
            <th>{spec.title}</th>
            {spec.series.map((series) => (
              <th key={series.name} className="n">
                {series.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spec.categories.map((category, at) => (
            <tr key={category}>
              <td>
                {category}
                {spec.partialFrom !== null && at >= spec.partialFrom && <span className="faint"> (incomplete)</span>}
              </td>
              {spec.series.map((series) => (
                <td key={series.name} className="n" style={shade(series.values[at] ?? null)}>
                  {formatValue(series.values[at] ?? null, spec)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
