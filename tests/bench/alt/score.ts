import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import { type ColumnSpec, TABLES, warehouseColumn } from "@/lib/contract/tables";
import type { ClaimedFinding } from "@/lib/detection/detector";
import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { currencyDigits, minorPerMajor } from "@/lib/money";
import { ingest } from "@/tests/support/load-folder";
import type { Row } from "@/tests/support/oracle/records";
import { addScore, countTwice, emptyScore, WORLD_RATES, type WorldScore } from "../accuracy-scores";
import type { Book, Planted } from "./book";
import { type AltOptions, alternativeWorld } from "./world";

/** Columns that these worlds do not have. */
const LEFT_OUT = new Set(["email", "segment"]);

/** A value as a file writes it: amounts in major units with the currency's digits, prices by exact division. */
function cell(column: ColumnSpec, row: Row): string {
  const value = row[warehouseColumn(column)];
  if (value === null || value === undefined) return "";
  const currency = String(row.currency);
  if (column.type === "amount") return (Number(value) / minorPerMajor(currency)).toFixed(currencyDigits(currency));
  if (column.type === "price") return (Number(value) / minorPerMajor(currency)).toFixed(8);
  return /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
}

/** Writes a world as a data folder: one file a table. */
export function writeBook(folder: string, book: Book): void {
  mkdirSync(folder, { recursive: true });
  const { customers, subscriptions, invoices, payments, refunds, usage_events } = book;
  const rows = { customers, subscriptions, invoices, payments, refunds, usage_events, signal_events: [] };
  for (const { name, columns } of TABLES) {
    const kept = columns.filter((column) => !LEFT_OUT.has(column.name));
    const lines = rows[name].map((row) => kept.map((column) => cell(column, row)).join(","));
    writeFileSync(join(folder, `${name}.csv`), [kept.map((column) => column.name).join(","), ...lines, ""].join("\n"));
  }
}

/** Loads a world as the application does and runs every detector with its defaults. */
async function findingsOf(book: Book): Promise<ClaimedFinding[]> {
  const folder = mkdtempSync(join(tmpdir(), "opsiq-alt-"));
  try {
    writeBook(folder, book);
    const file = join(folder, "w.duckdb");
    const { data, faults } = await ingest(folder, file);
    if (!data) throw new Error(`The world was refused: ${JSON.stringify(faults[0])}`);
    const { presentColumns, ...tables } = data;
    const db = await openDuckDb(file, { readOnly: true });
    try {
      const dataset = { ...tables, id: "alt", label: "alt", folder, loadedAt: "2026-06-20T00:00:00.000Z" };
      const warehouse = {
        dialect: "duckdb" as const,
        dataset,
        presentColumns: new Set(presentColumns),
        query: db.query,
      };
      const { findings, reports } = await runDetectors(warehouse, {});
      const failed = reports.find(({ status }) => status !== "ok");
      if (failed) throw new Error(`${failed.id} ${failed.status}: ${failed.reason}`);
      return findings;
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const usd = (cents: number, currency: string) => (cents / minorPerMajor(currency)) * (WORLD_RATES[currency] ?? 0);

function isAbout(finding: ClaimedFinding, { detector, names }: Planted): boolean {
  if (finding.detectorId !== detector) return false;
  const own = [finding.entity.id, finding.entityKey, ...finding.claims.map(({ key }) => key)];
  return names.some((name) => own.includes(name) || finding.entityKey.startsWith(`${name}:`));
}

/** The story of a wrong case's customer or rows. */
function storyOf(book: Book, finding: ClaimedFinding): string {
  const keys = [...finding.claims.map(({ key }) => key), finding.entity.id, finding.entity.customerId ?? ""];
  return keys.flatMap((key) => book.stories.get(key) ?? [])[0] ?? "(no story)";
}

/** Scores one world; wrong cases and misses are handed to `explain`. */
export function scoreBook(
  book: Book,
  findings: readonly ClaimedFinding[],
  explain: (line: string) => void,
): WorldScore {
  const detectors = Object.fromEntries(DETECTORS.map(({ id }) => [id, emptyScore()]));
  const claimed = new Map<Planted, number>();
  for (const finding of findings) {
    const score = detectors[finding.detectorId];
    const match = book.planted.find((one) => isAbout(finding, one));
    if (!score) continue;
    score.found += 1;
    if (match?.cents !== null) score.claimedUsd += usd(finding.grossImpactCents, finding.currency);
    if (match) {
      score.right += 1;
      claimed.set(match, (claimed.get(match) ?? 0) + finding.grossImpactCents);
      continue;
    }
    const story = storyOf(book, finding);
    score.wrong[story] = (score.wrong[story] ?? 0) + 1;
    explain(`wrong: ${finding.fingerprint} ${finding.grossImpactCents} (${story}): ${finding.summary}`);
  }
  for (const one of book.planted) {
    const score = detectors[one.detector];
    if (!score) continue;
    score.planted += 1;
    const cents = claimed.get(one);
    if (cents !== undefined) score.hit += 1;
    else explain(`missed: ${one.detector} ${one.names.join(" ")} ${one.cents}`);
    if (one.cents === null) continue;
    score.priced += 1;
    score.injectedUsd += usd(one.cents, one.currency);
    if (cents === one.cents) score.exact += 1;
    else if (cents !== undefined) explain(`cents: ${one.detector} ${one.names.join(" ")} ${cents} of ${one.cents}`);
  }
  return { detectors, centsClaimedTwice: countTwice(findings), notBuilt: [] };
}

/** Scores several seeds of the other generator, added up by detector. */
export async function scoreAlternative(
  seeds: readonly number[],
  options: Omit<AltOptions, "seed">,
  explain: (line: string) => void = () => {},
): Promise<WorldScore & { invoices: number }> {
  const total = {
    detectors: Object.fromEntries(DETECTORS.map(({ id }) => [id, emptyScore()])),
    centsClaimedTwice: 0,
    notBuilt: [],
    invoices: 0,
  };
  for (const seed of seeds) {
    const book = alternativeWorld({ seed, ...options });
    const score = scoreBook(book, await findingsOf(book), (line) => explain(`seed ${seed}, ${line}`));
    for (const [id, own] of Object.entries(score.detectors)) addScore(total.detectors[id] ?? emptyScore(), own);
    total.centsClaimedTwice += score.centsClaimedTwice;
    total.invoices += book.invoices.length;
  }
  return total;
}
