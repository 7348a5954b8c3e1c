import type { ChartSpec } from "@/lib/contract/analyst";
import { baseLayout, type ChartFigure, type ChartPalette, plainText, plotDivisor, wrapLabel } from "./chart-text";
import { formatValue } from "./format-value";
import { heatmapFigure } from "./heatmap-figure";
import { waterfallFigure } from "./waterfall-figure";

const LABELLED_BARS = 12;

/** A ChartSpec of any kind as plotly traces and layout; incomplete periods are dashed or hatched. */
export function chartFigure(spec: ChartSpec, palette: ChartPalette): ChartFigure {
  if (spec.kind === "waterfall") return waterfallFigure(spec, palette);
  if (spec.kind === "heatmap") return heatmapFigure(spec, palette);
  return spec.kind === "indicator" ? indicatorFigure(spec, palette) : cartesianFigure(spec, palette);
}

/** Lines and bars; every axis starts at zero. */
function cartesianFigure(spec: ChartSpec, palette: ChartPalette): ChartFigure {
  const divisor = plotDivisor(spec);
  const data = spec.series.flatMap((series, at) => {
    const color = palette.series[at % palette.series.length] ?? palette.ink;
    const values = series.values.map((value) => (value === null ? null : value / divisor));
    const text = series.values.map((value) => formatValue(value, spec));
    const name = plainText(series.name);
    return spec.kind === "line"
      ? lineTraces(spec, name, values, text, { color, symbol: SYMBOLS[at % SYMBOLS.length] ?? "circle" })
      : [barTrace(spec, name, values, text, color, palette)];
  });
  const layout = baseLayout(spec, palette);
  const wrapped = spec.kind !== "line";
  return {
    data,
    layout: {
      ...layout,
      barmode: "group",
      bargap: 0.35,
      showlegend: spec.series.length > 1,
      legend: { orientation: "h", y: 1.14, x: 0 },
      xaxis: {
        ...layout.xaxis,
        type: "category",
        ...(wrapped ? { tickvals: spec.categories.map(plainText), ticktext: spec.categories.map(wrapLabel) } : {}),
        ...(wrapped ? { tickangle: 0 } : {}),
      },
      yaxis: { ...layout.yaxis, rangemode: "tozero" },
    },
  };
}

type Values = (number | null)[];

/** Lines are told apart by their markers too, never by colour alone. */
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x"];

interface LineLook {
  color: string;
  symbol: string;
}

function lineTraces(spec: ChartSpec, name: string, values: Values, text: string[], look: LineLook): object[] {
  const { color, symbol } = look;
  const from = spec.partialFrom ?? values.length;
  const base = {
    type: "scatter",
    mode: "lines+markers",
    name,
    x: spec.categories.map(plainText),
    text,
    hovertemplate: "%{x}: %{text}",
  };
  const whole = {
    ...base,
    y: values.map((value, at) => (at < from ? value : null)),
    line: { color, width: 2 },
    marker: { color, symbol },
  };
  if (spec.partialFrom === null) return [whole];
  const tail = values.map((value, at) => (at >= from - 1 ? value : null));
  const partial = {
    ...base,
    y: tail,
    line: { color, width: 2, dash: "dot" },
    marker: { color, symbol: `${symbol}-open` },
    showlegend: false,
    name: `${name}, incomplete`,
  };
  return [whole, partial];
}

function barTrace(
  spec: ChartSpec,
  name: string,
  values: Values,
  text: string[],
  color: string,
  palette: ChartPalette,
): object {
  const isPartial = values.map((_, at) => spec.partialFrom !== null && at >= spec.partialFrom);
  const labelled = spec.series.length === 1 && values.length <= LABELLED_BARS;
  return {
    type: "bar",
    name,
    x: spec.categories.map(plainText),
    y: values,
    hovertext: text,
    hovertemplate: "%{x}: %{hovertext}<extra></extra>",
    ...(labelled
      ? {
          text,
          textposition: "outside",
          textangle: 0,
          constraintext: "none",
          textfont: { color: palette.ink, size: 11, weight: 600 },
          cliponaxis: false,
        }
      : {}),
    marker: {
      color,
      line: { color, width: isPartial.map((partial) => (partial ? 1 : 0)) },
      pattern: { shape: isPartial.map((partial) => (partial ? "/" : "")), fillmode: "replace", fgcolor: color },
    },
  };
}

/** One value in large type: the page shows it as text, the picture needs it drawn. */
function indicatorFigure(spec: ChartSpec, palette: ChartPalette): ChartFigure {
  const layout = baseLayout(spec, palette);
  const place = { xref: "paper", yref: "paper", x: 0.5, showarrow: false, align: "center" };
  return {
    data: [],
    layout: {
      ...layout,
      xaxis: { visible: false },
      yaxis: { visible: false },
      annotations: [
        {
          ...place,
          y: 0.6,
          text: formatValue(spec.series[0]?.values[0] ?? null, spec),
          font: { size: 44, color: palette.ink },
        },
        { ...place, y: 0.3, text: plainText(spec.title), font: { size: 14, color: palette.faint } },
      ],
    },
  };
}
