import { EmptyState } from "@/app/_components/empty-state";
import { formatDay } from "@/app/_components/format-time";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { Signal, SignalSeverity } from "@/lib/contract/integration";

const TONE: Record<SignalSeverity, string> = { critical: "crit", high: "warn", medium: "", low: "", info: "" };

/** The newest signals, as the data or Datadog told them. */
export function Signals({ signals }: { signals: readonly Signal[] }) {
  return (
    <section className="card" aria-label="Signals">
      <header>
        <h2>Signals</h2>
        <span className="grow" />
        <span className="xs faint">newest first</span>
      </header>
      {signals.length === 0 ? (
        <EmptyState title="No signals.">
          <p className="sm">They come from signal_events in the data, and from Datadog when it is connected.</p>
        </EmptyState>
      ) : (
        <ScrollArea label="Signals, table">
          <table className="tight">
            <thead>
              <tr>
                <th>Severity</th>
                <th>Signal</th>
                <th className="hide-small">Region</th>
                <th className="n">Seen / usual</th>
                <th className="n hide-small">When</th>
              </tr>
            </thead>
            <tbody>
              {signals.map((signal) => (
                <tr key={signal.id}>
                  <td>
                    <span className={`chip ${TONE[signal.severity]}`}>{signal.severity}</span>
                  </td>
                  <td>
                    {signal.title}
                    <div className="xs faint">{signal.source}</div>
                  </td>
                  <td className="hide-small muted">{signal.region ?? ""}</td>
                  <td className="n">
                    {signal.value === null ? <span className="faint">unknown</span> : formatPlain(signal.value)}
                    {signal.baseline !== null && <span className="faint"> / {formatPlain(signal.baseline)}</span>}
                  </td>
                  <td className="n faint hide-small">{formatDay(signal.occurredAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}

/** Signal values come without a unit, so they are shown as plain numbers. */
function formatPlain(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
