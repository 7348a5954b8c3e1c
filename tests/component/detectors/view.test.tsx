import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { DetectorView, RefusedView } from "@/app/(console)/detectors/[detectorId]/view";
import type { DetectorActions } from "@/app/(console)/detectors/detector-actions";
import { DetectorsView } from "@/app/(console)/detectors/view";
import type { DetectorDetail, DetectorList, DetectorSummary, DetectorTrial } from "@/lib/contract/detector";
import { findViolations } from "@/tests/support/check-accessibility";
import { problem } from "@/tests/support/fixtures";

const router = { refresh: jest.fn() };
jest.mock("next/navigation", () => ({ useRouter: () => router, usePathname: () => "/detectors" }));
beforeEach(() => jest.clearAllMocks());

const rerunTriage = async () => ({ ok: true as const, data: { runId: "run_1" } });

const spike: DetectorSummary = {
  id: "refund_spike",
  title: "Refund spike",
  question: "In which weeks did a region refund far more than usual?",
  moneyKind: "cash_out",
  source: "built_in",
  file: null,
  state: "on",
  reason: null,
  place: 17,
  cases: [{ currency: "USD", count: 2, unknown: 0, impactCents: 112_800 }],
  accuracy: {
    planted: 87,
    found: 86,
    precision: 0.985,
    recall: 1,
    exact: 1,
    dollarError: 0,
    seeds: 10,
    invoices: 20_000,
  },
};
const currency: DetectorSummary = {
  ...spike,
  id: "currency_mismatch",
  title: "Currency mismatch",
  state: "skipped",
  reason: "needs subscriptions.canceled_on",
  cases: [{ currency: "EUR", count: 3, unknown: 3, impactCents: 0 }],
  accuracy: { ...(spike.accuracy as NonNullable<typeof spike.accuracy>), precision: null },
};
const custom: DetectorSummary = {
  ...spike,
  id: "written_off_invoice",
  title: "Written-off invoice",
  source: "custom",
  file: "written-off.yml",
  state: "proposed",
  reason: "a backtest, then a person who activates it",
  cases: [],
  accuracy: null,
};
const list: DetectorList = {
  version: "v2",
  lost: ["gone_detector"],
  detectors: [spike, currency, custom],
  refused: [
    {
      file: "bad.yml",
      faults: [{ file: "bad.yml", line: 7, column: "sql", value: null, expected: "one plain SELECT" }],
    },
  ],
};

test("the list tells state, cases, unknown impact, accuracy and refused files", async () => {
  const { container } = render(
    <DetectorsView list={list} folder="data/detectors" change={actionsOf().change} rerunTriage={rerunTriage} />,
  );
  expect(screen.getByText(/^1 of 3 detectors on/)).toBeInTheDocument();
  const builtIn = screen.getByRole("region", { name: "Built-in detectors" });
  expect(within(builtIn).getByRole("row", { name: /Refund spike/ })).toHaveTextContent("2 cases$1,128.0098.5 %100.0 %");
  const unknown = within(builtIn).getByRole("row", { name: /Currency mismatch/ });
  expect(unknown).toHaveTextContent("3 cases3 unknown in EURnot measured");
  expect(unknown).toHaveTextContent("needs subscriptions.canceled_on");
  expect(unknown).not.toHaveTextContent("0.00");
  expect(within(builtIn).getByRole("link", { name: "2 cases" })).toHaveAttribute(
    "href",
    "/triage?anomalyType=refund_spike",
  );
  expect(screen.getByRole("region", { name: "Custom detectors" })).toHaveTextContent(
    "Proposeda backtest, then a person",
  );
  expect(screen.getByRole("row", { name: /bad.yml/ })).toHaveTextContent("bad.yml7sqlone plain SELECT");
  expect(await findViolations(container)).toEqual([]);
});

test("without a custom detector it says where one goes, and nothing of refusals", async () => {
  const { container } = render(
    <DetectorsView
      list={{ ...list, detectors: [spike], refused: [], lost: [] }}
      folder="/srv/rules"
      change={actionsOf().change}
      rerunTriage={rerunTriage}
    />,
  );
  expect(screen.getByText("No custom detector.")).toBeInTheDocument();
  expect(screen.getByText(/with one SELECT into \/srv\/rules/)).toBeInTheDocument();
  expect(screen.queryByRole("region", { name: "Refused files" })).not.toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

const detail: DetectorDetail = {
  ...spike,
  version: "v2",
  because: "a whole week",
  needs: [],
  missing: [],
  sources: ["refunds"],
  evidence: "Every refund of the week.",
  impact: "sum - median",
  action: "Hold refunds.",
  confidence: null,
  parameters: [
    {
      ...{
        name: "minExcessUnits",
        description: "Least excess",
        unit: "major units",
        isWhole: false,
        min: 1,
        max: 1000,
      },
      ...{ default: 200, value: 200, source: "default", grid: [] },
    },
    {
      ...{ name: "windowHours", description: "Furthest apart", unit: "h", isWhole: true, min: 1, max: 100 },
      ...{ default: 72, value: 48, source: "person", grid: [72, 48] },
    },
  ],
  statements: ["select 1\n-- $1 = 3"],
  setting: { enabled: true, parameters: { windowHours: 48 }, fileHash: null },
  history: [
    {
      canUndo: true,
      event: {
        ...{ id: "change_1", detectorId: "refund_spike", undoes: null, trialId: "trial_1", why: "too loud", by: "ada" },
        from: { enabled: true, parameters: {}, fileHash: null },
        to: { enabled: true, parameters: { windowHours: 48 }, fileHash: null },
        at: "2026-03-01T09:00:00.000Z",
      },
    },
  ],
  lastTrial: null,
};
const event = (detail.history[0] as NonNullable<(typeof detail.history)[0]>).event;
const trial: DetectorTrial = {
  ...{ id: "trial_2", detectorId: "refund_spike", version: "v2", by: "local", at: "2026-03-01T09:00:00.000Z" },
  setting: { enabled: false, parameters: { windowHours: 48 }, fileHash: null },
  asOf: "2026-02-28",
  totals: [{ currency: "USD", before: { cases: 6, cents: 247_800 }, after: { cases: 5, cents: 135_000 } }],
  differences: [
    {
      ...{ detectorId: "refund_spike", title: "Refund spike", currency: "USD" },
      ...{ before: { cases: 1, cents: 112_800 }, after: { cases: 0, cents: 0 } },
      ...{ gained: { cases: 0, cents: 0 }, lost: { cases: 1, cents: 112_800 } },
    },
  ],
  gained: [{ title: "A new one", currency: "EUR", cents: null }],
  lost: [{ title: "EMEA spike", currency: "USD", cents: 112_800 }],
  months: [],
  overlap: [],
  rows: 0,
  durationMs: 0,
};

function actionsOf(over: Partial<DetectorActions> = {}): DetectorActions {
  return {
    tryOut: jest.fn(async () => ({ ok: true as const, data: trial })),
    change: jest.fn(async () => ({ ok: true as const, data: { event, version: "v3" } })),
    undo: jest.fn(async () => ({ ok: true as const, data: { event, version: "v3" } })),
    ...over,
  };
}

test("a page tells what the detector proves and how often it is right, its SQL and who changed it", async () => {
  const { container } = render(<DetectorView detail={detail} actions={actionsOf()} rerunTriage={rerunTriage} />);
  expect(screen.getByRole("region", { name: "What it does" })).toHaveTextContent("Place 17: a whole week.");
  expect(screen.getByRole("region", { name: "Measured accuracy" })).toHaveTextContent("Precision98.5 %");
  expect(screen.getByRole("region", { name: "Cases today" })).toHaveTextContent("$1,128.002 cases in USD");
  expect(screen.getByLabelText(/^Window hours/)).toHaveValue(48);
  expect(screen.getByText(/set by a person/)).toHaveTextContent("Default 72, learning may walk 72, 48");
  const log = screen.getByRole("region", { name: "Changes" });
  expect(log).toHaveTextContent("Window hours 72 to 48");
  expect(log).toHaveTextContent("ada, 1 Mar 2026, 09:00 UTC: too loud");
  expect(screen.getByText(/-- \$1 = 3/)).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("nothing can be applied before its preview, nor after another edit", async () => {
  const actions = actionsOf();
  const { container } = render(<DetectorView detail={detail} actions={actions} rerunTriage={rerunTriage} />);
  expect(screen.queryByRole("button", { name: "Apply" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("checkbox", { name: /^On/ }));
  await userEvent.click(screen.getByRole("button", { name: "Preview" }));
  const wish = { enabled: false, parameters: { minExcessUnits: 200, windowHours: 48 } };
  expect(actions.tryOut).toHaveBeenCalledWith("refund_spike", wish);
  const preview = await screen.findByRole("region", { name: "Preview" });
  expect(preview).toHaveTextContent("6 to 5 cases in USD, -$1,128.00 to $1,350.00.");
  expect(preview).toHaveTextContent("EMEA spike, $1,128.00");
  expect(preview).toHaveTextContent("A new one, impact unknown");
  expect(await findViolations(container)).toEqual([]);
  await userEvent.type(screen.getByLabelText("Why, for the log"), "noise");
  await userEvent.click(screen.getByRole("button", { name: "Apply" }));
  expect(actions.change).toHaveBeenCalledWith("refund_spike", { ...wish, why: "noise" });
  expect(await screen.findByText("Applied: the next run takes it.")).toBeInTheDocument();
  expect(router.refresh).toHaveBeenCalledTimes(1);
  await userEvent.click(screen.getByRole("button", { name: "Preview" }));
  await screen.findByRole("button", { name: "Apply" });
  await userEvent.clear(screen.getByLabelText(/^Window hours/));
  expect(screen.queryByRole("button", { name: "Apply" })).not.toBeInTheDocument();
});

test("a refusal is shown in the server's words, and an undo asks the server", async () => {
  const refuse = jest.fn(async () => ({ ok: false as const, problem: { ...problem, detail: "Preview it first." } }));
  const actions = actionsOf({ tryOut: refuse });
  render(<DetectorView detail={detail} actions={actions} rerunTriage={rerunTriage} />);
  await userEvent.click(screen.getByRole("button", { name: "Preview" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Preview it first.");
  await userEvent.click(screen.getByRole("button", { name: "Undo: Window hours 72 to 48" }));
  expect(actions.undo).toHaveBeenCalledWith("refund_spike", { eventId: "change_1" });
});

test("a custom detector is backtested by month, with what others hold, and then activated", async () => {
  const backtest: DetectorTrial = {
    ...trial,
    setting: { enabled: true, parameters: {}, fileHash: "abc" },
    months: [
      { month: "earlier", currency: "USD", cases: 1, unknown: 1, cents: 0 },
      { month: "2026-02", currency: "USD", cases: 2, unknown: 0, cents: 4_000 },
    ],
    overlap: [{ detectorId: "refund_spike", title: "Refund spike", currency: "USD", rows: 1, cents: 900 }],
    rows: 3,
    durationMs: 20,
  };
  const actions = actionsOf({ tryOut: jest.fn(async () => ({ ok: true as const, data: backtest })) });
  const proposed: DetectorDetail = {
    ...detail,
    ...custom,
    confidence: 0.7,
    history: [],
    setting: { enabled: false, parameters: {}, fileHash: "abc" },
  };
  const { container } = render(<DetectorView detail={proposed} actions={actions} rerunTriage={rerunTriage} />);
  expect(screen.getByRole("region", { name: "Measured accuracy" })).toHaveTextContent("Never measured");
  expect(screen.getByText("Nobody changed it yet.")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Backtest" }));
  const shown = await screen.findByRole("region", { name: "Backtest" });
  expect(shown).toHaveTextContent("3 rows in 20 ms (150 rows a second)");
  expect(within(shown).getByRole("row", { name: /before the last 12 months/ })).toHaveTextContent("1 unknown in USD");
  expect(within(shown).getByRole("row", { name: /2026-02/ })).toHaveTextContent("2$40.00");
  expect(shown).toHaveTextContent("Refund spike holds 1 row of $9.00");
  expect(screen.getByRole("button", { name: "Activate" })).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("a refused file has a page that names every fault", async () => {
  const { container } = render(
    <RefusedView
      message="bad.yml is refused, line 7"
      faults={[{ pointer: "bad.yml:7:sql", detail: "expected one SELECT" }]}
    />,
  );
  expect(screen.getByRole("alert")).toHaveTextContent("bad.yml is refused, line 7bad.yml:7:sql: expected one SELECT");
  expect(await findViolations(container)).toEqual([]);
});

test("an active detector without its file can be switched off", async () => {
  const { change } = actionsOf();
  render(<DetectorsView list={list} folder="data/detectors" change={change} rerunTriage={rerunTriage} />);
  await userEvent.click(screen.getByRole("button", { name: "Switch gone_detector off" }));
  const wish = { enabled: false, parameters: {}, why: "its file is gone" };
  expect(change).toHaveBeenCalledWith("gone_detector", wish);
  expect(router.refresh).toHaveBeenCalled();
});
