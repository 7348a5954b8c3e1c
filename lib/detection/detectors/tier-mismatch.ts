import { z } from "zod";
import { formatMoney } from "../../money";
import type { Detector } from "../detector";
import { listed } from "../phrases";
import { basisSentence, type ShortfallGroup, type ShortfallWords, shapeShortfalls } from "../shortfall-findings";
import { findShortfalls, type Shortfall } from "../shortfalls";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/** Periods invoiced at a tier that no contract version in force has, and below the contracted price. */
export const tierMismatch: Detector<Parameters> = {
  id: "tier_mismatch",
  title: "Tier mismatch",
  question: "Which subscriptions are billed at a tier that their contract does not have, and for less?",
  moneyKind: "recoverable",
  needs: [],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["invoices", "subscriptions", "usage_events", "customers"],
  about: {
    evidence: "Each closed period whose invoice names a tier that no version in force has, with the versions.",
    impact: "contracted price - billed",
    action: "Move the subscription to its contracted tier in billing and bill the difference.",
  },
  async detect(run) {
    const shortfalls = await findShortfalls(run);
    return shapeShortfalls(
      run,
      shortfalls.filter(({ shortfall }) => shortfall.foreignTier),
      describe,
    );
  },
};

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
  const contracted = distinctTiers(free.flatMap((period) => period.versions.map((version) => version.tier)));
  const billed = distinctTiers(free.flatMap(foreignTiers));
  return {
    confidence: 0.94,
    title: `${name} billed at ${listed(billed)}, contracted ${listed(contracted)}`,
    summary:
      `For ${span} the invoices name ${listed(billed)} while the contract in force is ${listed(contracted)}: ` +
      `${money(billedCents)} billed of ${money(contractedCents)} contracted, ${money(shortfallCents)} short. ` +
      basisSentence(free),
    recommendedAction: `Move ${name} to ${listed(contracted)} in billing and bill the missing ${money(shortfallCents)}.`,
  };
}

/** The tiers that the period's invoices name and no version in force then has. */
function foreignTiers({ invoices, versions }: Shortfall): (string | null)[] {
  const contracted = new Set(versions.map((version) => folded(version.tier)));
  return invoices.map((invoice) => invoice.tier).filter((tier) => !contracted.has(folded(tier)));
}

function folded(tier: string | null): string | undefined {
  return tier?.trim().toLowerCase();
}

function distinctTiers(tiers: readonly (string | null)[]): string[] {
  const byFolded = new Map<string, string>();
  for (const tier of tiers) {
    if (tier !== null && !byFolded.has(tier.trim().toLowerCase())) byFolded.set(tier.trim().toLowerCase(), tier.trim());
  }
  return [...byFolded.values()];
}
