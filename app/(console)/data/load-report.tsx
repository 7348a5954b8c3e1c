import { formatInstant } from "@/app/_components/format-time";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { LoadReport } from "@/lib/contract/dataset";
import { uploadLabel } from "@/lib/known-datasets";

/** What the last load said: loaded, or refused with every fault by file, line, column and value. */
export function LoadReportNote({ report }: { report: LoadReport }) {
  if (report.status === "loaded") {
    return (
      <p className="note done" role="status">
        Loaded {uploadLabel(report.folder) ?? report.folder} on {formatInstant(report.at)}
        {report.dataset?.isContinued ? ` as new data of ${report.dataset.label}: its cases and verdicts go on` : ""}.
      </p>
    );
  }
  return (
    <section className="card" aria-label="Faults" role="alert">
      <header>
        <h2>Load refused</h2>
        <span className="chip crit">
          {report.faultCount} {report.faultCount === 1 ? "fault" : "faults"}
        </span>
        <span className="grow" />
        <span className="xs faint">
          {uploadLabel(report.folder) ?? report.folder}, {formatInstant(report.at)}; the running data is as it was
        </span>
      </header>
      <ScrollArea label="Faults, table">
        <table className="tight">
          <thead>
            <tr>
              <th>File</th>
              <th className="n">Line</th>
              <th>Column</th>
              <th>Value</th>
              <th>Expected</th>
            </tr>
          </thead>
          <tbody>
            {report.faults.map((fault) => (
              <tr key={`${fault.file} ${fault.line} ${fault.column} ${fault.value} ${fault.expected}`}>
                <td className="mono">{fault.file}</td>
                <td className="n">{fault.line ?? ""}</td>
                <td className="mono">{fault.column ?? ""}</td>
                <td className="mono">{fault.value ?? ""}</td>
                <td>{fault.expected}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {report.faultCount > report.faults.length && (
        <footer className="xs faint">
          The first {report.faults.length} of {report.faultCount} faults.
        </footer>
      )}
    </section>
  );
}
