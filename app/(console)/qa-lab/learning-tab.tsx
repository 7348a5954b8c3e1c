import { SourceChip } from "@/app/_components/chips";
import { EmptyState } from "@/app/_components/empty-state";
import { formatInstant } from "@/app/_components/format-time";
import { LearningChange } from "@/app/_components/learning-change";
import type { Evaluation } from "@/lib/contract/evaluation";
import type { LearningUpdate, Memory } from "@/lib/contract/feedback";
import styles from "./qa-lab.module.css";
import { Reliability } from "./reliability";
import { Versions } from "./versions";

const STATUS: Record<LearningUpdate["status"], { tone: string; text: string }> = {
  active: { tone: "good", text: "in force; reversible by a later verdict" },
  shadow: { tone: "warn", text: "computed and shown, changes nothing until the gate passes it" },
  superseded: { tone: "", text: "replaced by a later one" },
};

export interface LearningTabProps {
  updates: readonly LearningUpdate[];
  memory: Memory;
  evaluation: Evaluation | null;
  currency: string;
}

/** Every learned item with before, after, why and by whom; the versions they made; whether confidence is honest. */
export function LearningTab({ updates, memory, evaluation, currency }: LearningTabProps) {
  return (
    <div className="stack">
      <div className={styles.columns}>
        <section className="card" aria-label="Changes">
          <header>
            <h2>Changes</h2>
            <span className="grow" />
            <span className="xs faint">thresholds stay in shadow until a bound caps what they could lose</span>
          </header>
          <UpdateList updates={updates} currency={currency} />
        </section>
        <Reliability bins={evaluation?.reliability ?? []} figures={evaluation?.figures ?? []} />
      </div>
      <Versions versions={memory.versions} current={memory.version} />
    </div>
  );
}

/** Learned items in the order given, newest first from the server. */
export function UpdateList({ updates, currency }: { updates: readonly LearningUpdate[]; currency: string }) {
  if (updates.length === 0) {
    return (
      <EmptyState title="Nothing learned yet.">
        <p>A verdict on a case in Triage is what starts it.</p>
      </EmptyState>
    );
  }
  return (
    <ul className={styles.learn}>
      {updates.map((update) => (
        <li key={update.id}>
          <div>
            <b>{update.title}</b>
            <p className="sm">
              <LearningChange update={update} currency={currency} />
            </p>
            <p className="sm muted">{update.why}</p>
            <p className="xs faint">
              {update.kind}, {formatInstant(update.at)}, from {update.feedbackIds.length}{" "}
              {update.feedbackIds.length === 1 ? "verdict" : "verdicts"}
              {update.memoryVersion && `, memory ${update.memoryVersion}`}
            </p>
          </div>
          <div>
            <span className="row">
              <span className={`chip ${STATUS[update.status].tone}`}>{update.status}</span>
              <SourceChip source={update.proposer} />
            </span>
            <p className="xs muted">{STATUS[update.status].text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
