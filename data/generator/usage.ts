import { endOfContract } from "./contracts";
import { addMonths, type Day } from "./days";
import type { Contract, Usage, Version } from "./model";
import { createRandom, type Random } from "./random";

const METRICS = ["api_calls", "api_calls", "exports"] as const;

/**
 * Usage of a contract, month by month from its first day in the data. It stays inside the included units except
 * under an overage contract, whose invoices in arrears bill the rest.
 */
export function createUsage(seed: number, contract: Contract): Usage[] {
  const random = createRandom(seed, `usage:${contract.id}`);
  const events: Usage[] = [];
  const first = contract.versions[0]?.validFrom ?? contract.firstPeriod;
  const end = endOfContract(contract);
  const taken = new Set<string>();
  if (contract.trialEndsOn !== null) addMonth(first, contract.firstPeriod);
  for (let month = 0; addMonths(contract.firstPeriod, month) < end; month += 1) {
    addMonth(addMonths(contract.firstPeriod, month), addMonths(contract.firstPeriod, month + 1));
  }
  return events;

  function addMonth(from: Day, to: Day): void {
    const days: Day[] = [];
    for (let day = from; day < Math.min(to, end); day += 1) if (isUsable(contract, day)) days.push(day);
    if (days.length === 0) return;
    const share = days.length / (to - from);
    const count = Math.max(1, Math.round(eventsAMonth(contract, random) * share));
    const budget = Math.floor(monthlyBudget(contract, random) * share);
    for (const quantity of split(budget, count, random)) {
      const day = random.pick(days);
      const second = random.integer(0, 86_399);
      const instant = `${day}:${second}`;
      if (quantity <= 0 || taken.has(instant)) continue;
      taken.add(instant);
      events.push({ contract, metric: random.pick(METRICS), quantity, day, second });
    }
  }
}

/** The version in force or in trial on a day; a paused or absent one means no usage. */
function isUsable(contract: Contract, day: Day): boolean {
  const version = contract.versions.find(
    (candidate) => candidate.validFrom <= day && (candidate.validTo === null || day < candidate.validTo),
  );
  return version !== undefined && version.status !== "paused";
}

function eventsAMonth(contract: Contract, random: Random): number {
  const tier = contract.versions[0]?.tier;
  if (tier === "Enterprise") return random.integer(6, 8);
  return tier === "Pro" ? random.integer(4, 6) : random.integer(3, 5);
}

/** Under a change of terms the smallest allowance counts, so that no period goes above it by accident. */
function monthlyBudget(contract: Contract, random: Random): number {
  const allowances = contract.versions.map((version: Version) => version.includedUnits ?? 10_000);
  const included = Math.min(...allowances);
  const isOver = contract.story === "overage" && random.chance(0.45);
  return Math.round(included * (isOver ? 1.05 + random.next() * 0.6 : 0.2 + random.next() * 0.6));
}

/** `total` in `count` whole parts of uneven size. */
function split(total: number, count: number, random: Random): number[] {
  const weights = Array.from({ length: count }, () => 0.5 + random.next());
  const sum = weights.reduce((left, right) => left + right, 0);
  const parts = weights.map((weight) => Math.floor((total * weight) / sum));
  const rest = total - parts.reduce((left, right) => left + right, 0);
  parts[0] = (parts[0] ?? 0) + rest;
  return parts;
}
