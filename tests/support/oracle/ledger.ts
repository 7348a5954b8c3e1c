import type { Records } from "./records";

export interface OracleClaim {
  table: string;
  key: string;
  cents: number;
}

/** A hit of the oracle before the ledger. `known: false` holds its rows with 0 cents. */
export interface Hit {
  entity: string;
  wanted: OracleClaim[];
  known?: false;
}

/** What earlier detectors hold. */
export interface Held {
  has(table: string, key: string): boolean;
  cents(table: string, key: string): number;
}

export interface OracleDetector {
  id: string;
  /** Optional columns without which the question cannot be answered. */
  needs: readonly string[];
  find(records: Records, held: Held): Hit[];
}

/** Cases by `detector:entity`, as claims by `table/key`. */
export type OracleCases = Record<string, Record<string, number>>;

/** Runs detectors in claim order: a row belongs to the first that asks for some of its cents. */
export function runInOrder(records: Records, detectors: readonly OracleDetector[]): OracleCases {
  const rows = new Map<string, number>();
  const cases: OracleCases = {};
  const held: Held = {
    has: (table, key) => rows.has(`${table}/${key}`),
    cents: (table, key) => rows.get(`${table}/${key}`) ?? 0,
  };
  for (const detector of detectors) {
    if (detector.needs.some((column) => records.absent.has(column))) continue;
    for (const hit of detector.find(records, held)) {
      const free = hit.wanted.filter(({ table, key }) => !held.has(table, key));
      const granted = free.filter(({ cents }) => (hit.known === false ? cents === 0 : cents > 0));
      if (granted.length === 0) continue;
      const claims = Object.fromEntries(granted.map(({ table, key, cents }) => [`${table}/${key}`, cents]));
      for (const [row, cents] of Object.entries(claims)) rows.set(row, cents);
      cases[`${detector.id}:${hit.entity}`] = claims;
    }
  }
  return cases;
}
