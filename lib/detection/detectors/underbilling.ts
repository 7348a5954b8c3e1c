import { z } from "zod";
import { formatMoney, minorPerMajor } from "../../money";
import type { Detector } from "../detector";
import { dayWithYear } from "../phrases";
import { SHORTFALL_FLOOR } from "../priced-periods-sql";
import { basisSentence, type ShortfallGroup, type ShortfallWords, shapeShortfalls } from "../shortfall-findings";
import { findShortfalls, type Shortfall } from "../shortfalls";

const Parameters = z.strictObject({
  tolerancePct: z
    .number()
    .min(SHORTFALL_FLOOR.pct)
    .max(100)
    .describe("Shortfall allowed, in percent of the contracted price"),
  toleranceUnits: z
    .number()
    .min(SHORTFALL_FLOOR.units)
    .max(1_000_000)
    .describe("Shortfall allowed, in major units of the invoice's currency"),
});
type Parameters = z.infer<typeof Parameters>;

/** Closed periods billed below the contracted price by more than both tolerances. */
export const underbilling: Detector<Parameters> = {
  id: "underbilling",
  title: "Underbilling",
  question: "Which closed periods were billed below the contracted price?",
  moneyKind: "recoverable",
  needs: [],
  parameters: Parameters,
  defaults: { tolerancePct: 2, toleranceUnits: 1 },
  grid: { tolerancePct: [2, 3, 5] },
  sources: ["invoices", "subscriptions", "usage_events", "customers"],
  about: {
    evidence: "Each closed period billed below the contract, with the versions in force and the invoices.",
    impact: "contracted price - billed",
    action: "Bill the difference and correct the price in billing.",
  },
  async detect(run) {
    const shortfalls = await findShortfalls(run);
    return shapeShortfalls(
      run,
      shortfalls.filter((shortfall) => isUnderbilled(shortfall, run.parameters)),
      describe,
    );
  },
};

function isUnderbilled(shortfall: Shortfall, { tolerancePct, toleranceUnits }: Parameters): boolean {
  const missing = shortfall.contractedCents - shortfall.billedCents;
  return (
    shortfall.closed &&
    missing * 100 > shortfall.contractedCents * tolerancePct &&
    missing > toleranceUnits * minorPerMajor(shortfall.currency)
  );
}

function describe({
  first,
  free,
  contractedCents,
  billedCents,
  shortfallCents,
  name,
  span,
}: ShortfallGroup): ShortfallWords {
  const money = (cents: number) => formatMoney(cents, first.currency);
  const from = free[0]?.periodStart ?? first.periodStart;
  const to = free.at(-1)?.periodEnd ?? first.periodEnd;
  return {
    confidence: 0.93,
    title: `${name} underbilled for ${span}`,
    summary:
      `Between ${dayWithYear(from)} and ${dayWithYear(to)} the contract came to ${money(contractedCents)} and the live ` +
      `invoices to ${money(billedCents)}: ${money(shortfallCents)} was never billed. ${basisSentence(free)}`,
    recommendedAction: `Bill ${name} the missing ${money(shortfallCents)} on the next invoice and correct the price in billing.`,
  };
}
