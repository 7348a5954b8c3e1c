"use client";

import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import plotly from "plotly.js";
import { useEffect, useState } from "react";
import createPlotlyComponent from "react-plotly.js/factory";
import type { ChartSpec } from "@/lib/contract/analyst";
import { chartFigure } from "./chart-figure";
import { readPalette } from "./chart-palette";
import { CHART_HEIGHT, type ChartPalette } from "./chart-text";

const Plot = createPlotlyComponent(plotly);

/** What plotly tells about a click: the place of each bar or point under it in its series. */
interface PlotClick {
  points: { pointNumber: number }[];
}

export interface PlotlyChartProps {
  spec: ChartSpec;
  /** Where a click on each category leads; null where it leads nowhere. */
  hrefs?: readonly (string | null)[] | undefined;
}

/** The one owner of plotly on the page; loaded only where a chart is shown. Its colours follow the theme's tokens. */
export default function PlotlyChart({ spec, hrefs }: PlotlyChartProps) {
  const { resolvedTheme } = useTheme();
  const router = useRouter();
  const [palette, setPalette] = useState<ChartPalette | null>(null);
  useEffect(() => {
    // The theme's attribute is set in the same tick as its name changes; read the tokens after it.
    if (resolvedTheme) requestAnimationFrame(() => setPalette(readPalette()));
  }, [resolvedTheme]);
  if (!palette) return <div style={{ height: CHART_HEIGHT }} />;
  const { data, layout } = chartFigure(spec, palette);
  const open = ({ points }: PlotClick) => {
    const at = points[0]?.pointNumber;
    const href = at === undefined ? null : hrefs?.[at];
    if (href) router.push(href);
  };
  return (
    <Plot
      data={data}
      layout={layout}
      config={{ displayModeBar: false, responsive: true }}
      useResizeHandler
      onClick={open}
      style={{ width: "100%" }}
    />
  );
}
