import type { ChartSpec } from "@/lib/contract/analyst";
import { baseLayout, CHART_HEIGHT, type ChartFigure, type ChartPalette, plainText, wrapLabel } from "./chart-text";
import { formatValue } from "./format-value";

const ROW_HEIGHT = 34;

/** `#0b5d52` with an alpha in [0, 1]; any other notation is mixed by the browser. */
function withAlpha(color: string, alpha: number): string {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!parts) return color;
  const [red, green, blue] = parts.slice(1).map((hex) => Number.parseInt(hex, 16));
  return `rgba(${red},${green},${blue},${alpha.toFixed(3)})`;
}

/** Two dimensions as tinted cells, each with its value: the deeper, the larger its share of the largest. */
export function heatmapFigure(spec: ChartSpec, palette: ChartPalette): ChartFigure {
  const cells = spec.series.flatMap((series, row) =>
    series.values.map((value, column) => ({ row, column, value, label: `${series.name}, ${spec.categories[column]}` })),
  );
  const largest = Math.max(0, ...cells.map((cell) => Math.abs(cell.value ?? 0)));
  const shareOf = (value: number | null) => (value === null || largest === 0 ? 0 : Math.abs(value) / largest);
  const layout = baseLayout(spec, palette);
  const color = palette.series[0] ?? palette.ink;
  return {
    data: [
      {
        type: "scatter",
        mode: "text",
        x: cells.map((cell) => cell.column),
        y: cells.map((cell) => cell.row),
        text: cells.map((cell) => (cell.value === null ? "" : formatValue(cell.value, spec))),
        textfont: { color: palette.ink, size: 11 },
        hovertext: cells.map((cell) => `${plainText(cell.label)}: ${formatValue(cell.value, spec)}`),
        hovertemplate: "%{hovertext}<extra></extra>",
      },
    ],
    layout: {
      ...layout,
      height: Math.max(CHART_HEIGHT, 60 + spec.series.length * ROW_HEIGHT),
      margin: { ...layout.margin, l: 8 },
      xaxis: {
        ...layout.xaxis,
        tickvals: spec.categories.map((_, at) => at),
        ticktext: spec.categories.map(wrapLabel),
        tickangle: 0,
        range: [-0.5, spec.categories.length - 0.5],
        zeroline: false,
      },
      yaxis: {
        ...layout.yaxis,
        showline: false,
        title: { text: "" },
        tickvals: spec.series.map((_, at) => at),
        ticktext: spec.series.map((series) => wrapLabel(series.name)),
        range: [spec.series.length - 0.5, -0.5],
        showgrid: false,
        zeroline: false,
      },
      shapes: cells.map((cell) => ({
        type: "rect",
        layer: "below",
        x0: cell.column - 0.48,
        x1: cell.column + 0.48,
        y0: cell.row - 0.46,
        y1: cell.row + 0.46,
        fillcolor: withAlpha(color, 0.05 + 0.4 * shareOf(cell.value)),
        line: { width: 0 },
      })),
    },
  };
}
