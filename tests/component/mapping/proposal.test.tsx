import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { LoadForm } from "@/app/(console)/data/load-form.client";
import { MappingUseNote } from "@/app/(console)/data/mapping-use";
import type { MappingProposal } from "@/lib/contract/mapping";
import { findViolations } from "@/tests/support/check-accessibility";
import { refusedLoad } from "@/tests/support/fixtures";

jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh: jest.fn() }) }));

const column = { part: 0, isRequired: true, words: [], reasons: ["named so"] };
const proposal: MappingProposal = {
  folder: "/srv/foreign",
  source: "proposed",
  confidence: 0.83,
  ready: [],
  mapping: {
    name: "proposed",
    label: "Proposed for this folder",
    files: { invoices: { names: ["bills"] } },
    tables: {
      invoices: {
        from: "invoices",
        columns: {
          billed_amount: { column: "total" },
          status: { column: "state", values: { settled: "paid" } },
          period_end: { column: "to_date" },
        },
      },
      refunds: "absent",
    },
  },
  yaml: "name: proposed\n",
  tables: [
    { table: "invoices", file: "bills.csv", confidence: 0.9, reasons: ["bills.csv sounds like invoices"] },
    { table: "refunds", file: null, confidence: 0, reasons: ["no file looks like it"] },
  ],
  columns: [
    {
      ...column,
      table: "invoices",
      column: "billed_amount",
      from: "total",
      confidence: 0.5,
      reasons: ["check the unit"],
    },
    { ...column, table: "invoices", column: "status", from: "state", confidence: 0.48, words: ["settled", "frozen"] },
    { ...column, table: "invoices", column: "period_end", from: "to_date", confidence: 0.9 },
    { ...column, table: "invoices", column: "tier", from: null, confidence: 0 },
  ],
  open: ["invoices.tier needs a column of bills.csv or a constant"],
  assumptions: ["Rows marked as deleted are left out"],
  files: [{ name: "bills.csv", columns: ["Total", "Net Total", "state", "to_date", "Plan"] }],
};

const loaded = { ...refusedLoad, status: "loaded" as const, faults: [], faultCount: 0 };
const load = jest.fn(async () => ({ ok: true as const, data: loaded }));
const propose = jest.fn(async () => ({ ok: true as const, data: proposal }));
const actions = { load, propose };

beforeEach(() => jest.clearAllMocks());

async function openProposal() {
  const view = render(<LoadForm datasets={[]} actions={actions} folder="/srv/foreign" />);
  await userEvent.click(screen.getByRole("button", { name: "Propose a mapping" }));
  return { ...view, region: within(await screen.findByRole("region", { name: "Proposed mapping" })) };
}

test("shows how sure each column is and why, what is open, and what is taken for granted", async () => {
  const { container, region } = await openProposal();
  expect(propose).toHaveBeenCalledWith({ folder: "/srv/foreign" });
  expect(load).not.toHaveBeenCalled();
  expect(region.getByRole("row", { name: /invoices\.billed_amount/ })).toHaveTextContent("0.50");
  expect(region.getByRole("row", { name: /invoices\.billed_amount/ })).toHaveTextContent("check the unit");
  expect(region.getByRole("list", { name: "To decide" })).toHaveTextContent("invoices.tier needs a column");
  expect(region.getByRole("list", { name: "Taken for granted" })).toHaveTextContent("marked as deleted");
  expect(region.getByRole("list", { name: "Files" })).toHaveTextContent("refunds: absent");
  expect(await findViolations(container)).toEqual([]);
});

test("a person changes column, constant, unit, end and words, and what was seen is what is loaded", async () => {
  const { region } = await openProposal();
  await userEvent.selectOptions(region.getByLabelText("Source of invoices.billed_amount"), "Net Total");
  await userEvent.selectOptions(region.getByLabelText("Unit of invoices.billed_amount"), "minor");
  await userEvent.selectOptions(region.getByLabelText("End of invoices.period_end"), "inclusive");
  await userEvent.selectOptions(region.getByLabelText("frozen of invoices.status"), "void");
  await userEvent.selectOptions(region.getByLabelText("Source of invoices.tier"), "a constant");
  await userEvent.type(region.getByLabelText("Constant for invoices.tier"), "Pro");
  await userEvent.click(region.getByRole("button", { name: "Confirm and load" }));
  expect(load).toHaveBeenCalledWith({
    folder: "/srv/foreign",
    mapping: expect.objectContaining({
      tables: expect.objectContaining({
        invoices: {
          from: "invoices",
          columns: {
            billed_amount: { column: "net_total", unit: "minor" },
            status: { column: "state", values: { settled: "paid", frozen: "void" } },
            period_end: { column: "to_date", end: "inclusive" },
            tier: { constant: "Pro" },
          },
        },
      }),
    }),
  });
  expect(screen.queryByRole("region", { name: "Proposed mapping" })).not.toBeInTheDocument();
});

test("a ready mapping is loaded by its name, and a proposal can be left", async () => {
  const mapping = proposal.mapping && { ...proposal.mapping, name: "stripe-fivetran" };
  propose.mockResolvedValueOnce({ ok: true, data: { ...proposal, source: "ready", mapping } });
  const { region } = await openProposal();
  expect(region.queryByLabelText("Source of invoices.tier")).not.toBeInTheDocument();
  await userEvent.click(region.getByRole("button", { name: "Confirm and load" }));
  expect(load).toHaveBeenCalledWith({ folder: "/srv/foreign", mapping: "stripe-fivetran" });
  await userEvent.click(screen.getByRole("button", { name: "Propose a mapping" }));
  await userEvent.click(await screen.findByRole("button", { name: "Leave it" }));
  expect(screen.queryByRole("region", { name: "Proposed mapping" })).not.toBeInTheDocument();
});

test("the running data says which mapping it was read through and what that left out", () => {
  const leftOut = [{ file: "refund.csv", reason: "deleted" as const, rows: 1200 }];
  render(<MappingUseNote use={{ name: "stripe-fivetran", label: "Stripe", leftOut }} />);
  expect(screen.getByRole("region", { name: "Mapping" })).toHaveTextContent(
    "Left out: 1,200 of refund.csv deleted in the source.",
  );
});
