import type { ChartSpec } from "@/lib/contract/analyst";
import { baseLayout, type ChartFigure, type ChartPalette, plainText, plotDivisor, wrapLabel } from "./chart-text";
import { formatValue } from "./format-value";
import { axisStart, type WaterfallBar, waterfallBars } from "./waterfall-bars";

/** The steps of a waterfall spec: it holds the first level, the moves, and the last level, in this order. */
export function waterfallOf(spec: ChartSpec): WaterfallBar[] {
  const points = spec.categories.map((label, at) => ({ label, value: spec.series[0]?.values[at] ?? 0 }));
  const [base] = points;
  const current = points.at(-1);
  if (!base || !current || points.length < 2) return [];
  const parts = points.slice(1, -1).map((point) => ({ label: point.label, delta: point.value }));
  return waterfallBars({ base, current, parts, measure: spec });
}

/** Said beside a waterfall whose axis does not start at zero. */
export function axisNote(spec: ChartSpec): string | null {
  const start = spec.kind === "waterfall" ? axisStart(waterfallOf(spec)) : 0;
  return start > 0 ? `axis starts at ${formatValue(start, spec)}` : null;
}

/** From one level to the next, step by step. Bars are numbered, not named: two periods may share a name. */
export function waterfallFigure(spec: ChartSpec, palette: ChartPalette): ChartFigure {
  const bars = waterfallOf(spec);
  const divisor = plotDivisor(spec);
  const start = axisStart(bars);
  const top = Math.max(start + 1, ...bars.map((bar) => Math.max(bar.to, bar.from ?? bar.to)));
  const low = Math.min(start, ...bars.map((bar) => Math.min(bar.to, bar.from ?? bar.to)));
  const at = bars.map((_, place) => place);
  const lower = bars.map((bar) => (bar.from === null ? Math.min(start, bar.to) : Math.min(bar.from, bar.to)));
  const upper = bars.map((bar) => (bar.from === null ? Math.max(start, bar.to) : Math.max(bar.from, bar.to)));
  const layout = baseLayout(spec, palette);
  const room = (top - low) * 0.12;
  return {
    data: [
      {
        type: "bar",
        x: at,
        base: lower.map((value) => value / divisor),
        y: bars.map((_, place) => ((upper[place] ?? 0) - (lower[place] ?? 0)) / divisor),
        marker: { color: bars.map((bar) => palette[bar.tone]) },
        hovertext: bars.map((bar) => `${plainText(bar.label)}: ${bar.text}`),
        hovertemplate: "%{hovertext}<extra></extra>",
        width: 0.62,
      },
      {
        type: "scatter",
        mode: "text",
        x: at,
        y: upper.map((value) => value / divisor),
        text: bars.map((bar) => bar.text),
        textposition: "top center",
        textfont: { color: palette.ink, size: 11.5, weight: 600 },
        hoverinfo: "skip",
        cliponaxis: false,
      },
    ],
    layout: {
      ...layout,
      xaxis: {
        ...layout.xaxis,
        tickvals: at,
        ticktext: bars.map((bar) => wrapLabel(bar.label)),
        tickangle: 0,
        range: [-0.5, bars.length - 0.5],
        zeroline: false,
      },
      yaxis: {
        ...layout.yaxis,
        showline: false,
        showticklabels: false,
        showgrid: false,
        title: { text: "" },
        range: [low / divisor, (top + room) / divisor],
      },
      margin: { ...layout.margin, l: 8 },
      shapes: bars.slice(0, -1).map((bar, place) => ({
        type: "line",
        x0: place + 0.31,
        x1: place + 0.69,
        y0: bar.to / divisor,
        y1: bar.to / divisor,
        line: { color: palette.faint, width: 1, dash: "dot" },
      })),
    },
  };
}
