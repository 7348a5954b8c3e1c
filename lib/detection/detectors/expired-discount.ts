import { z } from "zod";
import { formatMoney } from "../../money";
import type { Detector } from "../detector";
import { dayWithYear } from "../phrases";
import { basisSentence, type ShortfallGroup, type ShortfallWords, shapeShortfalls } from "../shortfall-findings";
import { findShortfalls, type Shortfall } from "../shortfalls";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/** Periods that start after a discount ended and are billed as if it still ran. */
export const expiredDiscount: Detector<Parameters> = {
  id: "expired_discount",
  title: "Expired discount",
  question: "Which periods were still billed with a discount that had ended?",
  moneyKind: "recoverable",
  needs: ["subscriptions.discount_ends_on"],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["invoices", "subscriptions", "usage_events", "customers"],
  about: {
    evidence:
      "Each closed period that starts after the discount ended and is billed with it, with the contract in force.",
    impact: "contracted price - billed, as far as the discount makes it",
    action: "Remove the ended discount from billing and bill the difference.",
  },
  async detect(run) {
    const shortfalls = await findShortfalls(run);
    return shapeShortfalls(
      run,
      shortfalls.filter(({ shortfall }) => shortfall.discountShort),
      describe,
      discountOf,
    );
  },
};

/** The discount, and never more than the period lacks. */
function discountOf({ shortfall, contractedCents, billedCents }: Shortfall): number {
  return Math.min(shortfall.endedDiscountCents, contractedCents - billedCents);
}

function describe({ first, free, billedCents, shortfallCents, name, span }: ShortfallGroup): ShortfallWords {
  const money = (cents: number) => formatMoney(cents, first.currency);
  const ends = free.flatMap(({ versions, periodStart }) =>
    versions.flatMap(({ discountEndsOn }) =>
      discountEndsOn !== null && discountEndsOn <= periodStart ? [discountEndsOn] : [],
    ),
  );
  const end = ends.sort().at(-1);
  return {
    confidence: 0.95,
    title: `${name} still billed with an ended discount for ${span}`,
    summary:
      `The discount ended on ${end === undefined ? "a day before" : dayWithYear(end)}, and the invoices of ${span} still ` +
      `take it off: ${money(billedCents)} billed, the discount is worth ${money(shortfallCents)}. ${basisSentence(free)}`,
    recommendedAction: `Remove the ended discount of ${name} from billing and bill the missing ${money(shortfallCents)}.`,
  };
}
