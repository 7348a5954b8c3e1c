import Link from "next/link";
import { formatSigned, formatValue, type Measure } from "@/app/_components/format-value";
import type { WhyPart, WhyReport } from "@/lib/contract/analyst";
import styles from "./answer.module.css";

/** Where a part leads, by its label. */
export type PartLinks = Readonly<Record<string, string>>;

export interface WhyPanelProps {
  why: WhyReport;
  measure: Measure;
  links: { drivers: PartLinks; segments: Readonly<Record<string, PartLinks>> };
  /** Names of dimensions, by id. */
  names: Readonly<Record<string, string>>;
}

/** What moved the figure: whether the change is unusual, its drivers, its segments, and what coincides. */
export function WhyPanel({ why, measure, links, names }: WhyPanelProps) {
  return (
    <section className="card" aria-label="Why">
      <header>
        <h2>What moved it</h2>
        <span className="muted sm num">
          {formatValue(why.base.value, measure)} to {formatValue(why.current.value, measure)},{" "}
          {formatSigned(why.delta, measure)}
        </span>
      </header>
      <div className={styles.why}>
        <div>
          <h3>Is it unusual?</h3>
          <p>{why.gate.text}</p>
          {!why.gate.text.includes("z = ") && (
            <p className="xs faint">
              {why.gate.z === null ? "z unknown" : `z = ${why.gate.z.toFixed(1)}`}, {why.gate.periods} past periods
            </p>
          )}
          {why.premise.claimed !== "none" && !why.premise.holds && <p className="note caution">{why.premise.text}</p>}
        </div>
        <Parts title="Drivers" parts={why.drivers} measure={measure} links={links.drivers} />
        {why.segments.map((segment) => (
          <Parts
            key={segment.dim}
            title={titleOf(segment.dim, names)}
            parts={segment.parts}
            measure={measure}
            links={links.segments[segment.dim] ?? {}}
          />
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

/** `region` -> "By region"; `region+tier`, the segment that moves against the rest, by what it is. */
function titleOf(dim: string, names: Readonly<Record<string, string>>): string {
  const parts = dim.split("+").map((id) => (names[id] ?? id.replaceAll("_", " ")).toLowerCase());
  return parts.length > 1 ? "Stands out" : `By ${parts[0]}`;
}

interface PartsProps {
  title: string;
  parts: readonly WhyPart[];
  measure: Measure;
  links: PartLinks;
}

function Parts({ title, parts, measure, links }: PartsProps) {
  if (parts.length === 0) return null;
  const largest = Math.max(1, ...parts.map((part) => Math.abs(part.deltaCents)));
  return (
    <div>
      <h3>{title}</h3>
      <table className={`tight ${styles.parts}`}>
        <tbody>
          {parts.map((part) => (
            <tr key={part.label}>
              <td>
                <PartLabel label={part.label} href={links[part.label]} />
                <i
                  className={part.deltaCents < 0 ? styles.down : styles.up}
                  style={{ width: `${Math.max(1, Math.round((Math.abs(part.deltaCents) / largest) * 100))}%` }}
                />
              </td>
              <td className="n">{formatPart(part, measure)}</td>
              <td className="n faint">{part.share === null ? "" : `${Math.round(part.share * 100)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PartLabel({ label, href }: { label: string; href: string | undefined }) {
  if (!href) return label;
  return (
    <Link href={href} prefetch={false} title={`The same question for ${label}`}>
      {label}
    </Link>
  );
}

/** Parts are in the metric's smallest unit: cents, or hundredths of a percentage point. */
function formatPart({ deltaCents }: WhyPart, measure: Measure): string {
  if (measure.unit !== "pct") return formatSigned(deltaCents, measure);
  return `${deltaCents > 0 ? "+" : ""}${(deltaCents / 100).toFixed(2)} points`;
}
