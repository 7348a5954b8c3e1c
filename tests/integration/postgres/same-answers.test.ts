import { join } from "node:path";
import { answerQuestion } from "@/agents/analyst";
import { readRefundWeeks } from "@/agents/mission";
import { startInvestigation } from "@/agents/orchestrator";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD } from "@/data/world/options";
import { listCurrentCases } from "@/db/cases";
import type { SemanticQuery } from "@/lib/contract/analyst";
import type { Case } from "@/lib/contract/case";
import { runDetectors } from "@/lib/detection/run-detectors";
import type { Warehouse } from "@/lib/ports";
import { compileQuery } from "@/lib/semantic/compile";
import { dimensionsOf } from "@/lib/semantic/model-types";
import { number } from "@/lib/semantic/result";
import { startContext, type TestServer } from "@/tests/support/demo-context";
import { temporaryFolder } from "@/tests/support/load-folder";
import { describePostgres, PASSWORD, type PostgresServer, startPostgres } from "@/tests/support/postgres-server";
import { loadPostgresWorld, loadShardedWorld } from "@/tests/support/postgres-world";

jest.setTimeout(180_000);

const QUESTIONS = [
  "Why is revenue down this month?",
  "revenue by region last quarter",
  "refund amount by week since 2025-06-01",
  "which customers refunded most last year",
  "median days to pay by region",
  "mrr by tier",
  "nrr by segment",
  "grr last month",
  "arpa by month",
  "churn rate by region last quarter",
  "new customers by month in 2025",
  "past due amount by customer",
  "failed payments by failure reason",
  "payment success rate by payment method",
  "usage by usage metric last month",
  "signals by severity",
  "top 5 issuers by credits",
  "share of EMEA in refunds",
  "compare net revenue in EMEA and APAC last month",
  "list refunds in EMEA in February 2026",
  "average invoice by billing period",
  "refund rate by month",
  "why did refunds rise in EMEA in February 2026?",
  "active customers by country",
];

interface Pair {
  folder: TestServer;
  warehouse: TestServer;
}

/** Everything of a case but what names its dataset or its run. */
function told({ id: _, runId: __, firstSeenAt: ___, updatedAt: ____, ...rest }: Case): unknown {
  return rest;
}

describePostgres("the same world in a folder and in PostgreSQL", () => {
  let postgres: PostgresServer;
  const pairs: Record<string, Pair> = {};
  beforeAll(async () => {
    postgres = await startPostgres();
    const generated = join(temporaryFolder(), "world");
    await writeWorld(generated, { ...DEFAULT_WORLD, invoices: 6000, seed: 7 });
    for (const [name, folder] of Object.entries({ demo: "data/demo", generated })) {
      await loadPostgresWorld(postgres, name, folder);
      const url = postgres.url({ role: `${name}_reader`, database: name });
      pairs[name] = {
        folder: await startContext({ OPSIQ_DATA_DIR: folder }),
        warehouse: await startContext({ OPSIQ_WAREHOUSE_URL: url }),
      };
    }
  });
  afterAll(async () => {
    for (const { folder, warehouse } of Object.values(pairs)) {
      await folder.stop();
      await warehouse.stop();
    }
    postgres?.remove();
  });

  const pairOf = (name: string): Pair => {
    const pair = pairs[name];
    if (!pair) throw new Error(`There is no world ${name}`);
    return pair;
  };
  const warehouseOf = ({ context }: TestServer): Warehouse => {
    if (!context.warehouse) throw new Error(JSON.stringify(context.store.lastLoad()));
    return context.warehouse;
  };

  const ask = ({ context }: TestServer, question: string) =>
    answerQuestion(
      { warehouse: context.warehouse, llm: null, model: context.model, recordTrace: () => undefined },
      { question },
    );

  test.each(["demo", "generated"])("%s: the profile is the same, and shows no password", (name) => {
    const { folder, warehouse } = pairOf(name);
    const profile = ({ dataset, presentColumns }: Warehouse) => ({
      asOf: dataset.asOf,
      currency: dataset.reportingCurrency,
      tables: dataset.tables.map(({ file: _, ...table }) => table),
      present: [...presentColumns].toSorted(),
    });
    expect(profile(warehouseOf(warehouse))).toEqual(profile(warehouseOf(folder)));
    expect(JSON.stringify([warehouseOf(warehouse).dataset, warehouse.context.store.lastLoad()])).not.toContain(
      PASSWORD.slice(0, 4),
    );
  });

  test.each(["demo", "generated"])("%s: findings, claims and evidence are the same to the byte", async (name) => {
    const { folder, warehouse } = pairOf(name);
    const detect = async (server: TestServer) => {
      const { findings, reports } = await runDetectors(warehouseOf(server), {});
      expect(reports.filter((report) => report.status !== "ok")).toEqual([]);
      return findings;
    };
    const found = await detect(warehouse);
    expect(new Set(found.map((finding) => finding.detectorId)).size).toBeGreaterThanOrEqual(name === "demo" ? 5 : 15);
    expect(JSON.stringify(found, null, 1)).toBe(JSON.stringify(await detect(folder), null, 1));
  });

  test.each(["demo", "generated"])("%s: the whole investigation ends in the same cases and cents", async (name) => {
    const { folder, warehouse } = pairOf(name);
    const investigate = async ({ context }: TestServer) => {
      const { status, totals, degraded } = await startInvestigation(context).done;
      // Ties of the rank are by id, which names the dataset: here they are by fingerprint.
      const cases = listCurrentCases(context.db, context.datasetId, 10_000)
        .toSorted((a, b) => b.expectedValueCents - a.expectedValueCents || (a.fingerprint < b.fingerprint ? -1 : 1))
        .map(told);
      return JSON.stringify({ status, totals, degraded, cases, weeks: await readRefundWeeks(context) }, null, 1);
    };
    expect(await investigate(warehouse)).toBe(await investigate(folder));
  });

  test.each(["demo", "generated"])("%s: the analyst answers the same", async (name) => {
    const { folder, warehouse } = pairOf(name);
    let answered = 0;
    for (const question of QUESTIONS) {
      const [there, here] = [await ask(warehouse, question), await ask(folder, question)];
      expect([question, JSON.stringify(there, null, 1)]).toEqual([question, JSON.stringify(here, null, 1)]);
      if (there.sql) answered += 1;
    }
    expect(answered).toBeGreaterThanOrEqual(20);
  });

  test("tables spread over two databases by customer give the same findings and answers", async () => {
    await loadShardedWorld(postgres, "spread", "data/demo", 2);
    const url = postgres.url({ role: "spread_reader", database: "spread" });
    const spread = await startContext({ OPSIQ_WAREHOUSE_URL: url });
    try {
      const { folder } = pairOf("demo");
      const [there, here] = [await runDetectors(warehouseOf(spread), {}), await runDetectors(warehouseOf(folder), {})];
      expect(JSON.stringify(there, null, 1)).toBe(JSON.stringify(here, null, 1));
      for (const question of QUESTIONS.slice(0, 8))
        expect([question, await ask(spread, question)]).toEqual([question, await ask(folder, question)]);
    } finally {
      await spread.stop();
    }
  });

  test("every metric runs on both, cut by every dimension it has, with the same numbers", async () => {
    const { folder, warehouse } = pairOf("demo");
    const { model } = folder.context;
    const cuts = [...model.metrics.keys()].flatMap((metric) =>
      [null, ...dimensionsOf(model, metric)].map((dim) => ({ metric, dim })),
    );
    expect(cuts.length).toBeGreaterThan(200);
    for (const { metric, dim } of cuts) {
      const query: SemanticQuery = {
        op: dim ? "rank" : "trend",
        metrics: [metric],
        dims: dim ? [dim] : [],
        filters: [],
        time: { from: "2025-03-01", to: "2026-03-01", grain: dim ? undefined : "month", label: "", partial: false },
        assumptions: [],
      };
      const { sql, params } = compileQuery(model, query, { asOf: "2026-02-28", currencies: ["USD"] });
      const read = async (server: TestServer) => {
        const rows = await warehouseOf(server).query(sql, params);
        return rows.map((row) => ({ ...row, [metric]: number(row[metric]) }));
      };
      expect([metric, dim, await read(warehouse)]).toEqual([metric, dim, await read(folder)]);
    }
  });
});
