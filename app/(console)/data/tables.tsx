import { formatDay } from "@/app/_components/format-time";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { TableSummary } from "@/lib/contract/dataset";

/** The seven tables: rows, days covered, rows set apart, optional columns that are missing. */
export function Tables({ tables }: { tables: readonly TableSummary[] }) {
  return (
    <section className="card" aria-label="Tables">
      <header>
        <h2>Tables</h2>
      </header>
      <ScrollArea label="Tables, table">
        <table>
          <thead>
            <tr>
              <th>Table</th>
              <th className="n">Rows</th>
              <th>Days covered</th>
              <th className="n">Set apart</th>
              <th>Missing optional columns</th>
              <th className="hide-small">File</th>
            </tr>
          </thead>
          <tbody>
            {tables.map((table) => (
              <tr key={table.name}>
                <td className="mono">{table.name}</td>
                <td className="n">
                  {table.rowsAreEstimated ? "about " : ""}
                  <b>{table.rows.toLocaleString("en-US")}</b>
                </td>
                <td className="num">{describeDays(table)}</td>
                <td className="n">
                  {table.quarantined === 0 ? (
                    <span className="faint">none</span>
                  ) : (
                    <span className="chip warn">{table.quarantined.toLocaleString("en-US")}</span>
                  )}
                </td>
                <td className="muted">
                  {table.missingColumns.length === 0 ? (
                    <span className="faint">none</span>
                  ) : (
                    <span className="mono">{table.missingColumns.join(", ")}</span>
                  )}
                </td>
                <td className="mono faint hide-small">{table.file ?? "no file"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  );
}

function describeDays({ firstDay, lastDay }: TableSummary): string {
  return firstDay && lastDay ? `${formatDay(firstDay)} to ${formatDay(lastDay)}` : "no dates";
}
