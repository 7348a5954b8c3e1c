import { render, screen, within } from "@testing-library/react";
import { parseLab } from "@/app/(console)/qa-lab/parse-tab";
import { wilsonInterval } from "@/app/(console)/qa-lab/reliability";
import { type QaLabProps, QaLabView } from "@/app/(console)/qa-lab/view";
import { findViolations } from "@/tests/support/check-accessibility";
import {
  emptyMemory,
  evaluation,
  feedback,
  improvement,
  learningUpdate,
  memory,
  shadowUpdate,
  trace,
} from "@/tests/support/fixtures";

jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh: jest.fn() }), usePathname: () => "/qa-lab" }));

const full: QaLabProps = {
  tab: "learning",
  ignored: [],
  currency: "USD",
  memory,
  updates: [learningUpdate, shadowUpdate],
  improvement,
  evaluation,
  feedback: [feedback],
  traces: [trace, { ...trace, id: "trace_2", source: "rules", model: null, fallbackReason: "No answer in 20 s" }],
  gaps: [
    {
      question: "profit by region",
      code: "no_metric",
      count: 3,
      firstAt: "2026-03-01T10:00:00.000Z",
      lastAt: "2026-03-02T10:00:00.000Z",
    },
  ],
  nextCursor: "older",
  rerunTriage: async () => ({ ok: true, data: { runId: "run_19" } }),
};

const empty: QaLabProps = {
  ...full,
  memory: emptyMemory,
  updates: [],
  improvement: { byType: [], updates: [] },
  evaluation: null,
  feedback: [],
  traces: [],
  gaps: [],
  nextCursor: null,
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
  expect(screen.getByRole("link", { name: "Older" })).toHaveAttribute("href", "/qa-lab?tab=reasoning&cursor=older");
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
