import type { MappingUse } from "@/lib/contract/dataset";

const REASONS = {
  deleted: "deleted in the source",
  superseded: "superseded by a later version",
  not_selected: "not of the kind the mapping takes",
} as const;

/** Which mapping the running data was read through, and the rows it left out on purpose. */
export function MappingUseNote({ use }: { use: MappingUse }) {
  return (
    <section className="card" aria-label="Mapping">
      <header>
        <h2>Mapping</h2>
        <span className="chip">{use.label}</span>
        <span className="grow" />
        <span className="xs faint">foreign files, read as OpsIQ's tables</span>
      </header>
      <p className="pad sm">
        {use.leftOut.length === 0
          ? "No row was left out."
          : `Left out: ${use.leftOut
              .map(({ file, reason, rows }) => `${rows.toLocaleString("en-US")} of ${file} ${REASONS[reason]}`)
              .join("; ")}.`}
      </p>
    </section>
  );
}
