import type { Figure } from "../contract/evaluation";
import type { Degradation, DetectorReport } from "../contract/run";
import { formatMoney } from "../money";

/** A figure's number as people read it; `currency` is that of amounts. */
function formatFigureValue(value: number, unit: Figure["unit"], currency: string): string {
  if (unit === "cents") return formatMoney(value, currency);
  if (unit === "share") return `${Math.round(value * 100)} %`;
  if (unit === "seconds") return `${value.toFixed(1)} s`;
  return unit === "score" ? value.toFixed(3) : String(value);
}

/** A figure as one line of text: its value and interval, or what is missing. */
export function describeFigure({ label, value, unit, low, high, n, reason }: Figure, currency: string): string {
  const say = (amount: number) => formatFigureValue(amount, unit, currency);
  const interval = low === null || high === null ? "" : ` (90 % interval ${say(low)} to ${say(high)})`;
  const known = value === null ? "not known" : say(value);
  return `${label}: ${known}${interval}, n = ${n}${reason === null ? "" : `; ${reason}`}`;
}

/** The assessment that the rules give: what ran, what it holds, and what is not known yet. */
export function assessByRules(figures: readonly Figure[], degraded: readonly Degradation[], currency: string): string {
  const of = (id: string) => figures.find((figure) => figure.id === id);
  const say = (id: string) => {
    const figure = of(id);
    return figure?.value == null ? "an unknown number of" : formatFigureValue(figure.value, figure.unit, currency);
  };
  const cases = of("cases")?.value;
  const claimants = cases === 1 ? "1 case claims" : `${say("cases")} cases claim`;
  const beside = of("money-claimed")?.reason;
  const off = of("ledger-balance");
  const balanced = off?.value === 0 && !/[1-9]/.test(off.reason ?? "");
  const sentences = [
    `${say("detectors-run")} of ${of("detectors-run")?.n ?? 0} detectors ran and ${claimants} ${say("money-claimed")}${beside ? ` ${beside}` : ""}.`,
    balanced
      ? "Every case's claims add up to its gross impact to the cent."
      : `The ledger does not balance: claims are off by ${say("ledger-balance")}${off?.reason ? ` ${off.reason}` : ""}.`,
    sentenceOn(of("precision"), "Precision", currency),
    sentenceOn(of("brier"), "Brier score", currency),
    sentenceOn(of("recall"), "Recall", currency),
    degraded.length > 0 ? `Not done as asked: ${[...new Set(degraded.map((entry) => entry.part))].join(", ")}.` : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/** What would make the next evaluation say more, by the rules. */
export function suggestByRules(
  figures: readonly Figure[],
  detectors: readonly DetectorReport[],
  degraded: readonly Degradation[],
): string[] {
  const of = (id: string) => figures.find((figure) => figure.id === id);
  const parts = new Map(degraded.map((entry) => [entry.part, entry.reason]));
  const failed = detectors.filter((report) => report.status === "failed");
  for (const report of failed) parts.delete(report.id);
  return [
    ...failed.map((report) => `${report.title} failed (${report.reason ?? "no reason given"}): mend it and run again.`),
    ...detectors
      .filter((report) => report.status === "skipped")
      .map((report) => `${report.title} was skipped: it ${report.reason ?? "lacks data"}.`),
    ...[...parts].map(([part, reason]) => `${part}: ${reason}.`.replace(/\.\.$/, ".")),
    ...(of("precision")?.value === null
      ? ["Judge more cases, by two reviewers or more, so that precision can be given."]
      : []),
    ...(of("recall")?.value === null
      ? ["Audit a random sample of what no detector raised, so that recall has a bound."]
      : []),
  ];
}

function sentenceOn(figure: Figure | undefined, name: string, currency: string): string {
  if (!figure) return "";
  if (figure.value === null) return `${name} is not known: ${figure.reason ?? "nothing was measured"}.`;
  const say = (value: number) => formatFigureValue(value, figure.unit, currency);
  const interval =
    figure.low === null || figure.high === null ? "" : ` (90 % interval ${say(figure.low)} to ${say(figure.high)})`;
  return `${name} is ${say(figure.value)} over ${figure.n} verdicts${interval}.`;
}
