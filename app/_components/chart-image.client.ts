"use client";

import plotly from "plotly.js";
import type { ChartSpec } from "@/lib/contract/analyst";
import { chartFigure } from "./chart-figure";
import { readPalette } from "./chart-palette";
import { partialNote, plainText } from "./chart-text";
import { axisNote } from "./waterfall-figure";

const SIZE = { width: 1080, height: 440 };

/** The chart with its title as a PNG data address, twice as dense as the page, in the colours of the theme that is on. */
export async function drawChartImage(spec: ChartSpec): Promise<string> {
  const palette = readPalette();
  const { data, layout } = chartFigure(spec, palette);
  const notes = [axisNote(spec), partialNote(spec)].filter((note) => note !== null);
  const text = plainText(notes.length > 0 ? `${spec.title} (${notes.join("; ")})` : spec.title);
  const title = { text, x: 0.02, y: 0.955, yanchor: "top", xanchor: "left", font: { size: 15, color: palette.ink } };
  const picture = {
    ...layout,
    ...SIZE,
    // A figure alone names itself below its value.
    ...(spec.kind === "indicator" ? {} : { title }),
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
    margin: { l: 64, r: 24, t: spec.series.length > 1 && spec.kind !== "heatmap" ? 92 : 72, b: 60 },
  };
  return plotly.toImage({ data, layout: picture }, { format: "png", ...SIZE, scale: 2 });
}
