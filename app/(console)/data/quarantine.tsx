import { EmptyState } from "@/app/_components/empty-state";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { QuarantinedRow } from "@/lib/contract/dataset";

/** Rows set apart because they name a key that is not there; `total` counts those not listed too. */
export function Quarantine({ rows, total }: { rows: readonly QuarantinedRow[]; total: number }) {
  return (
    <section className="card" aria-label="Quarantine">
      <header>
        <h2>Quarantine</h2>
        {total > 0 && <span className="chip warn">{total.toLocaleString("en-US")}</span>}
        <span className="grow" />
        <span className="xs faint">counted and shown, never used</span>
      </header>
      {rows.length === 0 ? (
        <EmptyState title="No row is set apart." />
      ) : (
        <ScrollArea label="Quarantine, table">
          <table className="tight">
            <thead>
              <tr>
                <th>Table</th>
                <th>Row</th>
                <th>Column</th>
                <th>Value</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.table} ${row.key} ${row.column}`}>
                  <td className="mono">{row.table}</td>
                  <td className="mono">{row.key}</td>
                  <td className="mono">{row.column}</td>
                  <td className="mono">{row.value}</td>
                  <td>{row.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
      {total > rows.length && rows.length > 0 && (
        <footer className="xs faint">
          {rows.length} of {total.toLocaleString("en-US")} rows.
        </footer>
      )}
    </section>
  );
}
