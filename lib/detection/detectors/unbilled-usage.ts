import { z } from "zod";
import { formatMoney } from "../../money";
import type { Detector } from "../detector";
import { basisSentence, type ShortfallGroup, type ShortfallWords, shapeShortfalls } from "../shortfall-findings";
import { findShortfalls, type Shortfall } from "../shortfalls";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/**
 * Closed periods with usage above the included units that bill the base price and nothing above. A period short of
 * its base price as well does not tell whether its usage was billed: it is underbilling.
 */
export const unbilledUsage: Detector<Parameters> = {
  id: "unbilled_usage",
  title: "Unbilled usage",
  question: "Which closed periods had usage above the included units that was never billed?",
  moneyKind: "recoverable",
  needs: ["subscriptions.overage_unit_price"],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["invoices", "subscriptions", "usage_events", "customers"],
  about: {
    evidence: "Each closed period with usage above the included units that bills the base price alone.",
    impact: "overage x its price, at most contracted price - billed",
    action: "Bill the overage and check why metering did not reach billing.",
  },
  async detect(run) {
    const shortfalls = await findShortfalls(run);
    return shapeShortfalls(
      run,
      shortfalls.filter(({ shortfall }) => shortfall.usageShort),
      describe,
      overageOf,
    );
  },
};

/** The overage at its price, and never more than the period lacks. */
function overageOf({ overageCents, contractedCents, billedCents }: Shortfall): number {
  return Math.min(overageCents, contractedCents - billedCents);
}

function describe({ first, free, billedCents, shortfallCents, name, span }: ShortfallGroup): ShortfallWords {
  const money = (cents: number) => formatMoney(cents, first.currency);
  const units = free.reduce((sum, { usedUnits }) => sum + (usedUnits ?? 0), 0);
  return {
    confidence: 0.94,
    title: `Usage of ${name} above the included units, unbilled for ${span}`,
    summary:
      `Over ${span} ${name} used ${Math.round(units).toLocaleString("en-US")} units, more than included, and was billed ` +
      `the base price of ${money(billedCents)}: the overage of ${money(shortfallCents)} is on no invoice. ${basisSentence(free)}`,
    recommendedAction: `Bill ${name} the overage of ${money(shortfallCents)} and check why metering did not reach billing.`,
  };
}
