import { filesCalled } from "@/lib/mapping/file-names";
import { stemOf } from "@/lib/mapping/plan-mapping";

const found = (names: string[], files: string[], mapping = "zuora") =>
  filesCalled(
    names,
    files.map((name) => ({ name, stem: stemOf(name) })),
    mapping,
  ).map((file) => file.name);

test.each([
  "charge.csv",
  "CHARGE.CSV",
  "charge_data.csv",
  "public.charge.parquet",
  "stripe.charge.csv",
  "stripe_charge.csv",
  "stripe_charge_data.csv",
  "raw_stripe_charge.csv",
  "Stripe Charge Export.csv",
  "charge/",
])("%s is a file called charge", (name) => {
  expect(found(["charge"], [name], "stripe-fivetran")).toEqual([name]);
});

test.each([
  "product_rate_plan.csv",
  "zuora_product_rate_plan_data.csv",
  "rate_plan_charge_data.csv",
  "recurly_rate_plan.csv",
])("%s is no file called rate_plan", (name) => {
  expect(found(["rate_plan"], [name])).toEqual([]);
});

test("a name's own file comes before one that is nearly called so, and an earlier name before a later one", () => {
  expect(found(["invoice"], ["invoice_data.csv", "invoice.csv"])).toEqual(["invoice.csv"]);
  expect(found(["a", "b"], ["b_data.csv", "a_data.csv"])).toEqual(["a_data.csv"]);
  expect(found(["a", "b"], ["b.csv", "a_data.csv"])).toEqual(["b.csv"]);
});

test("all files that fit alike are named", () => {
  expect(found(["invoices_*"], ["invoices_2024.csv", "invoices_2025.csv"])).toHaveLength(2);
  expect(found(["a.b", "a+b"], ["axb.csv"])).toEqual([]);
});
