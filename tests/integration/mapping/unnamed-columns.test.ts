import { proposeFolder } from "@/adapters/warehouse/mapping-propose";
import { canonicalRows, csv, loadMapped, writeFiles } from "@/tests/support/mapped-folder";

/** Names that say little, amounts with signs: what a spreadsheet of somebody's own looks like. */
const FOLDER = {
  "Accounts.csv": csv("Account #,Company,Territory,Signup Date", [
    ["A-1", "Alder", "EMEA", "01/31/2025"],
    ["A-2", "Birch", "NA", "02/14/2025"],
    ["A-3", "Cedar", "NA", "02/20/2025"],
  ]),
  "Subs.csv": csv("Sub Ref,Account #,Plan Name,State,Qty,Price Each,Disc %,Ccy,Begin,Interval", [
    ["S-1", "A-1", "Pro", "active", 3, "$1,200.50", 0, "USD", "01/31/2025", "month"],
    ["S-2", "A-2", "Pro", "active", 1, "$99.00", 10, "USD", "02/14/2025", "month"],
    ["S-3", "A-3", "Team", "cancelled", 2, "$10.00", 0, "USD", "02/20/2025", "month"],
  ]),
  "Bills.csv": csv("Bill No,Account #,Sub Ref,Plan,Units,From,To,Bill Date,Total,Ccy,State", [
    ["B-1", "A-1", "S-1", "Pro", 3, "03/01/2025", "04/01/2025", "03/01/2025", "$3,601.50", "USD", "paid"],
    ["B-2", "A-2", "S-2", "Pro", 1, "03/14/2025", "04/14/2025", "03/14/2025", "($5.00)", "USD", "void"],
    ["B-3", "A-3", "S-3", "Team", 2, "03/20/2025", "04/20/2025", "03/20/2025", "$20.00", "USD", "open"],
  ]),
  "Receipts.csv": csv("Slip,Bill No,Account #,Amt,Ccy,When,Result", [
    ["x1", "B-1", "A-1", "USD 3,601.50", "USD", "03/02/2025 10:15:00", "succeeded"],
    ["x2", "B-3", "A-3", "USD 20.00", "USD", "03/21/2025 11:00:00", "failed"],
  ]),
  "Refunds and Credits.csv": csv("Ref,Slip,Bill No,Account #,Type,Amt,Ccy,Why,When", [
    ["r1", "x1", "B-1", "A-1", "refund", "$100.00", "USD", "goodwill", "03/05/2025 09:00:00"],
    ["r2", "x1", "B-1", "A-1", "credit", "$25.50", "USD", "outage", "03/25/2025 09:00:00"],
  ]),
};

test("columns whose names say nothing are told by keys, kinds and what is left over, with little sureness", async () => {
  const proposal = await proposeFolder(writeFiles(FOLDER));
  const from = new Map(proposal.columns.map((one) => [`${one.table}.${one.column}`, one]));
  for (const [column, shown] of [
    ["payments.payment_id", "Slip"],
    ["payments.amount", "Amt"],
    ["payments.paid_at", "When"],
    ["refunds.refund_id", "Ref"],
    ["refunds.payment_id", "Slip"],
    ["refunds.refunded_at", "When"],
    ["subscriptions.subscription_id", "Sub Ref"],
    ["customers.currency", "USD"],
  ])
    expect([column, from.get(column ?? "")?.from]).toEqual([column, shown]);
  expect(from.get("payments.paid_at")?.confidence).toBeLessThanOrEqual(0.5);
  expect(from.get("payments.paid_at")?.reasons[0]).toBe("the only column left that holds times");
  expect(from.get("refunds.payment_id")?.reasons).toContain("100 % of its values are keys of Receipts.csv");
  expect(proposal.open).toEqual([]);
});

test("amounts with signs, codes and brackets load to the cent", async () => {
  const folder = writeFiles(FOLDER);
  const { mapping } = await proposeFolder(folder);
  const { db } = await loadMapped(folder, { file: "proposed.yml", text: JSON.stringify(mapping) });
  const rows = await canonicalRows(db);
  expect(rows.invoices?.map((row) => row.billed_amount_cents)).toEqual([360150, -500, 2000]);
  expect(rows.payments?.map((row) => row.amount_cents)).toEqual([360150, 2000]);
  expect(rows.refunds?.map((row) => row.amount_cents)).toEqual([10000, 2550]);
  expect(rows.subscriptions?.map((row) => row.unit_price_cents)).toEqual([120050, 9900, 1000]);
  db.close();
});

test("two columns of one kind are nobody's", async () => {
  const receipts = csv("Slip,Bill No,Account #,Amt,Ccy,Seen,Banked,Result", [
    ["x1", "B-1", "A-1", "USD 3,601.50", "USD", "03/02/2025 10:15:00", "03/04/2025 10:15:00", "succeeded"],
    ["x2", "B-3", "A-3", "USD 20.00", "USD", "03/21/2025 11:00:00", "03/24/2025 11:00:00", "failed"],
  ]);
  const proposal = await proposeFolder(writeFiles({ ...FOLDER, "Receipts.csv": receipts }));
  expect(proposal.open).toEqual(["payments.paid_at needs a column of Receipts.csv or a constant"]);
});
