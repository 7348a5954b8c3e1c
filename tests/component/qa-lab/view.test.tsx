import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { readCalibration } from "@/agents/analyst-calibration";
import { QueryProvider } from "@/app/_components/query.client";
import { parseLab } from "@/app/(console)/qa-lab/parse-tab";
import { wilsonInterval } from "@/app/(console)/qa-lab/reliability-plot";
import { type QaLabProps, QaLabView as View } from "@/app/(console)/qa-lab/view";
import { findViolations } from "@/tests/support/check-accessibility";
import {
  emptyMemory,
  evaluation,
  feedback,
  improvement,
  learningUpdate,
  memory,
  problem,
  shadowUpdate,
  trace,
} from "@/tests/support/fixtures";

jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh: jest.fn() }), usePathname: () => "/qa-lab" }));

function QaLabView(props: QaLabProps) {
  return (
    <QueryProvider>
      <View {...props} />
    </QueryProvider>
  );
}

const full: QaLabProps = {
  tab: "learning",
  ignored: [],
  currency: "USD",
  memory,
  updates: [learningUpdate, shadowUpdate],
  improvement,
  calibration: readCalibration(),
  evaluation,
  feedback: {
    items: [feedback, { ...feedback, id: "feedback_2", live: false, retractedAt: feedback.at }],
    nextCursor: null,
  },
  traces: {
    items: [trace, { ...trace, id: "trace_2", source: "rules", model: null, fallbackReason: "No answer in 20 s" }],
    nextCursor: "older",
  },
  pageSize: 50,
  gaps: [
    {
      question: "profit by region",
      code: "no_metric",
      count: 3,
      firstAt: "2026-03-01T10:00:00.000Z",
      lastAt: "2026-03-02T10:00:00.000Z",
    },
  ],
  rerunTriage: async () => ({ ok: true, data: { runId: "run_19" } }),
};

const empty: QaLabProps = {
  ...full,
  memory: emptyMemory,
  updates: [],
  improvement: { byType: [], updates: [] },
  evaluation: null,
  feedback: { items: [], nextCursor: null },
  traces: { items: [], nextCursor: null },
  gaps: [],
};

const TABS = ["learning", "feedback", "evaluation", "memory", "reasoning"] as const;

test.each(TABS)("the %s tab has no accessibility fault, full or empty", async (tab) => {
  const { container, rerender } = render(<QaLabView {...full} tab={tab} />);
  expect(await findViolations(container)).toEqual([]);
  rerender(<QaLabView {...empty} tab={tab} />);
  expect(await findViolations(container)).toEqual([]);
});

test("a learned item shows before, after, why, by whom and whether it is in force", () => {
  render(<QaLabView {...full} />);
  const [active, shadow] = within(screen.getByRole("region", { name: "Changes" })).getAllByRole("listitem");
  expect(active).toHaveTextContent("Confidence 0.95 to 0.8075, impact $150.00 to $127.50");
  expect(active).toHaveTextContent("one false positive by local");
  expect(active).toHaveTextContent("activerules");
  expect(shadow).toHaveTextContent("Window hours 72 to 48");
  expect(shadow).toHaveTextContent("changes nothing until the gate passes it");
});

test("an unknown figure gives its reason, a known one its interval", () => {
  render(<QaLabView {...full} tab="evaluation" />);
  expect(screen.getByRole("row", { name: /Precision/ })).toHaveTextContent("82 %70 % to 90 %40");
  expect(screen.getByRole("row", { name: /Brier/ })).toHaveTextContent("not enough evidence1 of 30 verdicts needed");
});

test("the analyst's reliability is plotted from the release's calibration, with its table, fit and hand-set weights", () => {
  render(<QaLabView {...empty} tab="evaluation" />);
  const calibration = readCalibration();
  const card = screen.getByRole("region", { name: "Is the analyst's confidence honest?" });
  expect(card).toHaveTextContent(`${calibration.reliability.readings} readings`);
  expect(card).toHaveTextContent(`Brier ${calibration.reliability.brier.toFixed(3)}`);
  expect(card).toHaveTextContent(calibration.method);
  expect(card.querySelectorAll("circle")).toHaveLength(calibration.reliability.bins.length);
  const [plot, weights] = within(card).getAllByRole("table", { hidden: true });
  expect(plot?.querySelectorAll("tbody tr")).toHaveLength(calibration.reliability.bins.length);
  const byHand = [...(weights?.querySelectorAll("tbody tr") ?? [])].filter((row) =>
    row.textContent?.endsWith("set by hand"),
  );
  expect(byHand).toHaveLength(Object.keys(calibration.setByHand).length);
});

test("before and after is unknown where there is nothing to average", () => {
  render(<QaLabView {...full} tab="feedback" />);
  const table = screen.getByRole("region", { name: "Before and after" });
  expect(within(table).getByRole("row", { name: /Duplicate refund/ })).toHaveTextContent("$150.00 to $127.50");
  expect(within(table).getByRole("row", { name: /Underbilling/ })).toHaveTextContent("unknown to unknown");
});

test("unknown tokens and cost are said, and why a model was not used", () => {
  render(<QaLabView {...full} tab="reasoning" />);
  expect(screen.getByText(/tokens unknown, cost unknown/)).toBeInTheDocument();
  expect(screen.getByText("Model not used: No answer in 20 s")).toBeInTheDocument();
});

test("a verdict that was taken back says so", () => {
  render(<QaLabView {...full} tab="feedback" />);
  expect(screen.getByText("taken back")).toBeInTheDocument();
});

test("the reasoning log goes on by its cursor, holds at most 150 calls, and goes back to the newest", async () => {
  const pageOf = (page: number) => Array.from({ length: 50 }, (_, at) => ({ ...trace, id: `trace_${page}_${at}` }));
  let page = 0;
  const fetched = jest.fn(async () => {
    page += 1;
    return { ok: true, json: async () => ({ traces: pageOf(page), nextCursor: `after ${page}` }) };
  });
  Object.assign(globalThis, { fetch: fetched });
  render(<QaLabView {...full} traces={{ items: pageOf(0), nextCursor: "older" }} tab="reasoning" />);
  const log = screen.getByRole("region", { name: "Reasoning log" });
  const count = () => within(log).getAllByRole("listitem").length;
  for (const [rows, cursor] of [
    [100, "older"],
    [150, "after+1"],
    [150, "after+2"],
  ] as const) {
    await userEvent.click(within(log).getByRole("button", { name: "Load more reasoning" }));
    await waitFor(() =>
      expect(fetched).toHaveBeenLastCalledWith(`/api/llm/reasoning?limit=50&cursor=${cursor}`, expect.anything()),
    );
    await waitFor(() => expect(count()).toBe(rows));
  }
  await userEvent.click(await within(log).findByRole("button", { name: "Back to the newest" }));
  await waitFor(() => expect(count()).toBe(50));
});

test("a refusal of the next page is said, and the list stays", async () => {
  Object.assign(globalThis, { fetch: jest.fn(async () => ({ ok: false, json: async () => problem })) });
  render(<QaLabView {...full} tab="reasoning" />);
  await userEvent.click(screen.getByRole("button", { name: "Load more reasoning" }));
  expect(await screen.findByRole("alert", {}, { timeout: 5_000 })).toHaveTextContent("A run is under way.");
  expect(screen.getAllByRole("listitem").length).toBeGreaterThan(1);
});

test.each([
  ["learning", "Nothing learned yet."],
  ["feedback", "No verdict yet."],
  ["evaluation", "No evaluation yet."],
  ["memory", "No pattern has evidence yet."],
  ["reasoning", "No reasoning recorded yet."],
] as const)("an empty %s tab says so", (tab, text) => {
  render(<QaLabView {...empty} tab={tab} />);
  expect(screen.getByText(text)).toBeInTheDocument();
});

test.each([
  [{}, "learning", []],
  [{ tab: "memory" }, "memory", []],
  [{ tab: "nope", x: "1" }, "learning", ["tab", "x"]],
])("%j opens %s and ignores %j", (params, tab, ignored) => {
  expect(parseLab(params)).toMatchObject({ tab, ignored });
});

test("Wilson's interval holds the share, narrows with evidence, and stays in [0, 1]", () => {
  const few = wilsonInterval(0.5, 4);
  const many = wilsonInterval(0.5, 400);
  expect(few.low).toBeLessThan(many.low);
  expect(few.high).toBeGreaterThan(many.high);
  expect(wilsonInterval(1, 3).high).toBe(1);
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  // By hand: p = 0.5, n = 4, z = 1.6449 gives 0.5 +- 0.3176.
  expect(few.low).toBeCloseTo(0.1824, 3);
});

test("refused questions are listed with reason and count, and nothing is shown when there are none", () => {
  const { rerender } = render(<QaLabView {...full} />);
  const gaps = screen.getByRole("region", { name: "Questions it could not answer" });
  expect(within(gaps).getByRole("row", { name: /profit by region/ })).toHaveTextContent("no metric32 Mar 2026");
  rerender(<QaLabView {...empty} />);
  expect(screen.queryByRole("region", { name: "Questions it could not answer" })).not.toBeInTheDocument();
});
