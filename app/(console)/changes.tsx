import Link from "next/link";
import { EmptyState } from "@/app/_components/empty-state";
import { Impact, Money } from "@/app/_components/money";
import type { CaseChange, Run } from "@/lib/contract/run";
import styles from "./changes.module.css";

const TONE: Record<CaseChange["change"], string> = {
  new: "crit",
  changed: "warn",
  reopened: "warn",
  healed: "good",
  same: "",
};
const SHOWN = 6;

/** What the latest run moved: each case that is new, changed, reopened or healed, and how many stayed. */
export function Changes({ run }: { run: Run | null }) {
  const moved = run?.changes.filter((change) => change.change !== "same") ?? [];
  const same = run?.changes.filter((change) => change.change === "same") ?? [];
  return (
    <section className="card" aria-label="Since the last run">
      <header>
        <h2>Since the last run</h2>
      </header>
      {!run && <EmptyState title="Nothing to compare yet." />}
      {run && run.changes.length === 0 && <EmptyState title="No case found, none changed." />}
      {run && run.changes.length > 0 && (
        <ul className={styles.list}>
          {moved.slice(0, SHOWN).map((change) => (
            <li key={change.caseId}>
              <span className={`chip ${TONE[change.change]}`}>{change.change}</span>
              <Link href={`/triage/${change.caseId}`}>{change.title}</Link>
              <b>
                <Impact cents={change.impactCents} currency={change.currency} isKnown={change.impactKnown ?? true} />
              </b>
            </li>
          ))}
          {moved.length > SHOWN && <li className="faint sm">and {moved.length - SHOWN} more in Triage</li>}
          {same.length > 0 && <SameCases same={same} />}
        </ul>
      )}
    </section>
  );
}

function SameCases({ same }: { same: readonly CaseChange[] }) {
  const currencies = [...new Set(same.map((change) => change.currency))];
  const sumOf = (currency: string) =>
    same.filter((change) => change.currency === currency).reduce((sum, change) => sum + change.impactCents, 0);
  return (
    <li>
      <span className="chip">same</span>
      <span>
        {same.length} {same.length === 1 ? "case" : "cases"}, no row changed
      </span>
      <b>
        {currencies.map((currency, at) => (
          <span key={currency}>
            {at > 0 && " and "}
            <Money cents={sumOf(currency)} currency={currency} />
          </span>
        ))}
      </b>
    </li>
  );
}
