import type { Tier, Version } from "./model";

const LIST_PRICE_CENTS: Record<Tier, number> = { Starter: 1500, Pro: 3000, Enterprise: 6000 };
const INCLUDED_UNITS: Record<Tier, number | null> = { Starter: null, Pro: 10_000, Enterprise: 60_000 };
const OVERAGE_MICROS: Record<Tier, number | null> = { Starter: null, Pro: 4000, Enterprise: 2500 };

/** The price, allowance and overage of a tier at list. */
export function tierTerms(tier: Tier): Pick<Version, "tier" | "unitPriceCents" | "includedUnits" | "overageMicros"> {
  return {
    tier,
    unitPriceCents: LIST_PRICE_CENTS[tier],
    includedUnits: INCLUDED_UNITS[tier],
    overageMicros: OVERAGE_MICROS[tier],
  };
}
