import type { SemanticQuery } from "@/lib/contract/analyst";
import { drillInto } from "@/lib/semantic/drill";
import { queryFault } from "@/lib/semantic/query-fault";
import { metricModel } from "@/tests/support/analyst-world";
import { semanticQuery, whyReport } from "@/tests/support/fixtures";

const model = metricModel();
const values = new Map([
  ["region", ["EMEA", "NA"].map((value) => ({ value, label: null }))],
  ["tier", ["Pro", "Starter"].map((value) => ({ value, label: null }))],
]);
const part = (label: string) => ({ label, deltaCents: -1, share: null });
const drill = (over: object, query: SemanticQuery = semanticQuery) =>
  drillInto(model, values, query, { ...whyReport, drivers: [], segments: [], ...over });

test("a segment leads to the same question filtered to it, a rest nowhere", () => {
  const found = drill({
    segments: [{ dim: "region", parts: [part("EMEA"), part("5 others"), part("Mix of segments")] }],
  });
  expect(found.segments).toEqual({
    region: { EMEA: { ...semanticQuery, filters: [{ dim: "region", op: "in", values: ["EMEA"] }] } },
  });
});

test("the segment that stands out leads to all its dimensions at once", () => {
  const found = drill({
    segments: [
      {
        dim: "region+tier",
        parts: [part("region EMEA and tier Pro or Starter"), part("region Mars and tier Pro"), part("Everything else")],
      },
    ],
  });
  expect(Object.keys(found.segments["region+tier"] ?? {})).toEqual(["region EMEA and tier Pro or Starter"]);
  expect(found.segments["region+tier"]?.["region EMEA and tier Pro or Starter"]?.filters).toEqual([
    { dim: "region", op: "in", values: ["EMEA"] },
    { dim: "tier", op: "in", values: ["Pro", "Starter"] },
  ]);
});

test("a filter of the same dimension gives way, another stays", () => {
  const filters = [
    { dim: "region", op: "not_in" as const, values: ["NA"] },
    { dim: "tier", op: "in" as const, values: ["Pro"] },
  ];
  const found = drill({ segments: [{ dim: "region", parts: [part("EMEA")] }] }, { ...semanticQuery, filters });
  expect(found.segments.region?.EMEA?.filters).toEqual([filters[1], { dim: "region", op: "in", values: ["EMEA"] }]);
});

test("a driver that is a metric leads to its own why, and keeps only the filters it has", () => {
  const filters = [{ dim: "refund_reason", op: "in" as const, values: ["x"] }];
  const found = drill(
    { drivers: [part("Refunds"), part("Invoiced revenue"), part("Net revenue"), part("lower price")] },
    { ...semanticQuery, filters },
  );
  expect(Object.keys(found.drivers)).toEqual(["Refunds", "Invoiced revenue"]);
  expect(found.drivers.Refunds).toMatchObject({ op: "why", metrics: ["refund_amount"], filters });
  expect(found.drivers["Invoiced revenue"]?.filters).toEqual([]);
  for (const query of Object.values(found.drivers)) expect(queryFault(model, query)).toBeNull();
});
