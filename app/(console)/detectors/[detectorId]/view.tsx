import Link from "next/link";
import { KindChip } from "@/app/_components/marks";
import { PageHead } from "@/app/_components/page-head";
import { RerunButton, type RerunButtonProps } from "@/app/_components/rerun-button.client";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { DetectorDetail } from "@/lib/contract/detector";
import type { FaultDetail } from "@/lib/errors";
import type { DetectorActions } from "../detector-actions";
import styles from "../detectors.module.css";
import { StateChip } from "../state-chip";
import { Accuracy } from "./accuracy";
import { CaseMoney } from "./case-money";
import { History } from "./history";
import { SettingForm } from "./setting-form.client";

export interface DetectorProps {
  detail: DetectorDetail;
  actions: DetectorActions;
  rerunTriage: RerunButtonProps["rerunTriage"];
}

/** One detector: what it asks, proves and claims, how often it is right, and what people set of it. */
export function DetectorView({ detail, actions, rerunTriage }: DetectorProps) {
  return (
    <>
      <PageHead title={detail.title} lead={detail.question}>
        <Link className="btn" href="/detectors" prefetch={false}>
          All detectors
        </Link>
        <RerunButton rerunTriage={rerunTriage} />
      </PageHead>
      <div className={styles.columns}>
        <div className="stack">
          <Facts detail={detail} />
          <SettingForm detail={detail} tryOut={actions.tryOut} change={actions.change} />
          <Statements detail={detail} />
        </div>
        <div className="stack">
          <CaseMoney detail={detail} />
          <Accuracy detail={detail} />
          <History detail={detail} undo={actions.undo} />
        </div>
      </div>
    </>
  );
}

function Facts({ detail }: { detail: DetectorDetail }) {
  const { state, reason, needs, missing } = detail;
  return (
    <section className="card" aria-label="What it does">
      <header>
        <KindChip kind={detail.moneyKind} />
        <StateChip state={state} />
        {reason && <span className="sm muted">{state === "skipped" ? `skipped: ${reason}` : reason}</span>}
        <span className="grow" />
        <span className="xs faint mono">{detail.file ?? detail.id}</span>
      </header>
      <dl className={styles.facts}>
        <dt>Evidence</dt>
        <dd>{detail.evidence}</dd>
        <dt>Impact</dt>
        <dd>{detail.impact}</dd>
        <dt>What to do</dt>
        <dd>{detail.action}</dd>
        <dt>Needs</dt>
        <dd>
          {needs.length === 0
            ? "No optional column."
            : needs.map((column) => (
                <span key={column} className="mono" style={{ marginRight: 10 }}>
                  {column}
                  {missing.includes(column) && <span className="hot"> not in the data</span>}
                </span>
              ))}
        </dd>
        <dt>Claims money</dt>
        <dd>
          Place {detail.place}: {detail.because}.
        </dd>
        {detail.confidence !== null && (
          <>
            <dt>Confidence</dt>
            <dd>{detail.confidence} before any verdict</dd>
          </>
        )}
        <dt>Tables</dt>
        <dd className="mono">{detail.sources.join(", ")}</dd>
      </dl>
    </section>
  );
}

function Statements({ detail }: { detail: DetectorDetail }) {
  return (
    <section className="card" aria-label="SQL">
      <details>
        <summary className={styles.sql}>
          <b>SQL</b>{" "}
          <span className="sm faint">
            {detail.source === "custom" ? `as ${detail.file} has it` : "as the next run sends it"}
          </span>
        </summary>
        <div className={`stack ${styles.sql}`}>
          {detail.statements.map((statement) => (
            <ScrollArea key={statement} label="SQL, text" className="tall">
              <pre>{statement}</pre>
            </ScrollArea>
          ))}
        </div>
      </details>
    </section>
  );
}

/** A detector whose file is refused: every fault with its place. */
export function RefusedView({ message, faults }: { message: string; faults: readonly FaultDetail[] }) {
  return (
    <>
      <PageHead title="Refused detector" lead="The other detectors and the data run as before.">
        <Link className="btn" href="/detectors" prefetch={false}>
          All detectors
        </Link>
      </PageHead>
      <div className="note bad" role="alert">
        <div>
          <b>{message}</b>
          <ul>
            {faults.map((fault) => (
              <li key={`${fault.pointer} ${fault.detail}`}>
                {fault.pointer}: {fault.detail}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </>
  );
}
