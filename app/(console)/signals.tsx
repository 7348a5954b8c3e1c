import { EmptyState } from "@/app/_components/empty-state";
import type { Begun } from "@/app/_components/use-more.client";
import type { Signal } from "@/lib/contract/integration";
import { SignalList } from "./signal-list.client";

/** The newest signals: what the data or Datadog told, and what the watch on metrics raised, with its why. */
export function Signals({ begun, pageSize }: { begun: Begun<Signal>; pageSize: number }) {
  return (
    <section className="card" aria-label="Signals">
      <header>
        <h2>Signals</h2>
        <span className="grow" />
        <span className="xs faint">newest first</span>
      </header>
      {begun.items.length === 0 ? (
        <EmptyState title="No signals.">
          <p className="sm">
            They come from signal_events in the data, from the watch on metrics, and from Datadog when it is connected.
          </p>
        </EmptyState>
      ) : (
        <SignalList begun={begun} pageSize={pageSize} />
      )}
    </section>
  );
}
