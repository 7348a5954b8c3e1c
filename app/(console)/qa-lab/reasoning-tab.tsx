import { EmptyState } from "@/app/_components/empty-state";
import type { Begun } from "@/app/_components/use-more.client";
import type { Trace } from "@/lib/contract/evaluation";
import { TraceList } from "./trace-list.client";

/** Every reasoning call, newest first: who, why, from what, to what. */
export function ReasoningTab({ begun, pageSize }: { begun: Begun<Trace>; pageSize: number }) {
  return (
    <section className="card" aria-label="Reasoning log">
      <header>
        <h2>Reasoning log</h2>
        <span className="grow" />
        <span className="xs faint">newest first</span>
      </header>
      {begun.items.length === 0 ? (
        <EmptyState title="No reasoning recorded yet.">
          <p>Every run and every question leaves a trace here, by a model or by the rules.</p>
        </EmptyState>
      ) : (
        <TraceList begun={begun} pageSize={pageSize} />
      )}
    </section>
  );
}
