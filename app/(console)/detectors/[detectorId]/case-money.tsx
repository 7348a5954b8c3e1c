import Link from "next/link";
import { BigMoney } from "@/app/_components/money";
import type { DetectorDetail } from "@/lib/contract/detector";
import { counted } from "@/lib/detection/phrases";
import styles from "../detectors.module.css";

/** Its cases that are not closed, each currency apart. */
export function CaseMoney({ detail }: { detail: DetectorDetail }) {
  const { cases, id } = detail;
  return (
    <section className="card" aria-label="Cases today">
      <header>
        <h2>Cases today</h2>
      </header>
      <div className={styles.big}>
        {cases.length === 0 && <p className="muted">No open case.</p>}
        {cases.map(({ currency, count, unknown, impactCents }) => (
          <div key={currency}>
            {unknown < count && <BigMoney cents={impactCents} currency={currency} />}
            <p className="sm muted">
              {counted(count, "case")} in {currency}
              {unknown > 0 && `, the impact of ${unknown} unknown`}
            </p>
          </div>
        ))}
        {cases.length > 0 && (
          <p>
            <Link href={`/triage?anomalyType=${id}`} prefetch={false}>
              Open in Triage
            </Link>
          </p>
        )}
      </div>
    </section>
  );
}
