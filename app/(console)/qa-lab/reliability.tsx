import { EmptyState } from "@/app/_components/empty-state";
import type { Evaluation, Figure } from "@/lib/contract/evaluation";
import { ReliabilityPlot } from "./reliability-plot";

type Bin = Evaluation["reliability"][number];

/** What an unknown figure lacks, without the words that stand beside it already. */
export function missingEvidence({ reason }: Figure): string {
  return reason?.replace(/^not enough evidence:\s*/i, "") ?? "what is missing is unknown";
}

/** Stated confidence against what people confirmed, each point with its 90 % interval. */
export function Reliability({ bins, figures }: { bins: readonly Bin[]; figures: readonly Figure[] }) {
  const brier = figures.find((figure) => figure.id.toLowerCase().includes("brier"));
  const verdicts = bins.reduce((sum, bin) => sum + bin.n, 0);
  return (
    <section className="card" aria-label="Is confidence honest?">
      <header>
        <h2>Is confidence honest?</h2>
      </header>
      {bins.length === 0 ? (
        <EmptyState title="Not enough evidence.">
          <p className="sm">
            {brier ? missingEvidence(brier) : "Too few verdicts to compare stated confidence with what people found."}
          </p>
        </EmptyState>
      ) : (
        <figure className="pad stack" style={{ gap: 8 }}>
          <figcaption className="sm muted">
            {verdicts} verdicts{brier && brier.value !== null ? `, Brier ${brier.value.toFixed(3)}` : ""}. On the dashed
            line, stated confidence and confirmed share agree; bars are 90 % intervals.
          </figcaption>
          <ReliabilityPlot
            label="Stated confidence against confirmed share"
            points={bins.map(({ stated, confirmed, n }) => ({ stated, found: confirmed, n }))}
            foundWord="Confirmed"
            axis="confirmed by people, 0 to 1"
            countWord="Verdicts"
          />
        </figure>
      )}
    </section>
  );
}
