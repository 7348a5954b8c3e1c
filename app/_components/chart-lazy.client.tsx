"use client";

import dynamic from "next/dynamic";

/** Fetches the chart's script when a chart is on the page, and keeps its place meanwhile. */
export const LazyChart = dynamic(() => import("./chart.client"), {
  ssr: false,
  loading: () => <div style={{ height: 280 }} />,
});
