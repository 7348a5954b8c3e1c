import type { ChartSpec } from "@/lib/contract/analyst";
import { minorPerMajor } from "@/lib/money";

/** Colours read from the tokens of the theme that is on. */
export interface ChartPalette {
  series: readonly string[];
  ink: string;
  faint: string;
  line: string;
  surface: string;
  font: string;
  /** A level, a step up and a step down. */
  total: string;
  up: string;
  down: string;
}

export interface ChartFigure {
  data: object[];
  layout: object;
}

export const CHART_HEIGHT = 280;
const LINE_LETTERS = 14;

const UNIT_WORDS = { cents: "", pct: "percent", count: "count", days: "days" } as const;

/** The unit as the axis names it: the currency for money. */
export function axisUnit(spec: ChartSpec): string {
  return spec.unit === "cents" ? (spec.currency ?? "amount") : UNIT_WORDS[spec.unit];
}

/** What a value is divided by to be plotted: money is plotted in major units. */
export function plotDivisor(spec: ChartSpec): number {
  return spec.unit === "cents" ? minorPerMajor(spec.currency ?? "USD") : 1;
}

/** How a period that is not over is drawn; null when all are. */
export function partialNote({ kind, partialFrom }: ChartSpec): string | null {
  if (partialFrom === null) return null;
  return `${kind === "line" ? "dashed" : "hatched"}: period not over`;
}

/** Text of the data as plotly may show it: it reads tags in labels, so none may come from a row. */
export function plainText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A label over several lines, broken at spaces. */
export function wrapLabel(label: string): string {
  const lines: string[] = [];
  for (const word of label.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= LINE_LETTERS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.slice(0, 3).map(plainText).join("<br>");
}

/** What every chart's layout shares. */
export function baseLayout(spec: ChartSpec, palette: ChartPalette) {
  const axis = { color: palette.faint, gridcolor: palette.line, linecolor: palette.line, automargin: true };
  return {
    autosize: true,
    height: CHART_HEIGHT,
    margin: { l: 48, r: 8, t: 16, b: 32 },
    paper_bgcolor: palette.surface,
    plot_bgcolor: palette.surface,
    font: { family: palette.font, size: 11, color: palette.faint },
    showlegend: false,
    hoverlabel: { font: { family: palette.font, size: 12 } },
    xaxis: { ...axis, showgrid: false, fixedrange: true },
    yaxis: {
      ...axis,
      fixedrange: true,
      zeroline: true,
      zerolinecolor: palette.line,
      title: { text: axisUnit(spec), standoff: 8 },
    },
  };
}
