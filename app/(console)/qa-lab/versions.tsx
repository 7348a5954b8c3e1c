import { EmptyState } from "@/app/_components/empty-state";
import { formatInstant } from "@/app/_components/format-time";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { MemoryVersion } from "@/lib/contract/feedback";

/** Every version of the memory: what changed, why, by whom, and how many cases differ by it. */
export function Versions({ versions, current }: { versions: readonly MemoryVersion[]; current: string }) {
  return (
    <section className="card" aria-label="Versions">
      <header>
        <h2>Versions</h2>
      </header>
      {versions.length === 0 ? (
        <EmptyState title="The memory is as shipped (v0)." />
      ) : (
        <ScrollArea label="Versions, table">
          <table>
            <thead>
              <tr>
                <th>Version</th>
                <th>What changed</th>
                <th className="hide-small">Why</th>
                <th>By</th>
                <th className="n">Cases that differ</th>
                <th className="n hide-small">When</th>
              </tr>
            </thead>
            <tbody>
              {versions.map((version) => (
                <tr key={version.id}>
                  <td className="mono">
                    v{version.number}
                    {current === `v${version.number}` && <span className="faint"> now</span>}
                  </td>
                  <td>{version.what}</td>
                  <td className="muted hide-small">{version.why}</td>
                  <td className="muted">{version.by}</td>
                  <td className="n">{version.casesAffected}</td>
                  <td className="n faint hide-small">{formatInstant(version.at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}
