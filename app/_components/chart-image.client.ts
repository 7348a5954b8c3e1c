"use client";

import plotly from "plotly.js";
import type { ChartSpec } from "@/lib/contract/analyst";
import { chartFigure } from "./chart-figure";
import { readPalette } from "./chart-palette";
import { plainText } from "./chart-text";
import { axisNote } from "./waterfall-figure";

const SIZE = { width: 1080, height: 440 };

/** The chart with its title as a PNG data address, twice as dense as the page, in the colours of the theme that is on. */
export async function drawChartImage(spec: ChartSpec): Promise<string> {
  const palette = readPalette();
  const { data, layout } = chartFigure(spec, palette);
  const note = axisNote(spec);
  const text = plainText(note ? `${spec.title} (${note})` : spec.title);
  const title = { text, x: 0.02, xanchor: "left", font: { size: 15, color: palette.ink } };
  const picture = { ...layout, ...SIZE, title, margin: { l: 64, r: 24, t: 72, b: 48 } };
  return plotly.toImage({ data, layout: picture }, { format: "png", ...SIZE, scale: 2 });
}
