import { type InvoiceNow, type LostClaim, settleInvoice } from "@/lib/detection/recovery";

const claim: LostClaim = {
  caseId: "case_1",
  evidenceHash: "h",
  moneyKind: "owed_to_customer",
  currency: "USD",
  subscriptionId: "s1",
  table: "invoices",
  key: "inv_2",
  cents: 5000,
  values: { issuedOn: "2026-02-01", billedCents: 5000 },
};
const invoice = (status: string): InvoiceNow => ({
  invoiceId: "inv_2",
  subscriptionId: "s1",
  periodStart: "2026-02-01",
  currency: "USD",
  issuedOn: "2026-02-01",
  billedCents: 5000,
  status,
});

test.each<[string, InvoiceNow | undefined, number, string | null, number, RegExp]>([
  ["void", invoice("void"), 0, "2026-01-01", 5000, /is void/],
  ["still live, half refunded", invoice("paid"), 2500, "2026-01-01", 2500, /\$25\.00 of it was refunded/],
  ["still live, changed", invoice("paid"), 0, "2026-01-01", 0, /it changed/],
  ["gone from data that go back to it", undefined, 0, "2026-01-01", 5000, /no longer in the data/],
  ["gone because the data start later", undefined, 0, "2026-03-01", 0, /no longer go back to inv_2/],
  ["gone, and no invoice is left", undefined, 0, null, 0, /no longer go back to inv_2/],
])("money owed on an invoice that is %s", (_, now, refundedCents, firstIssuedOn, cents, text) => {
  const settled = settleInvoice(claim, now, refundedCents, firstIssuedOn);
  expect(settled.cents).toBe(cents);
  expect(settled.text).toMatch(text);
});
