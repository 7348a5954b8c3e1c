"use client";

import { useState } from "react";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { MappingChoice, MappingProposal } from "@/lib/contract/mapping";
import type { Mapping } from "@/lib/mapping/schema";
import { ProposedColumnRow } from "./mapping-column.client";
import { Sureness } from "./sureness";

interface ProposalProps {
  proposal: MappingProposal;
  busy: boolean;
  confirm: (mapping: MappingChoice | undefined) => void;
  leave: () => void;
}

const SOURCES = {
  canonical: "The folder holds OpsIQ's own tables; no mapping is needed.",
  ready: "A ready mapping fits.",
  proposed: "No ready mapping fits; this one was made from names, types, words and keys in common.",
} as const;

/** A proposed mapping: how sure it is of each column and why, to confirm or change before anything is loaded. */
export function ProposalForm({ proposal, busy, confirm, leave }: ProposalProps) {
  const [mapping, setMapping] = useState<Mapping | null>(proposal.mapping);
  const isEditable = proposal.source === "proposed";
  return (
    <section className="card" aria-label="Proposed mapping">
      <header>
        <h2>{mapping?.label ?? "Proposed mapping"}</h2>
        <Sureness value={proposal.confidence} />
        <span className="grow" />
        <span className="xs faint">nothing is loaded before you confirm</span>
      </header>
      <div className="pad stack">
        <p className="sm">{SOURCES[proposal.source]}</p>
        {proposal.open.length > 0 && (
          <ul className="note caution" aria-label="To decide">
            {proposal.open.map((question) => (
              <li key={question}>{question}</li>
            ))}
          </ul>
        )}
        {proposal.assumptions.length > 0 && (
          <ul className="sm muted" aria-label="Taken for granted">
            {proposal.assumptions.map((assumption) => (
              <li key={assumption}>{assumption}</li>
            ))}
          </ul>
        )}
        {proposal.tables.length > 0 && (
          <ul className="sm" aria-label="Files">
            {proposal.tables.map(({ table, file, confidence, reasons }) => (
              <li key={table}>
                <span className="mono">{table}</span>: {file ? <span className="mono">{file}</span> : "absent"}{" "}
                {file && <Sureness value={confidence} />} <span className="muted">{reasons.join("; ")}</span>
              </li>
            ))}
          </ul>
        )}
        {proposal.columns.length > 0 && (
          <ScrollArea label="Proposed columns, table">
            <table className="tight">
              <thead>
                <tr>
                  <th>Column</th>
                  <th>Read from</th>
                  <th>Sure</th>
                  <th>Why</th>
                </tr>
              </thead>
              <tbody>
                {proposal.columns.map((column) => (
                  <ProposedColumnRow
                    key={`${column.table}.${column.column}.${column.part}`}
                    column={column}
                    mapping={isEditable ? mapping : null}
                    choices={columnsOf(proposal, column.table)}
                    change={setMapping}
                  />
                ))}
              </tbody>
            </table>
          </ScrollArea>
        )}
        {proposal.yaml !== "" && (
          <details>
            <summary className="sm">As a file: save it as opsiq-mapping.yml in the folder to change more of it</summary>
            <pre className="mono xs">{proposal.yaml}</pre>
          </details>
        )}
        <div className="row">
          <button
            type="button"
            className="btn pri"
            disabled={busy}
            onClick={() => confirm(choiceOf(proposal, mapping))}
          >
            {proposal.source === "canonical" ? "Load as it is" : "Confirm and load"}
          </button>
          <button type="button" className="btn" disabled={busy} onClick={leave}>
            Leave it
          </button>
        </div>
      </div>
    </section>
  );
}

/** A ready mapping is asked for by its name; a proposed one goes as it stands, changes and all. */
function choiceOf(proposal: MappingProposal, mapping: Mapping | null): MappingChoice | undefined {
  if (!mapping) return undefined;
  return proposal.source === "ready" ? mapping.name : mapping;
}

function columnsOf({ tables, files }: MappingProposal, table: string): string[] {
  const file = tables.find((one) => one.table === table)?.file;
  return files.find((one) => one.name === file)?.columns ?? [];
}
