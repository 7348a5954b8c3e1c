import { formatDay, formatDuration } from "@/app/_components/format-time";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { DetectorTrial } from "@/lib/contract/detector";
import { counted } from "@/lib/detection/phrases";
import { formatMoney } from "@/lib/money";
import { Months } from "./months";

/** What a setting would change: a sentence, then the money by detector, then the cases by name. */
export function TrialResult({ trial, isCustom }: { trial: DetectorTrial; isCustom: boolean }) {
  const { differences, totals, overlap, asOf } = trial;
  return (
    <section className="stack" aria-label={isCustom ? "Backtest" : "Preview"} style={{ gap: 10, marginTop: 6 }}>
      <p>
        {differences.length === 0 ? "No case and no cent would change. " : `${totals.map(sentenceOf).join(" ")} `}
        <span className="faint">
          {asOf ? `On the data as of ${formatDay(asOf)}` : "On the data as it is"}, no cent counted twice
          {trial.rows > 0 &&
            `; ${counted(trial.rows, "row")} in ${formatDuration(trial.durationMs)}${isCustom ? speedOf(trial) : ""}`}
          .
        </span>
      </p>
      {differences.length > 0 && <Differences trial={trial} />}
      {isCustom && trial.setting.enabled && <Months trial={trial} />}
      {overlap.length > 0 && (
        <p className="sm muted">
          Left to others:{" "}
          {overlap
            .map(
              ({ title, rows, cents, currency }) =>
                `${title} holds ${counted(rows, "row")} of ${formatMoney(cents, currency)}`,
            )
            .join(", ")}
          . None of it is counted again.
        </p>
      )}
      <Named title="Cases gained" cases={trial.gained} />
      <Named title="Cases lost" cases={trial.lost} />
    </section>
  );
}

function sentenceOf({ currency, before, after }: DetectorTrial["totals"][number]): string {
  const cents = after.cents - before.cents;
  const money = cents === 0 ? "the same money" : `${signed(cents, currency)} to ${formatMoney(after.cents, currency)}`;
  return `${before.cases} to ${counted(after.cases, "case")} in ${currency}, ${money}.`;
}

function signed(cents: number, currency: string): string {
  return cents > 0 ? `+${formatMoney(cents, currency)}` : formatMoney(cents, currency);
}

function speedOf({ rows, durationMs }: DetectorTrial): string {
  if (durationMs <= 0) return "";
  return ` (${Math.round((rows * 1000) / durationMs).toLocaleString("en-US")} rows a second)`;
}

function Differences({ trial }: { trial: DetectorTrial }) {
  return (
    <ScrollArea label="Differences by detector, table">
      <table className="tight">
        <thead>
          <tr>
            <th>Detector</th>
            <th className="n">Cases</th>
            <th className="n">Gained</th>
            <th className="n">Lost</th>
            <th className="n">Then</th>
          </tr>
        </thead>
        <tbody>
          {trial.differences.map(({ detectorId, title, currency, before, after, gained, lost }) => (
            <tr key={`${detectorId} ${currency}`}>
              <td>{title}</td>
              <td className="n">
                {before.cases} to {after.cases}
              </td>
              <td className="n">{gained.cents > 0 ? formatMoney(gained.cents, currency) : "none"}</td>
              <td className="n">{lost.cents > 0 ? formatMoney(lost.cents, currency) : "none"}</td>
              <td className="n">{formatMoney(after.cents, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function Named({ title, cases }: { title: string; cases: DetectorTrial["gained"] }) {
  if (cases.length === 0) return null;
  return (
    <details>
      <summary className="sm">
        {title}: {cases.length === 20 ? "the 20 of most money" : cases.length}
      </summary>
      <ul className="sm">
        {cases.map(({ title: name, currency, cents }) => (
          <li key={`${name} ${currency} ${cents}`}>
            {name}, {cents === null ? "impact unknown" : formatMoney(cents, currency)}
          </li>
        ))}
      </ul>
    </details>
  );
}
