import { ScrollArea } from "@/app/_components/scroll-area";
import type { DetectorTrial } from "@/lib/contract/detector";
import { formatMoney } from "@/lib/money";

/** A backtest by month of the cases' latest row. */
export function Months({ trial }: { trial: DetectorTrial }) {
  if (trial.months.length === 0) return <p className="sm muted">It finds no case in the data.</p>;
  return (
    <ScrollArea label="Cases by month, table">
      <table className="tight">
        <thead>
          <tr>
            <th>Month of the latest row</th>
            <th className="n">Cases</th>
            <th className="n">Money</th>
          </tr>
        </thead>
        <tbody>
          {trial.months.map(({ month, currency, cases, unknown, cents }) => (
            <tr key={`${month} ${currency}`}>
              <td className="num">{month === "earlier" ? "before the last 12 months" : month}</td>
              <td className="n">{cases}</td>
              <td className="n">
                {unknown < cases && formatMoney(cents, currency)}
                {unknown > 0 && ` ${unknown} unknown in ${currency}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
