"use client";

import { useTheme } from "next-themes";
import plotly from "plotly.js";
import { useEffect, useState } from "react";
import createPlotlyComponent from "react-plotly.js/factory";
import type { ChartSpec } from "@/lib/contract/analyst";
import { type ChartPalette, chartFigure } from "./chart-figure";

const Plot = createPlotlyComponent(plotly);
const SERIES = ["--recoverable", "--cash-out", "--owed", "--timing", "--warn", "--ink-2"];

function readPalette(): ChartPalette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: SERIES.map(token),
    ink: token("--ink"),
    faint: token("--ink-3"),
    line: token("--line"),
    surface: token("--surface"),
    font: token("--font-ui"),
  };
}

/** The one owner of plotly; loaded only where a chart is shown. Its colours follow the theme's tokens. */
export default function PlotlyChart({ spec }: { spec: ChartSpec }) {
  const { resolvedTheme } = useTheme();
  const [palette, setPalette] = useState<ChartPalette | null>(null);
  useEffect(() => {
    // The theme's attribute is set in the same tick as its name changes; read the tokens after it.
    if (resolvedTheme) requestAnimationFrame(() => setPalette(readPalette()));
  }, [resolvedTheme]);
  if (!palette) return null;
  const { data, layout } = chartFigure(spec, palette);
  return (
    <Plot
      data={data}
      layout={layout}
      config={{ displayModeBar: false, responsive: true }}
      useResizeHandler
      style={{ width: "100%", height: 280 }}
    />
  );
}
