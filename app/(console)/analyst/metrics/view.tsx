import Link from "next/link";
import { PageHead } from "@/app/_components/page-head";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { MetricCatalogue } from "@/lib/contract/questions";
import { questionHref } from "../question-href";
import styles from "./metrics.module.css";

type MetricEntry = MetricCatalogue["metrics"][number];

const UNITS: Record<MetricEntry["unit"], string> = { cents: "money", pct: "percent", count: "count", days: "days" };

/** What can be measured and how: every metric with its definition, its statement and questions to try it with. */
export function MetricsView({ catalogue }: { catalogue: MetricCatalogue }) {
  const { metrics, dimensions } = catalogue;
  const names = new Map(dimensions.map((dimension) => [dimension.id, dimension.label]));
  return (
    <>
      <PageHead
        title="Metrics"
        lead={`${metrics.length} metrics and ${dimensions.length} dimensions, from data/metrics.`}
      >
        <Link className="btn" href="/analyst" prefetch={false}>
          Analyst
        </Link>
      </PageHead>
      <div className="stack">
        <nav className={styles.index} aria-label="Metrics">
          {metrics.map((metric) => (
            <a key={metric.id} href={`#${metric.id}`}>
              {metric.label}
            </a>
          ))}
        </nav>
        <section className="card" aria-label="Metrics">
          {metrics.map((metric) => (
            <MetricRow key={metric.id} metric={metric} names={names} />
          ))}
        </section>
        <section className="card" aria-label="Dimensions">
          <header>
            <h2>Dimensions</h2>
          </header>
          <ScrollArea label="Dimensions, table">
            <table>
              <thead>
                <tr>
                  <th>Dimension</th>
                  <th>What it is</th>
                  <th>Also said as</th>
                  <th className="n">Values</th>
                </tr>
              </thead>
              <tbody>
                {dimensions.map((dimension) => (
                  <tr key={dimension.id} id={`dimension-${dimension.id}`}>
                    <td>
                      <b>{dimension.label}</b>
                    </td>
                    <td className="muted">{dimension.description}</td>
                    <td className="muted">{dimension.synonyms.join(", ")}</td>
                    <td className="n">
                      {dimension.values === null ? "unknown" : dimension.values.toLocaleString("en-US")}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollArea>
        </section>
      </div>
    </>
  );
}

function MetricRow({ metric, names }: { metric: MetricEntry; names: ReadonlyMap<string, string> }) {
  const cuts = metric.dimensions.map((id) => (names.get(id) ?? id).toLowerCase());
  return (
    <article className={styles.metric} id={metric.id} aria-label={metric.label}>
      <div>
        <h2>{metric.label}</h2>
        <p className="row">
          <span className="chip">{UNITS[metric.unit]}</span>
          <span className={`chip ${metric.status === "approved" ? "good" : "warn"}`}>{metric.status}</span>
        </p>
        <p className="xs faint">
          {metric.owner}, {metric.file}
        </p>
      </div>
      <div className="stack" style={{ gap: 6 }}>
        <p>{metric.description}</p>
        <p className="xs muted">By {cuts.join(", ") || "nothing"}.</p>
        {metric.synonyms.length > 0 && (
          <p className="xs faint">Also said as {metric.synonyms.slice(0, 8).join(", ")}.</p>
        )}
        <p className="row">
          {metric.examples.map((text) => (
            <Link key={text} className="btn small wrap" href={questionHref(text)} prefetch={false}>
              {text}
            </Link>
          ))}
        </p>
        <details>
          <summary className="xs faint">SQL</summary>
          <ScrollArea label={`SQL of ${metric.label}`} className="tall">
            <pre>{metric.sql}</pre>
          </ScrollArea>
        </details>
      </div>
    </article>
  );
}
