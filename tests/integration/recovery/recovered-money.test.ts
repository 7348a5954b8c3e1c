import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadFolder } from "@/agents/data";
import { recordFeedback } from "@/agents/memory";
import { startInvestigation } from "@/agents/orchestrator";
import { listCaseEvents, listCases } from "@/db/cases";
import { totalRecovered } from "@/db/recoveries";
import type { Case } from "@/lib/contract/case";
import { startContext, type TestServer } from "@/tests/support/demo-context";
import { temporaryFolder } from "@/tests/support/load-folder";

let folder: string;
let server: TestServer;
beforeEach(async () => {
  folder = temporaryFolder();
  cpSync(resolve("data/demo"), folder, { recursive: true });
  server = await startContext({ OPSIQ_DATA_DIR: folder });
  await startInvestigation(server.context).done;
});
afterEach(() => server.stop());

const caseOf = (anomalyType: string): Case => {
  const { db, datasetId } = server.context;
  const found =
    listCases(db, datasetId, { anomalyType, limit: 1 }).cases[0] ??
    listCases(db, datasetId, { anomalyType, status: "closed", limit: 1 }).cases[0];
  if (!found) throw new Error(`no case of ${anomalyType}`);
  return found;
};
const historyOf = ({ id }: Case) => listCaseEvents(server.context.db, id).map((event) => event.text);
const recovered = () => totalRecovered(server.context.db, server.context.datasetId);

async function rerun(): Promise<void> {
  expect((await loadFolder(server.context, { folder })).status).toBe("loaded");
  expect((await startInvestigation(server.context).done).status).toBe("ok");
}

function removeRow(table: string, key: string): void {
  const file = join(folder, `${table}.csv`);
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, lines.filter((line) => !line.startsWith(`${key},`)).join("\n"));
}

/** The line of a CSV row as its cells; the invoices of the demo hold no quoted ones. */
function cellsOf(table: string, key: string): string[] {
  const line = readFileSync(join(folder, `${table}.csv`), "utf8")
    .split("\n")
    .find((candidate) => candidate.startsWith(`${key},`));
  if (!line) throw new Error(`no row ${key}`);
  return line.split(",");
}

test("a later invoice for part of a shortfall is recovered money, once, and the case keeps the rest", async () => {
  const before = caseOf("underbilling");
  const [claim] = before.claims;
  if (!claim) throw new Error("nothing is claimed");
  const cells = cellsOf("invoices", claim.key);
  const later = cells.with(0, "INV-LATER").with(10, "60.00").with(9, "");
  appendFileSync(join(folder, "invoices.csv"), `${later.join(",")}\n`);
  await rerun();

  const after = caseOf("underbilling");
  expect(before.grossImpactCents - after.grossImpactCents).toBe(6_000);
  expect(recovered()).toMatchObject({ count: 1, impactCents: 6_000, byKind: { recoverable: 6_000, cash_out: 0 } });
  expect(historyOf(after).at(-1)).toMatch(
    /invoice INV-LATER of .* bills \$60\.00 for the same period; \$60\.00 recovered$/,
  );
  expect(after.status).toBe("open");

  await rerun();
  expect(recovered().impactCents).toBe(6_000);
});

test("a reversed refund closes its case and is recovered cash", async () => {
  const before = caseOf("duplicate_refund");
  const [claim] = before.claims;
  if (!claim) throw new Error("nothing is claimed");
  removeRow("refunds", claim.key);
  await rerun();
  const after = caseOf("duplicate_refund");
  expect(after).toMatchObject({ id: before.id, status: "closed", outcome: "unset" });
  expect(historyOf(after).at(-1)).toBe(
    `Healed: ${claim.key} was reversed: it is no longer in the data; $150.00 recovered`,
  );
  expect(recovered()).toMatchObject({ count: 1, byKind: { cash_out: 15_000, recoverable: 0 } });
});

test("data that start later recover nothing: the refund was not reversed, it is out of sight", async () => {
  const before = caseOf("duplicate_refund");
  const refundedAt = String(before.evidence.find((row) => row.role === "claimed")?.values.refundedAt);
  const file = join(folder, "refunds.csv");
  const [header, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const kept = lines.filter((line) => (line.split(",").at(-1) ?? "") > refundedAt.replace(".000Z", "Z"));
  expect(kept.length).toBeGreaterThan(0);
  writeFileSync(file, [header, ...kept, ""].join("\n"));
  await rerun();
  expect(caseOf("duplicate_refund").status).toBe("closed");
  expect(historyOf(before).at(-1)).toContain("the data no longer go back to");
  expect(recovered().byKind.cash_out).toBe(0);
});

test("a shortfall whose invoice is void recovers nothing", async () => {
  const before = caseOf("underbilling");
  for (const { key } of before.claims) {
    const file = join(folder, "invoices.csv");
    const cells = cellsOf("invoices", key);
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(cells.join(","), cells.with(12, "void").with(13, "").join(",")),
    );
  }
  await rerun();
  expect(caseOf("underbilling").status).toBe("closed");
  expect(historyOf(before).at(-1)).toContain("Healed: no live invoice is left");
  expect(recovered().byKind.recoverable).toBe(0);
});

test("what a person called a false positive is not counted as recovered", async () => {
  const before = caseOf("duplicate_refund");
  await recordFeedback(server.context, { caseId: before.id, verdict: "false_positive", reviewer: "local" });
  removeRow("refunds", before.claims[0]?.key ?? "");
  await rerun();
  expect(caseOf("duplicate_refund").status).toBe("closed");
  expect(recovered().count).toBe(0);
});
