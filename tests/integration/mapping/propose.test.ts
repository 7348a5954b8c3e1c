import { proposeFolder } from "@/adapters/warehouse/mapping-propose";
import { runDetectors } from "@/lib/detection/run-detectors";
import { writeFolder } from "@/tests/support/data-folder";
import { canonicalRows, csv, loadMapped, writeFiles } from "@/tests/support/mapped-folder";
import { STRIPE_BY_HAND, STRIPE_FIVETRAN } from "./stripe-world";

/** The hand-written tables with the names, words, units and dates that another system would use. */
function renamed(): Record<string, string> {
  const of = (name: string) => STRIPE_BY_HAND[name] as string;
  const rename = (text: string, names: Record<string, string>) => {
    const [header = "", ...rows] = text.split("\n");
    const renamedHeader = header
      .split(",")
      .map((column) => names[column] ?? column)
      .join(",");
    return [renamedHeader, ...rows].join("\n");
  };
  return {
    "clients.csv": rename(of("customers.csv"), {
      customer_id: "Client ID",
      name: "Company Name",
      email: "Billing Email",
      region: "Sales Region",
      country: "Country Code",
      tier: "Plan",
      currency: "CCY",
      status: "State",
      created_at: "Signup Date",
    })
      .replaceAll(",active,", ",Live,")
      .replaceAll(",churned,", ",Closed,"),
    "contracts.csv": rename(of("subscriptions.csv"), {
      subscription_id: "contract_no",
      customer_id: "client_id",
      tier: "package",
      seats: "licenses",
      unit_price: "price_per_seat",
      billing_period: "billing_frequency",
      discount_pct: "discount_percent",
      currency: "ccy",
      started_on: "start_date",
      trial_ends_on: "trial_end",
      canceled_on: "end_date",
      valid_from: "effective_from",
      valid_to: "effective_to",
    })
      .replaceAll(",month,", ",monthly,")
      .replaceAll(",year,", ",annually,")
      .replaceAll(",canceled,", ",terminated,"),
    "bills.csv": rename(of("invoices.csv"), {
      invoice_id: "bill_id",
      customer_id: "client_id",
      subscription_id: "contract_no",
      tier: "package",
      quantity: "licenses",
      period_start: "service_start",
      period_end: "service_end",
      issued_on: "invoice_date",
      due_on: "due_date",
      billed_amount: "total_amount",
      currency: "ccy",
      status: "invoice_status",
      paid_on: "paid_date",
    }),
    "transactions.csv": rename(of("payments.csv"), {
      payment_id: "txn_id",
      invoice_id: "bill_id",
      customer_id: "client_id",
      currency: "ccy",
      status: "result",
      failure_reason: "decline_reason",
      paid_at: "processed_at",
    }).replaceAll(",succeeded,", ",OK,"),
    "refunds_and_credits.csv": rename(of("refunds.csv"), {
      refund_id: "id",
      payment_id: "txn_id",
      invoice_id: "bill_id",
      customer_id: "client_id",
      currency: "ccy",
      kind: "type",
      issued_by: "created_by",
      approved_by: "approver",
      note: "comment",
      refunded_at: "credited_at",
    }),
    "exchange_rates.csv": csv("day,from,to,rate", [["2025-01-01", "EUR", "USD", 1.03]]),
  };
}

test("renamed tables, columns and words are proposed as what they are, and load to the same rows and cases", async () => {
  const proposal = await proposeFolder(writeFiles(renamed()));
  expect(proposal.source).toBe("proposed");
  expect(proposal.tables.map((table) => [table.table, table.file])).toEqual([
    ["customers", "clients.csv"],
    ["subscriptions", "contracts.csv"],
    ["invoices", "bills.csv"],
    ["payments", "transactions.csv"],
    ["refunds", "refunds_and_credits.csv"],
    ["usage_events", null],
    ["signal_events", null],
  ]);
  expect(proposal.open).toEqual([]);
  const amount = proposal.columns.find((one) => one.table === "invoices" && one.column === "billed_amount");
  expect(amount).toMatchObject({ from: "total_amount", confidence: expect.any(Number) });
  expect(amount?.confidence).toBeGreaterThan(0.8);
  const customer = proposal.columns.find((one) => one.table === "payments" && one.column === "customer_id");
  expect(customer?.reasons).toContain("100 % of its values are keys of clients.csv");
  expect(proposal.columns.filter((one) => one.isRequired && one.confidence < 0.5)).toEqual([]);
  expect(proposal.confidence).toBeGreaterThan(0.85);

  const mapped = await loadMapped(proposal.folder, proposal.mapping ?? undefined);
  const byHand = await loadMapped(writeFiles(STRIPE_BY_HAND));
  expect(await canonicalRows(mapped.db)).toEqual(await canonicalRows(byHand.db));
  const [found, expected] = await Promise.all([runDetectors(mapped.warehouse, {}), runDetectors(byHand.warehouse, {})]);
  expect(found.findings.map((one) => one.fingerprint)).toEqual(expected.findings.map((one) => one.fingerprint));
  mapped.db.close();
  byHand.db.close();
});

test("a folder of a known system is proposed its ready mapping, with how sure", async () => {
  const proposal = await proposeFolder(writeFiles(STRIPE_FIVETRAN));
  expect(proposal).toMatchObject({ source: "ready", mapping: { name: "stripe-fivetran" }, open: [] });
  expect(proposal.confidence).toBeGreaterThanOrEqual(0.9);
  expect(proposal.ready[0]).toMatchObject({ name: "stripe-fivetran" });
  expect(proposal.ready[1]?.confidence).toBeLessThan(0.9);
  expect(proposal.columns.find((one) => one.table === "payments" && one.column === "amount")?.from).toBe(
    "charge.csv amount",
  );
  expect(proposal.assumptions.length).toBeGreaterThan(3);
});

test("the canonical tables need no mapping", async () => {
  expect(await proposeFolder(writeFolder())).toMatchObject({ source: "canonical", confidence: 1, mapping: null });
});

test("units, ends of periods, epochs, deleted rows and versions are told apart, and doubt is said", async () => {
  const folder = writeFiles({
    "accounts.csv": csv("id,company,region,plan,currency,state,created,is_deleted", [
      ["a1", "One", "EMEA", "Pro", "EUR", "active", 1735689600, "false"],
      ["a2", "Two", "NA", "Pro", "EUR", "frozen", 1735776000, "true"],
    ]),
    "agreements.csv": csv(
      "agreement_id,account_id,plan,seats,price_cents,interval,currency,status,start_date,updated_at",
      [
        ["s1", "a1", "Pro", 3, 3000, "monthly", "EUR", "active", "2025-01-01", "2025-01-01"],
        ["s1", "a1", "Pro", 4, 3000, "monthly", "EUR", "active", "2025-01-01", "2025-03-01"],
      ],
    ),
    "bills.csv": csv("bill_id,account_id,agreement_id,from_date,to_date,issued,total,state", [
      ["b1", "a1", "s1", "2025-01-01", "2025-01-31", "01/31/2025", 9000, "paid"],
      ["b2", "a1", "s1", "2025-02-01", "2025-02-28", "02/28/2025", 9000, "paid"],
    ]),
  });
  const { columns, mapping, open, assumptions } = await proposeFolder(folder);
  const of = (table: string, column: string) => columns.find((one) => one.table === table && one.column === column);
  expect(mapping?.tables.subscriptions).toMatchObject({
    versions: { key: ["agreement_id"], from: "updated_at" },
    columns: { unit_price: { column: "price_cents", unit: "minor" }, billing_period: { values: { monthly: "month" } } },
  });
  expect(mapping?.tables.invoices).toMatchObject({
    columns: {
      period_end: { end: "inclusive" },
      issued_on: { format: "%m/%d/%Y" },
      currency: { column: expect.stringMatching(/currency$/) },
    },
  });
  expect(mapping?.tables.customers).toMatchObject({ columns: { created_at: { time: "auto" } } });
  expect(mapping?.files.customers).toMatchObject({ deleted: ["is_deleted"] });
  expect(assumptions.join("\n")).toContain("is_deleted");
  expect(of("invoices", "billed_amount")?.confidence).toBeLessThan(0.6);
  expect(of("invoices", "billed_amount")?.reasons.join()).toContain("minor units (cents)");
  expect(of("customers", "status")?.reasons.join()).toContain("does not know frozen");
  expect(of("invoices", "quantity")).toMatchObject({ from: "agreements.csv seats" });
  expect(mapping?.tables.refunds).toBe("absent");
  expect(open).toEqual([]);
});

test("what nothing fits is left open, not guessed", async () => {
  const folder = writeFiles({
    "stuff.csv": csv("a,b,c", [[1, 2, 3]]),
    "clients.csv": csv("client_id,company", [["c1", "One"]]),
  });
  const { open, columns, tables } = await proposeFolder(folder);
  expect(open.join("\n")).toMatch(/No file looks like subscriptions/);
  expect(tables.find((table) => table.table === "invoices")).toMatchObject({ file: null, confidence: 0 });
  expect(columns.every((column) => column.from !== null || column.confidence === 0)).toBe(true);
  await expect(proposeFolder("/no/such/folder")).rejects.toMatchObject({ code: "not_found" });
});

test("German tables, words, dates and decimal commas are proposed as what they are, and load", async () => {
  const folder = writeFiles({
    "kunden.csv": csv("Kundennummer,Firma,Gebiet,Land,Tarif,Währung,Zustand,angelegt_am", [
      ["k1", "Eins GmbH", "Süd", "DE", "Profi", "EUR", "aktiv", "14.01.2024"],
      ["k2", "Zwei AG", "Nord", "AT", "Basis", "EUR", "gekündigt", "02.12.2024"],
    ]),
    "vertraege.csv": csv(
      "vertragsnummer,kundennummer,tarif,anzahl_plätze,preis,abrechnungszeitraum,rabatt_prozent,währung,status,beginn,ende",
      [
        ["v1", "k1", "Profi", 3, "1.049,50", "monatlich", "", "EUR", "aktiv", "01.01.2025", ""],
        ["v2", "k2", "Basis", 1, "19,90", "monatlich", "10", "EUR", "gekündigt", "01.01.2025", "01.02.2025"],
      ],
    ),
    "rechnungen.csv": csv(
      "rechnungsnummer,kundennummer,vertragsnummer,tarif,anzahl,zeitraum_von,zeitraum_bis,rechnungsdatum,faellig_am,betrag,währung,status",
      [
        [
          "r1",
          "k1",
          "v1",
          "Profi",
          3,
          "01.01.2025",
          "31.01.2025",
          "01.01.2025",
          "15.01.2025",
          "3.148,50",
          "EUR",
          "bezahlt",
        ],
        ["r2", "k2", "v2", "Basis", 1, "01.01.2025", "31.01.2025", "01.01.2025", "15.01.2025", "17,91", "EUR", "offen"],
      ],
    ),
  });
  const proposal = await proposeFolder(folder);
  expect(proposal.open).toEqual([]);
  const wrong = proposal.columns.filter((one) => one.isRequired && one.confidence < 0.7);
  expect(wrong).toEqual([]);
  const { db, warehouse } = await loadMapped(folder, proposal.mapping ?? undefined);
  expect(
    await db.query(
      `select i.invoice_id, i.billed_amount_cents as cents, i.status, cast(i.period_end as varchar) as until, c.status as customer
       from invoices i join customers c using (customer_id) order by 1`,
    ),
  ).toEqual([
    { invoice_id: "r1", cents: 314850, status: "paid", until: "2025-02-01", customer: "active" },
    { invoice_id: "r2", cents: 1791, status: "open", until: "2025-02-01", customer: "churned" },
  ]);
  const { findings } = await runDetectors(warehouse, {});
  expect(findings.map((one) => one.fingerprint)).toEqual([]);
  db.close();
});

test("payments and refunds in one file are told apart, totals lose their tax, and plans and lines are looked up", async () => {
  const folder = writeFiles({
    "customers.csv": csv("id,organization,country,currency,is_active,created_at", [
      ["c1", "One", "FR", "EUR", "true", "2024-01-01"],
      ["c2", "Two", "US", "EUR", "false", "2024-01-01"],
    ]),
    "plans.csv": csv("id,name,interval,amount_cents,amount_currency", [
      ["p1", "Small", "monthly", 10000, "EUR"],
      ["p2", "Large", "monthly", 90000, "EUR"],
    ]),
    "subscriptions.csv": csv("id,customer_id,plan_id,status,started_at,canceled_at", [
      ["s1", "c1", "p1", "active", "2025-01-01", ""],
      ["s2", "c2", "p2", "terminated", "2025-01-01", "2025-02-01"],
    ]),
    "invoices.csv": csv("id,customer_id,issuing_date,status,currency,taxes_amount_cents,total_amount_cents", [
      ["i1", "c1", "2025-01-01", "paid", "EUR", 2000, 12000],
      ["i2", "c2", "2025-01-01", "open", "EUR", 18000, 108000],
    ]),
    "fees.csv": csv("id,invoice_id,subscription_id,units,period_from,period_to,amount_cents", [
      ["f1", "i1", "s1", 1, "2025-01-01", "2025-02-01", 10000],
      ["f2", "i2", "s2", 1, "2025-01-01", "2025-02-01", 90000],
    ]),
    "transactions.csv": csv("id,type,customer_id,amount_in_cents,currency,success,card_type,created_at", [
      ["t1", "Payment", "c1", 12000, "EUR", "true", "visa", "2025-01-02"],
      ["t2", "Refund", "c1", 500, "EUR", "true", "visa", "2025-01-03"],
      ["t3", "Charge", "c2", 12000, "EUR", "true", "", "2025-01-02"],
      ["t4", "Credit", "c2", 700, "EUR", "true", "", "2025-01-03"],
    ]),
  });
  const { columns, mapping, open, assumptions } = await proposeFolder(folder);
  const of = (table: string, column: string) => columns.find((one) => one.table === table && one.column === column);
  expect(open).toEqual([]);
  expect(mapping?.tables.payments).toMatchObject({ where: { column: "type", in: ["payment"] } });
  expect(mapping?.tables.refunds).toMatchObject({
    columns: { kind: { values: { refund: "refund", credit: "credit" } } },
  });
  expect(of("payments", "method")).toMatchObject({ from: "card_type" });
  expect(of("invoices", "billed_amount")?.reasons.join()).toContain("less taxes_amount_cents");
  expect(of("subscriptions", "unit_price")).toMatchObject({ from: "plans.csv amount_cents" });
  expect(of("invoices", "subscription_id")).toMatchObject({ from: "fees.csv subscription_id" });
  expect(assumptions.join("\n")).toContain("Rows of transactions.csv whose type is payment are payments");
  expect(of("subscriptions", "unit_price")?.confidence).toBeLessThan(0.8);
  expect(of("invoices", "subscription_id")?.confidence).toBeLessThan(0.8);
  const { db } = await loadMapped(folder, mapping ?? undefined);
  expect(await db.query("select billed_amount_cents::bigint as cents, tier from invoices order by invoice_id")).toEqual(
    [
      { cents: 10000, tier: "Small" },
      { cents: 90000, tier: "Large" },
    ],
  );
  expect(await db.query("select refund_id, kind, amount_cents as cents from refunds order by 1")).toEqual([
    { refund_id: "t2", kind: "refund", cents: 500 },
    { refund_id: "t4", kind: "credit", cents: 700 },
  ]);
  expect(await db.query("select payment_id from payments")).toEqual([{ payment_id: "t1" }]);
  db.close();
});

test.each([
  ["a type that is no way to pay", "type", ["Invoice", "Other"], "payments.method"],
  ["the time of a row for the day of an invoice", "created_at", ["2025-01-01", "2025-01-02"], "invoices.issued_on"],
])("%s is at most a guess", async (_, name, values, target) => {
  const folder = writeFiles({
    "invoices.csv": csv(`invoice_id,customer_id,amount,currency,status,${name}`, [
      ["i1", "c1", "10.50", "EUR", "paid", values[0] ?? ""],
      ["i2", "c1", "10.50", "EUR", "paid", values[1] ?? ""],
    ]),
    "payments.csv": csv(`payment_id,customer_id,amount,currency,status,paid_at,${name}`, [
      ["p1", "c1", "10.50", "EUR", "paid", "2025-01-01", values[0] ?? ""],
      ["p2", "c1", "10.50", "EUR", "paid", "2025-01-01", values[1] ?? ""],
    ]),
  });
  const [table, column] = target.split(".");
  const found = (await proposeFolder(folder)).columns.find((one) => one.table === table && one.column === column);
  expect(found?.confidence ?? 0).toBeLessThan(0.8);
});

test("a file with other signs between its columns is read as its header is cut", async () => {
  const { files } = await proposeFolder(writeFiles({ "kunden.csv": "id;firma;land\n1;Eins;DE\n" }));
  expect(files).toEqual([{ name: "kunden.csv", columns: ["id", "firma", "land"] }]);
});
