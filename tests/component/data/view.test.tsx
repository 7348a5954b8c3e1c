import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { DataPageView, type DataProps } from "@/app/(console)/data/view";
import type { MappingProposal } from "@/lib/contract/mapping";
import { findViolations } from "@/tests/support/check-accessibility";
import { dataset, problem, refusedLoad } from "@/tests/support/fixtures";

const router = { refresh: jest.fn() };
jest.mock("next/navigation", () => ({ useRouter: () => router, usePathname: () => "/data" }));

const proposal: MappingProposal = {
  folder: "/srv/foreign",
  source: "canonical",
  confidence: 1,
  ready: [],
  mapping: null,
  yaml: "",
  tables: [],
  columns: [],
  open: [],
  assumptions: [],
  files: [],
};
const actions = {
  load: jest.fn(async () => ({ ok: true as const, data: { ...refusedLoad, status: "loaded" as const, faults: [] } })),
  propose: jest.fn(async () => ({ ok: true as const, data: proposal })),
  reset: jest.fn(async () => ({ ok: true as const, data: null })),
};
const full: DataProps = { dataset, lastLoad: null, actions };

beforeEach(() => jest.clearAllMocks());

test("shows rows, days, missing columns and quarantine", async () => {
  const { container } = render(<DataPageView {...full} />);
  const row = within(screen.getByRole("region", { name: "Tables" })).getByRole("row", { name: /invoices/ });
  expect(row).toHaveTextContent("5,2121 Jan 2025 to 28 Feb 20261expected_amount");
  expect(screen.getByRole("region", { name: "Quarantine" })).toHaveTextContent("no such customer");
  expect(await findViolations(container)).toEqual([]);
});

test("a refused load names each fault by file, line, column and value, and how many there are", async () => {
  const { container } = render(<DataPageView {...full} dataset={null} lastLoad={refusedLoad} />);
  const faults = screen.getByRole("alert", { name: "Faults" });
  expect(faults).toHaveTextContent("140 faults");
  expect(within(faults).getByRole("row", { name: /12o/ })).toHaveTextContent(
    "invoices.csv12billed_amount12o.00a decimal amount",
  );
  expect(faults).toHaveTextContent("The first 2 of 140 faults.");
  expect(screen.getByText("No table yet.")).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("loads a folder and says so, or says why not", async () => {
  render(<DataPageView {...full} />);
  const folder = screen.getByLabelText("Folder on the server");
  await userEvent.clear(folder);
  await userEvent.type(folder, "/srv/tables");
  await userEvent.click(screen.getByRole("button", { name: "Load folder" }));
  expect(actions.load).toHaveBeenCalledWith({ folder: "/srv/tables" });
  expect(screen.getByText(/^Loaded/)).toBeInTheDocument();
  actions.load.mockResolvedValueOnce({ ok: false, problem: { ...problem, detail: "No such folder." } } as never);
  await userEvent.click(screen.getByRole("button", { name: "Load folder" }));
  expect(await screen.findByText(/No such folder/)).toBeInTheDocument();
});

test("a reset needs a second click, and can be left", async () => {
  render(<DataPageView {...full} />);
  await userEvent.click(screen.getByRole("button", { name: "Reset demo" }));
  await userEvent.click(screen.getByRole("button", { name: "Keep" }));
  expect(actions.reset).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Reset demo" }));
  await userEvent.click(screen.getByRole("button", { name: "Yes, reset" }));
  expect(actions.reset).toHaveBeenCalledTimes(1);
  expect(screen.getByText("Reset.")).toBeInTheDocument();
});

test.each([
  [{ ...refusedLoad, status: "loaded", faults: [], faultCount: 0 }, "Loaded."],
  [refusedLoad, "Refused: 140 faults, listed above."],
  [{ ...problem, detail: "The file is too large." }, "Not loaded: The file is too large."],
])("an upload tells its outcome (%#)", async (body, text) => {
  const fetchFiles = jest.fn(async () => ({ json: async () => body }));
  Object.assign(globalThis, { fetch: fetchFiles });
  render(<DataPageView {...full} />);
  // jsdom takes no chosen file as its own, so the form is submitted past its "required" check.
  const form = screen.getByLabelText<HTMLInputElement>("Files, one a table").form;
  if (form) fireEvent.submit(form);
  expect(await screen.findByText(text)).toBeInTheDocument();
  expect(fetchFiles).toHaveBeenCalledWith("/api/data/upload", expect.objectContaining({ method: "POST" }));
});
