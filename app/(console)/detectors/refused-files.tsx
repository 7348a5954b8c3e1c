import { ScrollArea } from "@/app/_components/scroll-area";
import type { DetectorList } from "@/lib/contract/detector";

/** Files that are no detector, each fault with its line: the others and the running data are untouched. */
export function RefusedFiles({ refused }: { refused: DetectorList["refused"] }) {
  if (refused.length === 0) return null;
  return (
    <section className="card" aria-label="Refused files">
      <header>
        <h2>Refused files</h2>
        <span className="grow" />
        <span className="xs faint">the other detectors run as before</span>
      </header>
      <ScrollArea label="Refused files, table">
        <table>
          <thead>
            <tr>
              <th>File</th>
              <th className="n">Line</th>
              <th>Member</th>
              <th>Expected</th>
            </tr>
          </thead>
          <tbody>
            {refused.flatMap(({ file, faults }) =>
              faults.map((fault) => (
                <tr key={`${file} ${fault.line} ${fault.column} ${fault.expected}`}>
                  <td className="mono">{file}</td>
                  <td className="n">{fault.line ?? "unknown"}</td>
                  <td className="mono">{fault.column ?? "the whole"}</td>
                  <td>{fault.expected}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  );
}
