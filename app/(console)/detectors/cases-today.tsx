import Link from "next/link";
import { Money } from "@/app/_components/money";
import type { CurrencyCases } from "@/lib/contract/detector";
import { counted } from "@/lib/detection/phrases";

/** The cases of a detector that are not closed, by currency; an unknown impact is a word, never 0. */
export function CasesToday({ detectorId, cases }: { detectorId: string; cases: readonly CurrencyCases[] }) {
  const count = cases.reduce((sum, entry) => sum + entry.count, 0);
  if (count === 0) return <span className="faint">none</span>;
  return (
    <>
      <Link href={`/triage?anomalyType=${detectorId}`} prefetch={false}>
        {counted(count, "case")}
      </Link>
      {cases.map((entry) => (
        <span key={entry.currency} style={{ display: "block" }}>
          {entry.unknown < entry.count && <Money cents={entry.impactCents} currency={entry.currency} />}
          {entry.unknown > 0 && (
            <span className="faint">
              {entry.unknown < entry.count && ", "}
              {entry.unknown} unknown in {entry.currency}
            </span>
          )}
        </span>
      ))}
    </>
  );
}
