import type { ChartPalette } from "./chart-text";

const SERIES = ["--recoverable", "--cash-out", "--owed", "--timing", "--warn", "--ink-2"];

/** The palette of the theme that is on, from the page's tokens. */
export function readPalette(): ChartPalette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: SERIES.map(token),
    ink: token("--ink"),
    faint: token("--ink-3"),
    line: token("--line"),
    surface: token("--surface"),
    font: token("--font-ui"),
    total: token("--ink-3"),
    up: token("--recoverable"),
    down: token("--cash-out"),
  };
}
