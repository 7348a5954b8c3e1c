import { createRandom, type Random } from "@/data/generator/random";

/** Seeded draws of the shapes that business numbers take. */
export interface Draws extends Random {
  uniform(low: number, high: number): number;
  normal(): number;
  poisson(mean: number): number;
  /** Items without repetition. */
  sample<T>(items: readonly T[], count: number): T[];
}

export function createDraws(seed: number, label: string): Draws {
  const random = createRandom(seed, label);
  const uniform = (low: number, high: number) => low + (high - low) * random.next();
  // Box and Muller (1958).
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const poisson = (mean: number): number => {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = random.next(); product > floor; product *= random.next()) count += 1;
    return count;
  };
  const sample = <T>(items: readonly T[], count: number): T[] => {
    const left = [...items];
    return Array.from({ length: Math.min(count, left.length) }, () => {
      const [taken] = left.splice(random.integer(0, left.length - 1), 1);
      return taken as T;
    });
  };
  return { ...random, uniform, normal, poisson, sample };
}
