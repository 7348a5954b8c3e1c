import { EmptyState } from "@/app/_components/empty-state";
import type { Evaluation, Figure } from "@/lib/contract/evaluation";
import styles from "./qa-lab.module.css";

type Bin = Evaluation["reliability"][number];

const Z_90 = 1.6449;
const LEFT = 30;
const SIZE = 220;

/** Wilson's 90 % interval of a share seen `n` times. Source: Wilson 1927, with z = 1.6449. */
export function wilsonInterval(share: number, n: number): { low: number; high: number } {
  if (n <= 0) return { low: 0, high: 1 };
  const z2 = Z_90 ** 2;
  const center = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_90 * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return { low: Math.max(0, center - half), high: Math.min(1, center + half) };
}

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
          <Plot bins={bins} />
          <details>
            <summary className="xs faint">Table of the plot</summary>
            <table className="tight">
              <thead>
                <tr>
                  <th className="n">Stated</th>
                  <th className="n">Confirmed</th>
                  <th className="n">Verdicts</th>
                </tr>
              </thead>
              <tbody>
                {bins.map((bin) => (
                  <tr key={bin.stated}>
                    <td className="n">{bin.stated.toFixed(2)}</td>
                    <td className="n">{bin.confirmed.toFixed(2)}</td>
                    <td className="n">{bin.n}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </figure>
      )}
    </section>
  );
}

function Plot({ bins }: { bins: readonly Bin[] }) {
  const x = (value: number) => LEFT + value * SIZE;
  const y = (value: number) => 8 + (1 - value) * SIZE;
  return (
    <svg
      viewBox="0 0 260 262"
      className={styles.plot}
      role="img"
      aria-label="Stated confidence against confirmed share"
    >
      <path d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} className={styles.diagonal} />
      <path d={`M${x(0)} ${y(1)}V${y(0)}H${x(1)}`} className={styles.axis} />
      {bins.map((bin) => {
        const { low, high } = wilsonInterval(bin.confirmed, bin.n);
        return (
          <g key={bin.stated}>
            <path d={`M${x(bin.stated)} ${y(low)}V${y(high)}`} className={styles.interval} />
            <circle cx={x(bin.stated)} cy={y(bin.confirmed)} r={3 + Math.min(4, Math.sqrt(bin.n) / 2)} />
          </g>
        );
      })}
      <text x={x(0.5)} y="258" textAnchor="middle">
        stated confidence, 0 to 1
      </text>
      <text x="12" y={y(0.5)} textAnchor="middle" transform={`rotate(-90 12 ${y(0.5)})`}>
        confirmed by people, 0 to 1
      </text>
    </svg>
  );
}
