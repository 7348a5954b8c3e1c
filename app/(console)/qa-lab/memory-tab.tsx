import { sentence } from "@/app/_components/chips";
import { EmptyState } from "@/app/_components/empty-state";
import { wordsOf } from "@/app/_components/learning-change";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { Memory } from "@/lib/contract/feedback";
import { UpdateList } from "./learning-tab";
import styles from "./qa-lab.module.css";
import { Versions } from "./versions";

/** The state every run reads: evidence by pattern, parameters by detector, and what waits in shadow. */
export function MemoryTab({ memory, currency }: { memory: Memory; currency: string }) {
  const patterns = Object.entries(memory.state.patterns);
  const parameters = Object.entries(memory.state.parameters);
  return (
    <div className="stack">
      <div className={styles.halves}>
        <section className="card" aria-label="Patterns">
          <header>
            <h2>Patterns</h2>
            <span className="grow" />
            <span className="xs faint">evidence on one case pattern, nowhere else</span>
          </header>
          {patterns.length === 0 ? (
            <EmptyState title="No pattern has evidence yet." />
          ) : (
            <ScrollArea label="Patterns, table">
              <table>
                <thead>
                  <tr>
                    <th>Pattern</th>
                    <th className="n">Confirmed</th>
                    <th className="n">False positive</th>
                  </tr>
                </thead>
                <tbody>
                  {patterns.map(([fingerprint, evidence]) => (
                    <tr key={fingerprint}>
                      <td className={`mono ${styles.fingerprint}`}>{fingerprint}</td>
                      <td className="n">{evidence.confirmed}</td>
                      <td className="n">{evidence.falsePositive}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollArea>
          )}
        </section>
        <section className="card" aria-label="Parameters">
          <header>
            <h2>Parameters</h2>
          </header>
          {parameters.length === 0 ? (
            <EmptyState title="Every detector runs with its defaults." />
          ) : (
            <table>
              <tbody>
                {parameters.flatMap(([detector, values]) =>
                  Object.entries(values).map(([name, value]) => (
                    <tr key={`${detector} ${name}`}>
                      <td>{sentence(detector)}</td>
                      <td className="muted">{wordsOf(name)}</td>
                      <td className="n">{value}</td>
                    </tr>
                  )),
                )}
              </tbody>
            </table>
          )}
        </section>
      </div>
      <section className="card" aria-label="In shadow">
        <header>
          <h2>In shadow</h2>
          <span className="grow" />
          <span className="xs faint">proposed, computed, hiding nothing</span>
        </header>
        {memory.shadow.length === 0 ? (
          <EmptyState title="No proposal waits." />
        ) : (
          <UpdateList updates={memory.shadow} currency={currency} />
        )}
      </section>
      <Versions versions={memory.versions} current={memory.version} />
    </div>
  );
}
