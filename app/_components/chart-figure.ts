import type { ChartSpec } from "@/lib/contract/analyst";
import { minorPerMajor } from "@/lib/money";
import { formatValue } from "./format-value";

/** Colours read from the tokens of the theme that is on. */
export interface ChartPalette {
  series: readonly string[];
  ink: string;
  faint: string;
  line: string;
  surface: string;
  font: string;
}

export interface ChartFigure {
  data: object[];
  layout: object;
}

const UNIT_WORDS = { cents: "", pct: "percent", count: "count", days: "days" } as const;

/** The unit as the axis names it: the currency for money. */
export function axisUnit(spec: ChartSpec): string {
  return spec.unit === "cents" ? (spec.currency ?? "amount") : UNIT_WORDS[spec.unit];
}

/** A ChartSpec as plotly traces and layout. Every axis starts at zero; incomplete periods are dashed. */
export function chartFigure(spec: ChartSpec, palette: ChartPalette): ChartFigure {
  const divisor = spec.unit === "cents" ? minorPerMajor(spec.currency ?? "USD") : 1;
  const data = spec.series.flatMap((series, at) => {
    const color = palette.series[at % palette.series.length] ?? palette.ink;
    const values = series.values.map((value) => (value === null ? null : value / divisor));
    const text = series.values.map((value) => formatValue(value, spec));
    return spec.kind === "line"
      ? lineTraces(spec, series.name, values, text, color)
      : [barTrace(spec, series.name, values, text, color)];
  });
  const axis = { color: palette.faint, gridcolor: palette.line, linecolor: palette.line, automargin: true };
  return {
    data,
    layout: {
      autosize: true,
      height: 280,
      margin: { l: 48, r: 8, t: 8, b: 32 },
      paper_bgcolor: palette.surface,
      plot_bgcolor: palette.surface,
      font: { family: palette.font, size: 11, color: palette.faint },
      barmode: "group",
      bargap: 0.35,
      showlegend: spec.series.length > 1,
      legend: { orientation: "h", y: 1.12, x: 0 },
      hoverlabel: { font: { family: palette.font, size: 12 } },
      xaxis: { ...axis, type: "category", showgrid: false, fixedrange: true },
      yaxis: { ...axis, rangemode: "tozero", fixedrange: true, title: { text: axisUnit(spec), standoff: 8 } },
    },
  };
}

type Values = (number | null)[];

function lineTraces(spec: ChartSpec, name: string, values: Values, text: string[], color: string): object[] {
  const from = spec.partialFrom ?? values.length;
  const base = {
    type: "scatter",
    mode: "lines+markers",
    name,
    x: spec.categories,
    text,
    hovertemplate: "%{x}: %{text}",
  };
  const whole = { ...base, y: values.map((value, at) => (at < from ? value : null)), line: { color, width: 2 } };
  if (spec.partialFrom === null) return [whole];
  const tail = values.map((value, at) => (at >= from - 1 ? value : null));
  const partial = {
    ...base,
    y: tail,
    line: { color, width: 2, dash: "dot" },
    showlegend: false,
    name: `${name}, incomplete`,
  };
  return [whole, partial];
}

function barTrace(spec: ChartSpec, name: string, values: Values, text: string[], color: string): object {
  const isPartial = values.map((_, at) => spec.partialFrom !== null && at >= spec.partialFrom);
  return {
    type: "bar",
    name,
    x: spec.categories,
    y: values,
    hovertext: text,
    hovertemplate: "%{x}: %{hovertext}<extra></extra>",
    marker: {
      color,
      line: { color, width: isPartial.map((partial) => (partial ? 1 : 0)) },
      pattern: { shape: isPartial.map((partial) => (partial ? "/" : "")), fillmode: "replace", fgcolor: color },
    },
  };
}
