import styles from "./qa-lab.module.css";

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

/** Things stated with about one confidence: the share of them that was found right. */
export interface ReliabilityPoint {
  stated: number;
  found: number;
  n: number;
}

export interface ReliabilityPlotProps {
  label: string;
  points: readonly ReliabilityPoint[];
  /** Column of the share, what its axis says, and column of the counts. */
  foundWord: string;
  axis: string;
  countWord: string;
}

/** Stated confidence against what was found, each point with its 90 % interval; its table one click behind it. */
export function ReliabilityPlot({ label, points, foundWord, axis, countWord }: ReliabilityPlotProps) {
  const x = (value: number) => LEFT + value * SIZE;
  const y = (value: number) => 8 + (1 - value) * SIZE;
  return (
    <>
      <svg viewBox="0 0 260 262" className={styles.plot} role="img" aria-label={label}>
        <path d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} className={styles.diagonal} />
        <path d={`M${x(0)} ${y(1)}V${y(0)}H${x(1)}`} className={styles.axis} />
        {points.map(({ stated, found, n }) => {
          const { low, high } = wilsonInterval(found, n);
          return (
            <g key={stated}>
              <path d={`M${x(stated)} ${y(low)}V${y(high)}`} className={styles.interval} />
              <circle cx={x(stated)} cy={y(found)} r={3 + Math.min(4, Math.sqrt(n) / 2)} />
            </g>
          );
        })}
        <text x={x(0.5)} y="258" textAnchor="middle">
          stated confidence, 0 to 1
        </text>
        <text x="12" y={y(0.5)} textAnchor="middle" transform={`rotate(-90 12 ${y(0.5)})`}>
          {axis}
        </text>
        {[0, 1].map((tick) => (
          <text key={tick} x={x(tick)} y={y(0) + 13} textAnchor="middle">
            {tick}
          </text>
        ))}
        <text x={LEFT - 6} y={y(1) + 4} textAnchor="end">
          1
        </text>
      </svg>
      <details>
        <summary className="xs faint">Table of the plot</summary>
        <table className="tight">
          <thead>
            <tr>
              <th className="n">Stated</th>
              <th className="n">{foundWord}</th>
              <th className="n">90 % interval</th>
              <th className="n">{countWord}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ stated, found, n }) => {
              const { low, high } = wilsonInterval(found, n);
              return (
                <tr key={stated}>
                  <td className="n">{stated.toFixed(2)}</td>
                  <td className="n">{found.toFixed(2)}</td>
                  <td className="n muted">
                    {low.toFixed(2)} to {high.toFixed(2)}
                  </td>
                  <td className="n">{n}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </details>
    </>
  );
}
