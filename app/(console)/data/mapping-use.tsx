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
      {use.todayOnly && <KnownPart {...use.todayOnly} />}
    </section>
  );
}

/** How far back contracts are known where the files tell today's state alone: before that nothing is claimed. */
function KnownPart({ subscriptions, knownInPart, unknown }: NonNullable<MappingUse["todayOnly"]>) {
  const count = (rows: number) => rows.toLocaleString("en-US");
  return (
    <p className="pad sm">
      These files hold {count(subscriptions)} contracts as they are today, not what they were before.{" "}
      {knownInPart + unknown === 0
        ? "None was billed at less before it was first billed at today's price."
        : `${count(knownInPart)} were billed at less first, and are known from the first period billed at today's price; ` +
          `${count(unknown)} were never billed at it, and are known from the end of what was billed. ` +
          "Nothing is claimed on the periods before: their price is not in the files."}
    </p>
  );
}
