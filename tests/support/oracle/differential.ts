import type { TableName } from "@/lib/contract/dataset";
import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";
import type { OracleCases } from "./ledger";
import type { MicroWorld } from "./random-world";
import type { Row } from "./records";
import { ORACLE_DETECTORS, runOracle } from "./run-oracle";

const judged = new Set(ORACLE_DETECTORS.map(({ id }) => id));

/** The app's cases over a micro-world, in the oracle's shape. */
export async function runApp({ world, asOf, absent }: MicroWorld): Promise<OracleCases> {
  const warehouse = await memoryWarehouse(world, { asOf, absent });
  const detectors = DETECTORS.filter(({ id }) => judged.has(id));
  const { findings, reports } = await runDetectors(warehouse, {}, { detectors });
  const failed = reports.filter(({ status }) => status === "failed");
  if (failed.length > 0) throw new Error(failed.map(({ id, reason }) => `${id}: ${reason}`).join("; "));
  return Object.fromEntries(
    findings.map(({ fingerprint, claims }) => [
      fingerprint,
      Object.fromEntries(claims.map(({ table, key, cents }) => [`${table}/${key}`, cents])),
    ]),
  );
}

/** Detectors whose claims hang on rows in more than one lawful way: their cents are compared a case. */
const BY_SUM = new Set([
  "usage_after_cancel",
  "duplicate_usage",
  "missed_invoice",
  "trial_not_converted",
  "unretried_payment",
  "currency_mismatch",
]);

/** `detector row cents` lines: what a case says apart from the words of its entity. */
function linesOf(cases: OracleCases): Set<string> {
  const lines = Object.entries(cases).flatMap(([name, claims]) => {
    const detector = name.slice(0, name.indexOf(":"));
    if (!BY_SUM.has(detector)) return Object.entries(claims).map(([row, cents]) => `${detector} ${row} ${cents}`);
    return [`${name} ${Object.values(claims).reduce((sum, cents) => sum + cents, 0)}`];
  });
  return new Set(lines);
}

/** What only one side says: `app: …` and `oracle: …` lines, sorted. */
export async function differencesOf(micro: MicroWorld): Promise<string[]> {
  const app = linesOf(await runApp(micro));
  const oracle = linesOf(runOracle(micro.world, micro));
  return [
    ...[...app].filter((line) => !oracle.has(line)).map((line) => `app: ${line}`),
    ...[...oracle].filter((line) => !app.has(line)).map((line) => `oracle: ${line}`),
  ].sort();
}

/** Removes rows while a difference of the same detector stays; the as-of day is kept. */
export async function shrink(micro: MicroWorld, detector: string): Promise<MicroWorld> {
  const differs = async (candidate: MicroWorld) =>
    (await differencesOf(candidate)).some((line) => line.includes(` ${detector}`));
  let current = micro;
  for (let smaller = true; smaller; ) {
    smaller = false;
    for (const table of Object.keys(current.world) as TableName[]) {
      for (let size = Math.ceil((current.world[table]?.length ?? 0) / 2); size >= 1; size = Math.floor(size / 2)) {
        for (let from = 0; from < (current.world[table]?.length ?? 0); ) {
          const rows: Row[] = current.world[table] ?? [];
          const candidate = {
            ...current,
            world: { ...current.world, [table]: [...rows.slice(0, from), ...rows.slice(from + size)] },
          };
          if (await differs(candidate)) {
            current = candidate;
            smaller = true;
          } else from += size;
        }
      }
    }
  }
  return current;
}
