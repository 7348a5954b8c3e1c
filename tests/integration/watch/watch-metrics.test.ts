import { ask } from "@/agents/ask";
import { watchMetrics } from "@/agents/watch";
import { listSignals, listWatchSignals, saveSignals } from "@/db/signals";
import { Signal } from "@/lib/contract/integration";
import type { Warehouse } from "@/lib/ports";
import { type AskState, openAskState } from "@/tests/support/ask-context";
import { dataset } from "@/tests/support/fixtures";
import { type RefundWorld, refundWarehouse } from "@/tests/support/weekly-refunds";

const WEEKS = 40;
const SURGE = { region: "EMEA", week: 38, times: 6 };

let state: AskState;
beforeEach(() => {
  state = openAskState(null);
});
afterEach(() => state.stop());

const never = () => new AbortController().signal;

/** Watches a world and stores what it raises, as a run does. */
async function watch(warehouse: Warehouse): Promise<Signal[]> {
  const { context } = state;
  const signals = await watchMetrics({ ...context, datasetId: "memory" }, warehouse, never());
  saveSignals(context.db, "memory", signals);
  return signals;
}
const watchWorld = async (world: RefundWorld) => watch(await refundWarehouse(world));

test("a surge in one region is one signal with its size, its why and a question that answers", async () => {
  const warehouse = await refundWarehouse({ weeks: WEEKS, surge: SURGE });
  const [signal, ...others] = await watch(warehouse);
  expect(others).toEqual([]);
  expect(Signal.safeParse(signal).error).toBeUndefined();
  expect(signal).toMatchObject({
    id: "watch_refund_amount_EMEA_USD_2026-02-23",
    source: "metric watch",
    kind: "metric_above_usual",
    region: "EMEA",
    metric: "refund_amount",
    occurredAt: "2026-03-01T23:59:59.000Z",
  });
  expect(signal?.value).toBeGreaterThan(4 * (signal?.baseline ?? 0));
  expect(signal?.message).toContain("With it moved");
  expect(signal?.why?.text).toContain("double charge");
  expect(signal?.why?.question).toBe("Why are refunds in EMEA up in the week of 23 Feb 2026?");
  const context = { ...state.context, warehouse, datasetId: "memory" };
  const answer = await ask(context, { semanticQuery: signal?.why?.semanticQuery });
  expect(answer.why?.current.value).toBe(Math.round(100 * (signal?.value ?? 0)));
});

test("a run on the same data raises none twice, reads nothing again and explains nothing again", async () => {
  const warehouse = await refundWarehouse({ weeks: WEEKS, surge: SURGE });
  const first = await watch(warehouse);
  const query = jest.spyOn(warehouse, "query");
  expect(await watch(warehouse)).toEqual(first);
  expect(query).not.toHaveBeenCalled();
  expect(listSignals(state.context.db, "memory", { limit: 50 }).signals).toEqual(first);
});

test("with more weeks the same signal settles: back in its usual range", async () => {
  const [before] = await watchWorld({ weeks: 39, surge: SURGE });
  expect(before?.settled).toBeUndefined();
  const [after, ...others] = await watchWorld({ weeks: 42, surge: SURGE });
  expect(others).toEqual([]);
  expect(after?.id).toBe(before?.id);
  expect(after?.settled?.reason).toMatch(/^Back in its usual range since the week of 2 Mar 2026/);
  expect(after?.why).toEqual(before?.why);
});

test("rows that were put right settle the signal, and it stays settled", async () => {
  await watchWorld({ weeks: 39, surge: SURGE });
  const clean = await refundWarehouse({ weeks: 39 });
  const [settled] = await watch(clean);
  expect(settled?.settled?.reason).toBe("The rows changed, and it no longer stands out.");
  expect(await watch(clean)).toEqual([settled]);
  expect(listWatchSignals(state.context.db, "memory")).toHaveLength(1);
});

test.each<[string, RefundWorld]>([
  ["nothing is wrong", { weeks: WEEKS }],
  ["the week is not over", { weeks: 39, asOf: "2026-02-28", surge: SURGE }],
  ["there is too little history", { weeks: 10, surge: { ...SURGE, week: 9 } }],
  ["it is long over", { weeks: WEEKS, surge: { ...SURGE, week: 25 } }],
  ["there are no rows", { weeks: 0, asOf: "2026-03-01" }],
])("raises nothing where %s", async (_, world) => {
  expect(await watchWorld(world)).toEqual([]);
});

test("very large data are watched as a whole, without slices, balances or explanations", async () => {
  const warehouse = await refundWarehouse({ weeks: WEEKS, surge: SURGE });
  const tables = dataset.tables.map((table) => ({ ...table, rows: 20_000_000 }));
  const large: Warehouse = {
    dialect: warehouse.dialect,
    dataset: { ...warehouse.dataset, tables },
    presentColumns: warehouse.presentColumns,
    query: (sql, params, options) => warehouse.query(sql, params, options),
  };
  const query = jest.spyOn(large, "query");
  const signals = await watch(large);
  expect(signals.map((one) => [one.region, one.why])).toEqual(signals.map(() => [null, undefined]));
  expect(query).toHaveBeenCalledTimes(3);
});

test("with two currencies each is watched apart", async () => {
  const signals = await watchWorld({ weeks: WEEKS, surge: SURGE, currencies: ["EUR", "USD"] });
  const money = signals.filter(({ metric }) => metric === "refund_amount");
  expect(money.length).toBeGreaterThan(0);
  for (const { why } of money) expect(why?.semanticQuery.filters).toHaveLength(2);
});

test("stops when the run is told to stop", async () => {
  const warehouse = await refundWarehouse({ weeks: WEEKS });
  await expect(
    watchMetrics({ ...state.context, datasetId: "memory" }, warehouse, AbortSignal.abort()),
  ).rejects.toThrow();
  // What failed is not kept as the answer.
  expect(await watch(warehouse)).toEqual([]);
});
