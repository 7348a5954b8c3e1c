import Link from "next/link";
import { EmptyState } from "@/app/_components/empty-state";
import { KindChip } from "@/app/_components/marks";
import { PageHead } from "@/app/_components/page-head";
import { RerunButton, type RerunButtonProps } from "@/app/_components/rerun-button.client";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { DetectorList, DetectorSummary } from "@/lib/contract/detector";
import { counted } from "@/lib/detection/phrases";
import { CasesToday } from "./cases-today";
import type { DetectorActions } from "./detector-actions";
import styles from "./detectors.module.css";
import { LostDetectors } from "./lost-detectors.client";
import { percent } from "./percent";
import { RefusedFiles } from "./refused-files";
import { StateChip } from "./state-chip";

export interface DetectorsProps {
  list: DetectorList;
  /** The folder that custom detectors are read from. */
  folder: string;
  change: DetectorActions["change"];
  rerunTriage: RerunButtonProps["rerunTriage"];
}

/** Every rule OpsIQ looks with: in which order they claim money, what they find today, and how often they are right. */
export function DetectorsView({ list, folder, change, rerunTriage }: DetectorsProps) {
  const builtIn = list.detectors.filter(({ source }) => source === "built_in");
  const custom = list.detectors.filter(({ source }) => source === "custom");
  const running = list.detectors.filter(({ state }) => state === "on").length;
  return (
    <>
      <PageHead
        title="Detectors"
        lead={`${running} of ${counted(list.detectors.length, "detector")} on. The more specific cause claims a row's money first.`}
      >
        <span className="chip">settings {list.version}</span>
        <RerunButton rerunTriage={rerunTriage} />
      </PageHead>
      <div className="stack">
        <section className="card" aria-label="Built-in detectors">
          <header>
            <h2>Built in</h2>
            <span className="grow" />
            <span className="xs faint">in claim order; accuracy on generated data with hidden truth</span>
          </header>
          <DetectorTable label="Built-in detectors, table" detectors={builtIn} measured />
        </section>
        <section className="card" aria-label="Custom detectors">
          <header>
            <h2>Custom</h2>
            <span className="grow" />
            <span className="xs faint mono">{folder}</span>
          </header>
          {custom.length === 0 ? (
            <EmptyState title="No custom detector.">
              <p>
                Put a YAML file with one SELECT into {folder}; it is proposed here, backtested, and runs once a person
                activates it.
              </p>
            </EmptyState>
          ) : (
            <DetectorTable label="Custom detectors, table" detectors={custom} />
          )}
        </section>
        <LostDetectors ids={list.lost} change={change} />
        <RefusedFiles refused={list.refused} />
      </div>
    </>
  );
}

function DetectorTable({
  label,
  detectors,
  measured = false,
}: {
  label: string;
  detectors: readonly DetectorSummary[];
  measured?: boolean;
}) {
  return (
    <ScrollArea label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th className="n hide-small">Claims</th>
            <th>Detector</th>
            <th className="hide-small">Money</th>
            <th>State</th>
            <th className="n">Cases today</th>
            {measured && (
              <>
                <th className="n hide-small">Precision</th>
                <th className="n hide-small">Recall</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {detectors.map((detector) => (
            <tr key={detector.id}>
              <td className="n faint hide-small">{detector.place}</td>
              <td className={styles.name}>
                <Link href={`/detectors/${detector.id}`} prefetch={false}>
                  <b>{detector.title}</b>
                </Link>
                <span className="sm muted hide-small">{detector.question}</span>
              </td>
              <td className="hide-small">
                <KindChip kind={detector.moneyKind} />
              </td>
              <td>
                <StateChip state={detector.state} />
                {detector.reason && detector.state !== "off" && (
                  <span className={`xs faint ${styles.reason}`}>{detector.reason}</span>
                )}
              </td>
              <td className="n">
                <CasesToday detectorId={detector.id} cases={detector.cases} />
              </td>
              {measured && (
                <>
                  <td className="n hide-small">{percent(detector.accuracy?.precision)}</td>
                  <td className="n hide-small">{percent(detector.accuracy?.recall)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
