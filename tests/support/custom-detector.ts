import { createSqlParser } from "@/adapters/warehouse/sql-parser";
import { checkDefinition } from "@/lib/detection/custom/check-definition";
import { toDetector } from "@/lib/detection/custom/custom-detector";
import { type ParsedDefinition, parseDefinition } from "@/lib/detection/custom/parse-definition";
import { placeDetectors } from "@/lib/detection/custom/place-detectors";
import type { Parameters } from "@/lib/detection/detector";
import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import type { Warehouse } from "@/lib/ports";

export const BUILT_IN = new Set(DETECTORS.map(({ id }) => id));

/** A detector file over refunds that passes every check; each change replaces the first text that it finds. */
export function detectorYaml(...changes: [from: string, to: string][]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The file has no ${from}`);
    return text.replace(from, () => to);
  }, WHOLE);
}

const WHOLE = `id: large_refund
title: Large refund
question: Which refunds are large?
money_kind: cash_out
confidence: 0.8
parameters:
  least_units:
    type: integer
    default: 100
    min: 1
    max: 100000
    grid: [100, 200]
sql: |
  select r.refund_id, r.customer_id, r.amount_cents, r.currency, r.refunded_at, r.note, c.name, c.region
  from refunds r
  join customers c on c.customer_id = r.customer_id
  where r.amount_cents >= $least_units * 100 and cast(r.refunded_at as date) <= $as_of
result:
  table: refunds
  row: refund_id
  amount: amount_cents
  currency: currency
  date: refunded_at
  entity: { kind: customer, id: customer_id, label: name }
  customer: customer_id
  region: region
  texts: [note]
case:
  title: "{name} got {total} back"
  summary: "{rows} refunds, the first on {refunded_at}, of {amount_cents} and more: {total}."
  action: "Look at {name}."
about:
  evidence: Each large refund.
  impact: the refund
  action: Look at it.
`;

/** The parsed file. @throws Error with its faults. */
export function parsedDetector(text: string): ParsedDefinition {
  const { parsed, faults } = parseDefinition("test.yml", text, BUILT_IN);
  if (!parsed) throw new Error(JSON.stringify(faults));
  return parsed;
}

/** What the guard and the engine say of a file: `line: expected` each. */
export async function checkYaml(text: string, warehouse: Warehouse | null): Promise<string[]> {
  const { parsed, faults } = parseDefinition("test.yml", text, BUILT_IN);
  if (!parsed) return faults.map(({ line, expected }) => `${line}: ${expected}`);
  const parser = createSqlParser();
  try {
    const found = await checkDefinition(parsed, parser.serialize, warehouse, () => AbortSignal.timeout(10_000));
    return found.map(({ line, expected }) => `${line}: ${expected}`);
  } finally {
    await parser.close();
  }
}

/** All built-in detectors and the file's one at its place, through one ledger. */
export function detectWith(text: string, warehouse: Warehouse, parameters: Parameters = {}, maxRows?: number) {
  const definition = parsedDetector(text).value;
  const custom = { detector: toDetector(definition, maxRows), after: definition.after ?? null };
  return runDetectors(warehouse, { [definition.id]: parameters }, { detectors: placeDetectors(DETECTORS, [custom]) });
}
