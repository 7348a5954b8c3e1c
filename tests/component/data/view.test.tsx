import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { DataPageView, type DataProps } from "@/app/(console)/data/view";
import type { KnownDataset } from "@/lib/contract/dataset";
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
const former: KnownDataset = {
  id: "data_0123456789ab",
  label: "Upload of 2026-02-01 10:00",
  folder: "/srv/state/uploads/20260201T100000-0123abcd",
  isUpload: true,
  isRunning: true,
  asOf: "2026-01-31",
  loadedAt: "2026-02-01T10:00:00.000Z",
  files: ["clients-2026-01.csv", "bills-2026-01.csv"],
  mapping: "Our billing system",
};
const full: DataProps = { dataset, lastLoad: null, datasets: [former], actions };

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
  expect(await screen.findByText(/^Loaded/)).toBeInTheDocument();
  actions.load.mockResolvedValueOnce({ ok: false, problem: { ...problem, detail: "No such folder." } } as never);
  await userEvent.click(await screen.findByRole("button", { name: "Load folder" }));
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
  expect(await screen.findByText("Reset.")).toBeInTheDocument();
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
  const form = screen.getByLabelText<HTMLInputElement>("Files, CSV or Parquet").form;
  if (form) fireEvent.submit(form);
  expect(await screen.findByText(text)).toBeInTheDocument();
  expect(fetchFiles).toHaveBeenCalledWith("/api/data/upload", expect.objectContaining({ method: "POST" }));
});

const choose = (...names: string[]) =>
  userEvent.upload(
    screen.getByLabelText("Files, CSV or Parquet"),
    names.map((name) => new File(["x"], name)),
  );

test("files called like those of a former upload go on with it, unless a person says otherwise", async () => {
  const { container } = render(<DataPageView {...full} />);
  const choice = screen.getByLabelText("The files are");
  expect(choice).toHaveValue("own");
  await choose("bills-2026-02.csv", "clients-2026-02.csv");
  expect(choice).toHaveValue(former.id);
  expect(choice).toHaveTextContent("New data of Upload of 2026-02-01 10:00, so far up to 31 Jan 2026");
  expect(screen.getByText(/its cases keep their verdicts/)).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
  await userEvent.selectOptions(choice, "own");
  expect(screen.queryByText(/its cases keep their verdicts/)).not.toBeInTheDocument();
  await choose("charges.csv");
  expect(choice).toHaveValue("own");
});

test("uploaded files that wait for a mapping are proposed one, and confirmed into what was chosen", async () => {
  const stored = { status: "stored", folder: "/srv/state/uploads/x", dataset: former.id };
  Object.assign(globalThis, { fetch: jest.fn(async () => ({ json: async () => stored })) });
  render(<DataPageView {...full} />);
  const form = screen.getByLabelText<HTMLInputElement>("Files, CSV or Parquet").form;
  if (form) fireEvent.submit(form);
  expect(await screen.findByText(/confirm how to read them/)).toBeInTheDocument();
  expect(actions.propose).toHaveBeenCalledWith({ folder: stored.folder });
  await userEvent.click(await screen.findByRole("button", { name: "Load as it is" }));
  expect(actions.load).toHaveBeenCalledWith({ folder: proposal.folder, mapping: undefined, dataset: former.id });
});

test("a folder's rows can be new data of a dataset", async () => {
  render(<DataPageView {...full} />);
  await userEvent.selectOptions(screen.getByLabelText("Its rows are"), former.id);
  await userEvent.click(screen.getByRole("button", { name: "Load folder" }));
  expect(actions.load).toHaveBeenCalledWith({ folder: dataset.folder, dataset: former.id });
});
