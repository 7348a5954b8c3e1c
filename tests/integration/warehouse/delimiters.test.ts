import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { proposeFolder } from "@/adapters/warehouse/mapping-propose";
import { TableName } from "@/lib/contract/dataset";
import { smallTable, writeFolder } from "@/tests/support/data-folder";
import { ingest } from "@/tests/support/load-folder";
import { ingestMapped, loadMapped, writeFiles } from "@/tests/support/mapped-folder";

const cut = (text: string, delimiter: string) => text.replaceAll(",", delimiter);

test.each([";", "\t", "|"])("tables with %j between the columns and a byte order mark are read", async (delimiter) => {
  const changes = Object.fromEntries(
    TableName.options.map((table) => [table, `\uFEFF${cut(smallTable(table), delimiter)}`]),
  );
  const { data, faults } = await ingest(writeFolder(changes));
  expect(faults).toEqual([]);
  expect(data?.tables.map(({ rows }) => rows)).toEqual([1, 2, 2, 1, 1, 1, 1]);
});

test("a fault names its line between semicolons too, and says what a decimal comma is", async () => {
  const refunds = cut(smallTable("refunds"), ";").replace("10.00", "10,00");
  const { faults } = await ingest(writeFolder({ refunds }));
  expect(faults).toEqual([
    expect.objectContaining({
      file: "refunds.csv",
      line: 2,
      column: "amount",
      value: "10,00",
      expected: expect.stringContaining("with a point"),
    }),
  ]);
});

test("a file in UTF-16, as spreadsheets write text, is named as one", async () => {
  const folder = writeFolder();
  writeFileSync(join(folder, "refunds.csv"), Buffer.from(`\uFEFF${smallTable("refunds")}`, "utf16le"));
  const { faults } = await ingest(folder);
  expect(faults[0]).toMatchObject({ file: "refunds.csv", line: 1, expected: expect.stringContaining("UTF-8") });
});

const german = {
  "kunden.csv": "kunden_id;firma;tarif;waehrung;status;angelegt_am\nk1;Eins;Pro;EUR;aktiv;2025-01-01\n",
  "vertraege.csv":
    "vertrag_id;kunden_id;tarif;lizenzen;preis_pro_platz;intervall;waehrung;status;beginn\nv1;k1;Pro;3;1.030,50;monatlich;EUR;aktiv;2025-01-01\n",
  "rechnungen.csv":
    "rechnungsnummer;kunden_id;vertrag_id;tarif;lizenzen;zeitraum_von;zeitraum_bis;rechnungsdatum;betrag;waehrung;status\nr1;k1;v1;Pro;3;2025-01-01;2025-01-31;2025-01-01;3.091,50;EUR;bezahlt\n",
};

test("a spreadsheet's export with semicolons and decimal commas is proposed, and read to the cent", async () => {
  const folder = writeFiles(german);
  const { mapping, columns } = await proposeFolder(folder);
  expect(columns.find(({ column }) => column === "billed_amount")?.reasons.join()).toContain("decimal comma");
  const { faults } = await ingestMapped(folder, mapping ?? undefined);
  expect(faults).toEqual([]);
  const { db } = await loadMapped(folder, mapping ?? undefined);
  expect(await db.query("select billed_amount_cents as cents, quantity from invoices")).toEqual([
    { cents: 309150, quantity: 3 },
  ]);
  expect(await db.query("select cast(unit_price_cents as double) as price from subscriptions")).toEqual([
    { price: 103050 },
  ]);
  db.close();
});

test("a faulty row of such an export is named by its own file, line and value", async () => {
  const rows = `${german["rechnungen.csv"]}r2;k1;v1;Pro;3;2025-02-01;2025-02-28;2025-02-01;viel;EUR;bezahlt\n`;
  const folder = writeFiles({ ...german, "rechnungen.csv": rows });
  const { mapping } = await proposeFolder(writeFiles(german));
  const { faults } = await ingestMapped(folder, mapping ?? undefined);
  expect(faults).toEqual([expect.objectContaining({ file: "rechnungen.csv", line: 3, value: "viel" })]);
});
