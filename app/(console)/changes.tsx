import Link from "next/link";
import { EmptyState } from "@/app/_components/empty-state";
import { Impact, Money } from "@/app/_components/money";
import type { CaseChange, ChangeTotal, Run } from "@/lib/contract/run";
import styles from "./changes.module.css";

const TONE: Record<CaseChange["change"], string> = {
  new: "crit",
  changed: "warn",
  reopened: "warn",
  healed: "good",
  same: "",
};
const SHOWN = 6;

/** What the latest run moved, most money first: each case that is new, changed, reopened or healed, and how many stayed. */
export function Changes({ run }: { run: Run | null }) {
  const moved = run?.changes.filter((change) => change.change !== "same").slice(0, SHOWN) ?? [];
  const counts = (run?.changeTotals ?? []).filter((total) => total.change !== "same");
  const more = counts.reduce((sum, total) => sum + total.count, 0) - moved.length;
  const same = run?.changeTotals.filter((total) => total.change === "same") ?? [];
  return (
    <section className="card" aria-label="Since the last run">
      <header>
        <h2>Since the last run</h2>
      </header>
      {!run && <EmptyState title="Nothing to compare yet." />}
      {run && run.changeTotals.length === 0 && (
        <EmptyState title={run.status === "running" ? "The run is under way." : "No case found, none changed."} />
      )}
      {run && run.changeTotals.length > 0 && (
        <ul className={styles.list}>
          {moved.map((change) => (
            <li key={change.caseId}>
              <span className={`chip ${TONE[change.change]}`}>{change.change}</span>
              <Link href={`/triage/${change.caseId}`}>{change.title}</Link>
              <b>
                <Impact cents={change.impactCents} currency={change.currency} isKnown={change.impactKnown ?? true} />
              </b>
            </li>
          ))}
          {more > 0 && <li className="faint sm">and {more.toLocaleString("en-US")} more in Triage</li>}
          {same.length > 0 && <SameCases same={same} />}
        </ul>
      )}
    </section>
  );
}

function SameCases({ same }: { same: readonly ChangeTotal[] }) {
  const count = same.reduce((sum, total) => sum + total.count, 0);
  return (
    <li>
      <span className="chip">same</span>
      <span>
        {count.toLocaleString("en-US")} {count === 1 ? "case" : "cases"}, no row changed
      </span>
      <b>
        {same.map((total, at) => (
          <span key={total.currency}>
            {at > 0 && " and "}
            <Money cents={total.impactCents} currency={total.currency} />
          </span>
        ))}
      </b>
    </li>
  );
}
