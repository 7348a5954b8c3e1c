import type { KindTotals, MoneyKind, Totals } from "@/lib/contract/money";

const KINDS: readonly MoneyKind[] = ["recoverable", "cash_out", "owed_to_customer", "timing"];

function subtractKinds(all: KindTotals, part: KindTotals | undefined): KindTotals {
  const rest = { ...all };
  for (const kind of KINDS) rest[kind] -= part?.[kind] ?? 0;
  return rest;
}

/** Totals of the cases in `all` that are not in `part`, where `part` is a subset of `all`; currencies stay apart. */
export function subtractTotals(all: Totals, part: Totals): Totals {
  const byCurrency = all.byCurrency
    .map((total) => {
      const other = part.byCurrency.find((candidate) => candidate.currency === total.currency);
      return {
        currency: total.currency,
        count: total.count - (other?.count ?? 0),
        impactCents: total.impactCents - (other?.impactCents ?? 0),
        byKind: subtractKinds(total.byKind, other?.byKind),
      };
    })
    .filter((total) => total.count > 0);
  return {
    count: all.count - part.count,
    impactCents: all.impactCents - part.impactCents,
    currency: all.currency,
    byKind: subtractKinds(all.byKind, part.byKind),
    byCurrency,
  };
}
