import { z } from "zod";
import { formatMoney } from "../../money";
import type { Detector } from "../detector";
import { basisSentence, type ShortfallGroup, type ShortfallWords, shapeShortfalls } from "../shortfall-findings";
import { findShortfalls, type Shortfall } from "../shortfalls";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/** Periods invoiced for fewer seats than the contract has in force, where their price is missing too. */
export const seatShortfall: Detector<Parameters> = {
  id: "seat_shortfall",
  title: "Seat shortfall",
  question: "Which periods were invoiced for fewer seats than the contract has?",
  moneyKind: "recoverable",
  needs: [],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["invoices", "subscriptions", "usage_events", "customers"],
  about: {
    evidence: "Each closed period whose invoice names fewer seats than the contract in force.",
    impact: "missing seats x price, at most contracted price - billed",
    action: "Correct the seats in billing and bill the difference.",
  },
  async detect(run) {
    const shortfalls = await findShortfalls(run);
    return shapeShortfalls(
      run,
      shortfalls.filter(({ shortfall }) => shortfall.seatsShort),
      describe,
      missingSeatsOf,
    );
  },
};

/** The missing seats at their price, and never more than the period lacks. */
function missingSeatsOf({ shortfall, contractedCents, billedCents }: Shortfall): number {
  return Math.min(shortfall.missingSeatCents, contractedCents - billedCents);
}

function describe({ first, free, shortfallCents, name, span }: ShortfallGroup): ShortfallWords {
  const money = (cents: number) => formatMoney(cents, first.currency);
  const invoiced = range(free.map(({ invoices }) => invoices.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0)));
  const contracted = range(free.map(({ versions }) => Math.max(...versions.map((version) => version.seats))));
  return {
    confidence: 0.94,
    title: `${name} billed for ${invoiced} seats, contracted ${contracted}`,
    summary:
      `The invoices of ${span} name ${invoiced} seats while the contract has up to ${contracted} in force: the missing ` +
      `seats are worth ${money(shortfallCents)}. ${basisSentence(free)}`,
    recommendedAction: `Correct the seats of ${name} in billing and bill the missing ${money(shortfallCents)}.`,
  };
}

/** `10`, or `8 to 10` where they differ. */
function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? `${least}` : `${least} to ${most}`;
}
