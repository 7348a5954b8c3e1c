import type { DataFault } from "@/lib/contract/dataset";
import type { Warehouse } from "@/lib/ports";
import type { LoadedFile } from "./open-warehouse";

/** Keys of a few hundred rows, chosen by their hash, which is as good as chance. */
export interface KnownKeys {
  customers: string[];
  invoices: string[];
}

const KEYS = { customers: "customer_id", invoices: "invoice_id" } as const;
const SAMPLE = 400;
/** An export of the last twelve months lacks a twelfth of the month before; one of another firm lacks all. */
const MIN_SHARE = 0.5;

export async function readKnownKeys(warehouse: Warehouse): Promise<KnownKeys> {
  const read = async (table: keyof KnownKeys) => {
    const key = KEYS[table];
    const rows = await warehouse.query(
      `select ${key} as k from ${table} order by hash(${key}), ${key} limit ${SAMPLE}`,
    );
    return rows.map(({ k }) => String(k));
  };
  return { customers: await read("customers"), invoices: await read("invoices") };
}

/**
 * Why rows cannot be newer ones of a dataset: they end before it, or hold less than half of the customers or invoices
 * it had. Taken for the same data, they would close its cases as healed and count their money as recovered.
 */
export async function findBreaks(
  former: LoadedFile & { knownKeys: KnownKeys | null },
  now: Warehouse,
): Promise<DataFault[]> {
  const { label, asOf } = former.dataset;
  const faults: DataFault[] = [];
  if (asOf !== null && now.dataset.asOf !== null && now.dataset.asOf < asOf)
    faults.push({
      file: now.dataset.label,
      line: null,
      column: null,
      value: now.dataset.asOf,
      expected: `data up to ${asOf} or later, the last day of ${label}; load older data as a dataset of its own`,
    });
  for (const table of ["customers", "invoices"] as const) {
    const keys = former.knownKeys?.[table] ?? [];
    if (keys.length === 0) continue;
    const list = keys.map((_, at) => `$${at + 1}`).join(", ");
    const [row] = await now.query(`select count(*) as n from ${table} where ${KEYS[table]} in (${list})`, keys);
    const share = Number(row?.n) / keys.length;
    if (share >= MIN_SHARE) continue;
    faults.push({
      file: now.dataset.tables.find(({ name }) => name === table)?.file ?? table,
      line: null,
      column: KEYS[table],
      value: `${Math.floor(share * 100)} % of them`,
      expected: `at least half of the ${table} that ${label} had: what new data lacks counts as gone. Export from as far back as before, or load it as a dataset of its own`,
    });
  }
  return faults;
}
