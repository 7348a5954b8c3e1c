import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryProvider } from "@/app/_components/query.client";
import { type MissionControlProps, MissionControlView as View } from "@/app/(console)/view";
import type { SemanticQuery } from "@/lib/contract/analyst";
import { findViolations } from "@/tests/support/check-accessibility";
import { FakeEventSource } from "@/tests/support/fake-event-source";
import {
  dataset,
  kindCounts,
  makeAction,
  makeRun,
  NOW,
  noTotals,
  problem,
  refundWeeks,
  refusedLoad,
  signal,
  totals,
} from "@/tests/support/fixtures";

const router = { push: jest.fn(), replace: jest.fn(), refresh: jest.fn() };
jest.mock("next/navigation", () => ({ useRouter: () => router, usePathname: () => "/" }));

function MissionControlView(props: MissionControlProps) {
  return (
    <QueryProvider>
      <View {...props} />
    </QueryProvider>
  );
}

const full: MissionControlProps = {
  dataset,
  lastLoad: null,
  atRisk: totals,
  kindCounts,
  confirmed: noTotals,
  recovered: noTotals,
  run: makeRun(),
  waiting: [makeAction()],
  signals: { items: [signal], nextCursor: null },
  runs: { items: [makeRun()], nextCursor: null },
  refundWeeks,
  now: NOW,
  startRun: async () => ({ ok: true, data: { runId: "run_19" } }),
};

const empty: MissionControlProps = {
  ...full,
  atRisk: noTotals,
  kindCounts: { recoverable: 0, cash_out: 0, owed_to_customer: 0, timing: 0 },
  run: null,
  waiting: [],
  signals: { items: [], nextCursor: null },
  runs: { items: [], nextCursor: null },
  refundWeeks: null,
};

beforeEach(() => {
  FakeEventSource.opened = [];
  Object.assign(globalThis, { EventSource: FakeEventSource });
  router.refresh.mockClear();
});

test("names the total's denominator and keeps currencies and kinds apart", async () => {
  const { container } = render(<MissionControlView {...full} />);
  const hero = screen.getByRole("region", { name: "Money at risk" });
  expect(hero).toHaveTextContent("$2,478.00");
  expect(hero).toHaveTextContent("at risk in 6 open cases");
  expect(hero).toHaveTextContent("5,212 invoices, 5,100 payments and 320 refunds and credits");
  expect(screen.getByText(/Currencies are never added up/)).toHaveTextContent("€99.00 in 1 case");
  const kinds = screen.getByRole("region", { name: "Money by kind" });
  expect(kinds).toHaveTextContent("$570.00");
  expect(kinds).toHaveTextContent("$1,908.00");
  expect(within(kinds).getByText("nothing confirmed yet")).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("money that came back stands apart, each currency for itself", () => {
  const recovered = {
    ...noTotals,
    count: 2,
    impactCents: 10_000,
    byCurrency: [
      { currency: "EUR", count: 1, impactCents: 9_900, byKind: noTotals.byKind },
      { currency: "USD", count: 1, impactCents: 10_000, byKind: noTotals.byKind },
    ],
  };
  render(<MissionControlView {...full} recovered={recovered} />);
  const kinds = screen.getByRole("region", { name: "Money by kind" });
  expect(kinds).toHaveTextContent("€99.00, $100.00 recovered by later invoices, payments or reversals in 2 cases");
  expect(screen.getByRole("region", { name: "Money at risk" })).toHaveTextContent("$2,478.00");
});

test("shows the seven steps, what was skipped and why, and the source of the plan", () => {
  render(<MissionControlView {...full} />);
  const flow = screen.getByRole("region", { name: "Investigation" });
  expect(within(flow).getAllByRole("listitem")).toHaveLength(7);
  expect(flow).toHaveTextContent("skipped: needs refunds.approved_by");
  expect(flow).toHaveTextContent("Refunds in EMEA stand out, so refunds go first. rules");
});

test("a degraded run gives its reasons", () => {
  const degraded = [{ part: "llm", reason: "No answer within 20 s" }];
  render(<MissionControlView {...full} run={makeRun({ status: "degraded", degraded })} />);
  expect(screen.getByText("Degraded")).toBeInTheDocument();
  expect(screen.getByText(/No answer within 20 s/)).toBeInTheDocument();
});

test("says what is not there before the first run", async () => {
  const { container } = render(<MissionControlView {...empty} />);
  for (const text of ["No run yet.", "Nothing waits.", "Nothing to compare yet.", "No signals."]) {
    expect(screen.getByText(text)).toBeInTheDocument();
  }
  expect(await findViolations(container)).toEqual([]);
});

test("before the first run the page leads to the run button, and has one", () => {
  render(<MissionControlView {...empty} />);
  const first = screen.getByRole("region", { name: "First run" });
  expect(first).toHaveTextContent("Loaded: 5,212 invoices");
  expect(within(first).getByRole("button", { name: /^Run investigation/ })).toBeEnabled();
  expect(screen.getAllByRole("button", { name: /^Run investigation/ })).toHaveLength(1);
  expect(screen.queryByRole("region", { name: "Money at risk" })).not.toBeInTheDocument();
});

test("what moved comes by money, and what is left out is counted", () => {
  const changes = Array.from({ length: 10 }, (_, at) => ({
    caseId: `case_${at}`,
    change: "new" as const,
    title: `Case ${at}`,
    impactCents: 10_000 - at,
    currency: "USD",
  }));
  const changeTotals = [
    { change: "new" as const, currency: "USD", count: 90_000, impactCents: 1 },
    { change: "same" as const, currency: "EUR", count: 12_000, impactCents: 500 },
  ];
  render(<MissionControlView {...full} run={makeRun({ changes, changeTotals })} />);
  const since = screen.getByRole("region", { name: "Since the last run" });
  expect(
    within(since)
      .getAllByRole("link")
      .map((link) => link.textContent),
  ).toEqual([0, 1, 2, 3, 4, 5].map((at) => `Case ${at}`));
  expect(since).toHaveTextContent("and 89,994 more in Triage");
  expect(since).toHaveTextContent("12,000 cases, no row changed");
});

test("runs say how they ended and what they moved, and go on at the next cursor", async () => {
  const older = makeRun({ id: "run_17", kind: "triage", status: "degraded" });
  const fetched = jest.fn(async () => ({ ok: true, json: async () => ({ runs: [older], nextCursor: null }) }));
  Object.assign(globalThis, { fetch: fetched });
  render(<MissionControlView {...full} runs={{ items: [makeRun()], nextCursor: "older" }} />);
  const runs = screen.getByRole("region", { name: "Runs" });
  expect(runs).toHaveTextContent("1 new, 1 healed, 1 same");
  await userEvent.click(within(runs).getByRole("button", { name: "Load more runs" }));
  expect(await within(runs).findByText(/Triage rerun/)).toBeInTheDocument();
  expect(fetched).toHaveBeenCalledWith("/api/runs?limit=5&cursor=older", expect.anything());
  expect(within(runs).queryByRole("button")).not.toBeInTheDocument();
});

test("without data it points at the Data page and counts the faults", async () => {
  const { container } = render(<MissionControlView {...empty} dataset={null} lastLoad={refusedLoad} />);
  expect(screen.getByText("The last load was refused with 140 faults.")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Go to Data" })).toHaveAttribute("href", "/data");
  expect(await findViolations(container)).toEqual([]);
});

test("the key R starts a run and the timeline follows it to its end", async () => {
  render(<MissionControlView {...empty} />);
  await userEvent.keyboard("r");
  const [source] = FakeEventSource.opened;
  expect(source?.url).toBe("/api/runs/run_19/events");
  expect(screen.getByRole("button", { name: /Running/ })).toBeDisabled();
  const running = makeRun({ id: "run_19", status: "running", finishedAt: null });
  act(() => source?.send("run", { id: 1, type: "step-start", run: running }));
  expect(screen.getByText("24 signals, 3 worth a look")).toBeInTheDocument();
  act(() => source?.send("run", { id: 2, type: "run-end", run: makeRun({ id: "run_19" }) }));
  expect(screen.getByText("Finished")).toBeInTheDocument();
  expect(source?.readyState).toBe(FakeEventSource.CLOSED);
  expect(router.refresh).toHaveBeenCalledTimes(1);
});

test("a reload in mid-run takes up the same run", () => {
  render(<MissionControlView {...full} run={makeRun({ status: "running", finishedAt: null })} />);
  expect(FakeEventSource.opened.map((source) => source.url)).toEqual(["/api/runs/run_18/events"]);
});

test("a refused run is shown in the server's words", async () => {
  render(<MissionControlView {...full} startRun={async () => ({ ok: false, problem })} />);
  await userEvent.click(screen.getByRole("button", { name: /Run investigation/ }));
  expect(await screen.findByRole("alert")).toHaveTextContent("A run is under way.");
});

test("a signal of the watch says why and leads to the question; a settled one says since when", async () => {
  const semanticQuery: SemanticQuery = {
    op: "why",
    metrics: ["refund_amount"],
    dims: [],
    filters: [],
    time: { from: "2026-02-16", to: "2026-02-23", label: "week of 16 Feb 2026", partial: false },
    assumptions: [],
  };
  const why = { text: "EMEA moved most.", question: "Why are refunds up?", semanticQuery };
  const settled = { at: "2026-03-01T23:59:59.000Z", reason: "Back in its usual range since the week of 23 Feb 2026." };
  const raised = { ...signal, id: "watch_1", source: "metric watch", why, settled };
  const { container } = render(<MissionControlView {...full} signals={{ items: [raised], nextCursor: null }} />);
  const card = screen.getByRole("region", { name: "Signals" });
  expect(card).toHaveTextContent("Settled. Back in its usual range since the week of 23 Feb 2026.");
  expect(card).toHaveTextContent("EMEA moved most.");
  const address = within(card).getByRole("link", { name: "Why are refunds up?" }).getAttribute("href") ?? "";
  const params = new URL(address, "http://localhost").searchParams;
  expect(JSON.parse(params.get("sq") ?? "")).toEqual(semanticQuery);
  expect(await findViolations(container)).toEqual([]);
});

test("the last, incomplete week is named and the hit is labelled", () => {
  render(<MissionControlView {...full} />);
  const card = screen.getByRole("region", { name: "Signals and cases" });
  expect(card).toHaveTextContent("The last week is incomplete, so it is dashed.");
  expect(card).toHaveTextContent("$1,128.00 above the median");
  expect(within(card).getByText("$1,233.00")).toBeInTheDocument();
});
