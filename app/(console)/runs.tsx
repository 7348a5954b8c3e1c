import type { Begun } from "@/app/_components/use-more.client";
import type { Run } from "@/lib/contract/run";
import { RunList } from "./run-list.client";

/** Every run, newest first: how it ended and what it moved. Nothing before the first. */
export function Runs({ begun, pageSize }: { begun: Begun<Run>; pageSize: number }) {
  if (begun.items.length === 0) return null;
  return (
    <section className="card" aria-label="Runs">
      <header>
        <h2>Runs</h2>
        <span className="grow" />
        <span className="xs faint">newest first</span>
      </header>
      <RunList begun={begun} pageSize={pageSize} />
    </section>
  );
}
