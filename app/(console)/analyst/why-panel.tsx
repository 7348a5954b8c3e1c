import { formatSigned, formatValue, type Measure } from "@/app/_components/format-value";
import { Waterfall } from "@/app/_components/waterfall";
import type { WhyPart, WhyReport } from "@/lib/contract/analyst";
import styles from "./answer.module.css";

export interface WhyPanelProps {
  why: WhyReport;
  measure: Measure;
}

/** The exact way from one period to the next; its parts and the rest add up to the change. */
export function WhyWaterfall({ why, measure }: WhyPanelProps) {
  return (
    <Waterfall
      base={why.base}
      parts={why.drivers.map((part) => ({ label: part.label, delta: part.deltaCents }))}
      current={why.current}
      measure={measure}
    />
  );
}

/** What moved the figure: whether the change is unusual, its drivers, its segments, and what coincides. */
export function WhyPanel({ why, measure }: WhyPanelProps) {
  return (
    <section className="card" aria-label="Why">
      <header>
        <h2>Why</h2>
        <span className="muted sm">
          {formatValue(why.base.value, measure)} to {formatValue(why.current.value, measure)},{" "}
          {formatSigned(why.delta, measure)}
        </span>
      </header>
      <div className={styles.why}>
        <div>
          <h3>Is it unusual?</h3>
          <p>{why.gate.text}</p>
          <p className="xs faint">
            {why.gate.z === null ? "z unknown" : `z = ${why.gate.z.toFixed(1)}`}, {why.gate.periods} past periods
          </p>
          {why.premise.claimed !== "none" && (
            <p className={why.premise.holds ? "muted" : "note caution"}>{why.premise.text}</p>
          )}
        </div>
        <Parts title="Drivers" parts={why.drivers} measure={measure} />
        {why.segments.map((segment) => (
          <Parts key={segment.dim} title={`By ${segment.dim}`} parts={segment.parts} measure={measure} />
        ))}
        {why.coincidences.length > 0 && (
          <div>
            <h3>At the same time, not the cause</h3>
            <ul className="plain-list">
              {why.coincidences.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </section>
  );
}

function Parts({ title, parts, measure }: { title: string; parts: readonly WhyPart[]; measure: Measure }) {
  if (parts.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <table className="tight">
        <tbody>
          {parts.map((part) => (
            <tr key={part.label}>
              <td>{part.label}</td>
              <td className="n">{formatSigned(part.deltaCents, measure)}</td>
              <td className="n faint">{part.share === null ? "" : `${Math.round(part.share * 100)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
