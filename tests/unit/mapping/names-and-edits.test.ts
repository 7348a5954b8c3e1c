import fc from "fast-check";
import { regionsByCountry } from "@/lib/mapping/country-regions";
import { chooseColumn, chooseUnit, chooseWords, partOf, ruleOf } from "@/lib/mapping/edit-mapping";
import { normalizeName } from "@/lib/mapping/names";
import { formatMapping, parseMapping } from "@/lib/mapping/parse-mapping";
import { Mapping } from "@/lib/mapping/schema";

test.each([
  ["Created (UTC)", "created_utc"],
  ["customerId", "customer_id"],
  ["Customer ID", "customer_id"],
  ["  _fivetran_deleted ", "_fivetran_deleted"],
  ["issued_by (metadata)", "issued_by_metadata"],
  ["Kündigung am", "kündigung_am"],
  ["ID", "id"],
])("%s is called %s", (name, expected) => {
  expect(normalizeName(name)).toBe(expected);
});

test("a normalised name stays as it is", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const once = normalizeName(name);
      expect(normalizeName(once)).toBe(once);
    }),
  );
});

test.each([
  ["us", "NA"],
  ["united states", "NA"],
  ["br", "LATAM"],
  ["japan", "APAC"],
  ["de", "EMEA"],
  ["uk", "EMEA"],
])("%s is in %s", (country, region) => {
  expect(regionsByCountry()[country]).toBe(region);
});

const mapping: Mapping = {
  name: "mine",
  label: "Mine",
  files: { bill: { names: ["bills"] } },
  tables: { invoices: { from: "bill", columns: { invoice_id: "id", status: { column: "state" } } }, refunds: "absent" },
};

test("an edit changes the one column it names, and the old mapping not at all", () => {
  const before = structuredClone(mapping);
  const edited = chooseUnit(
    chooseColumn(mapping, "invoices", "billed_amount", { kind: "column", name: "total" }),
    "invoices",
    "billed_amount",
    "minor",
  );
  expect(ruleOf(edited, "invoices", "billed_amount")).toEqual({ column: "total", unit: "minor" });
  expect(ruleOf(edited, "invoices", "invoice_id")).toEqual({ column: "id" });
  const worded = chooseWords(edited, "invoices", "status", { settled: "paid", odd: "" });
  expect(ruleOf(worded, "invoices", "status")).toEqual({ column: "state", values: { settled: "paid" } });
  expect(chooseColumn(worded, "refunds", "amount", { kind: "constant", value: "1" })).toEqual(worded);
  expect(partOf(mapping, "refunds")).toBeNull();
  expect(ruleOf(chooseColumn(edited, "invoices", "status", { kind: "none" }), "invoices", "status")).toBeNull();
  expect(mapping).toEqual(before);
});

test("a mapping written as a file reads as the same mapping", () => {
  const { parsed } = parseMapping("mine.yml", formatMapping(mapping));
  expect(parsed?.mapping).toEqual(mapping);
  expect(Mapping.safeParse(mapping).success).toBe(true);
  expect(parsed?.lineOf(["tables", "invoices", "columns", "status"])).toBeGreaterThan(5);
});
