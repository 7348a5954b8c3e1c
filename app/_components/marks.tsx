import type { MoneyKind } from "@/lib/contract/money";

const PATHS = {
  recoverable: "M6 10V2M3 5l3-3 3 3",
  cash_out: "M6 1l4 2v3c0 3-2 4-4 5-2-1-4-2-4-5V3z",
  owed_to_customer: "M4 2L1.5 4.5 4 7M2 4.5h5a3 3 0 010 6H4",
  timing: "M6 1.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9M6 3.5V6l2 1.5",
  check: "M2 6.5l2.5 2.5L10 3",
  cross: "M3 3l6 6M9 3l-6 6",
  caution: "M6 2v5M6 9.5v.5",
  dot: "M6 6h.01",
} as const;

export type MarkName = keyof typeof PATHS;

/** A 12-unit line mark; decorative, so a word always stands beside it. */
export function Mark({ name }: { name: MarkName }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The word for each kind of money, and the longer one that a total is captioned with. */
export const KIND_WORDS: Record<MoneyKind, { short: string; long: string }> = {
  recoverable: { short: "Recoverable", long: "Recoverable revenue" },
  cash_out: { short: "Cash-out", long: "Cash-out to prevent" },
  owed_to_customer: { short: "Owed", long: "Owed to customers" },
  timing: { short: "Timing", long: "Cash timing" },
};

/** Mark and word of a kind of money: colour is never the only cue. */
export function KindChip({ kind }: { kind: MoneyKind }) {
  return (
    <span className={`chip ${kind}`}>
      <Mark name={kind} />
      {KIND_WORDS[kind].short}
    </span>
  );
}
