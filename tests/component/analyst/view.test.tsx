import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ProblemNote } from "@/app/_components/problem-note";
import { AnswerView, type AnswerViewProps } from "@/app/(console)/analyst/answer-view";
import { PinCard } from "@/app/(console)/analyst/pin-card";
import { Start } from "@/app/(console)/analyst/start";
import { AnalystView } from "@/app/(console)/analyst/view";
import type { SavedQuestion } from "@/lib/contract/questions";
import { findViolations } from "@/tests/support/check-accessibility";
import { makeAnswer, NOW, problem, semanticQuery, surroundings, whyReport } from "@/tests/support/fixtures";

const push = jest.fn();
const refresh = jest.fn();
jest.mock("next/navigation", () => ({ useRouter: () => ({ push, refresh }), usePathname: () => "/analyst" }));
jest.mock("@/app/_components/chart-lazy.client", () => ({ LazyChart: () => <div data-testid="plot" /> }));
jest.mock("next/form", () => ({
  __esModule: true,
  default: ({ children, ...props }: React.ComponentProps<"form">) => <form {...props}>{children}</form>,
}));

const saved: SavedQuestion = {
  id: "question_1",
  title: "Net revenue, February",
  question: "net revenue in February",
  semanticQuery,
  pinned: true,
  by: "local",
  asOf: "2026-02-28",
  firstDay: "2025-01-01",
  at: NOW,
};
const lesson = { ok: true as const, data: { version: "v3", eventId: "lesson_3", replayed: 2 } };
const actions = {
  save: jest.fn(async () => ({ ok: true as const, data: saved })),
  remove: jest.fn(async () => ({ ok: true as const, data: { id: "question_1" } })),
  teach: jest.fn<Promise<typeof lesson | { ok: false; problem: typeof problem }>, [unknown]>(async () => lesson),
};
const model = {
  metrics: [
    { id: "net_revenue", label: "Net revenue", dims: ["region", "tier"] },
    { id: "mrr", label: "MRR", dims: ["tier"] },
  ],
  dimensions: [
    { id: "region", label: "Region" },
    { id: "tier", label: "Tier" },
  ],
  asOf: "2026-02-28",
};

beforeEach(() => {
  jest.clearAllMocks();
  sessionStorage.clear();
});

const frame = (children: React.ReactNode, over = {}) => (
  <AnalystView question="Why?" ignored={[]} hasData suggestions={[]} {...over}>
    {children}
  </AnalystView>
);
const answerOf = (over: Partial<AnswerViewProps> = {}) => (
  <AnswerView
    question="Why?"
    answer={makeAnswer()}
    around={surroundings}
    tab={null}
    snapshot={{ datasetId: "d", loadedAt: NOW, asOf: "2026-02-28" }}
    snapshotNote={null}
    continues={false}
    chosen={false}
    model={model}
    actions={actions}
    {...over}
  />
);
const paramsOf = (href: string | null) => new URLSearchParams((href ?? "").split("?")[1]);

test("shows sentence, confidence with reasons, chart, table, SQL and definitions", async () => {
  const { container } = render(frame(answerOf()));
  expect(screen.getByRole("article", { name: "Answer" })).toHaveTextContent("Net revenue is $1,700.00 (4.1 %)");
  expect(screen.getByRole("complementary", { name: "Confidence" })).toHaveTextContent(
    "0.94 highevery word of the question was used",
  );
  expect(screen.getByText("Hatched: period not over.", { exact: false })).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
  await userEvent.click(screen.getByRole("tab", { name: "Table" }));
  expect(screen.getByRole("row", { name: /EMEA/ })).toHaveTextContent("$1,200.00");
  expect(window.location.search).toContain("tab=table");
  await userEvent.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { name: "SQL" })).toHaveFocus();
  expect(screen.getByText("select 1")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("tab", { name: "Definitions" }));
  expect(screen.getByText("invoiced less refunds")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Net revenue" })).toHaveAttribute("href", "/analyst/metrics#net_revenue");
});

test("only the first sentence is in large type, and the reading says itself once", () => {
  const answer = makeAnswer({
    answer: "Net revenue is $5.00. The rest is detail.",
    assumptions: ["Read as Net revenue"],
  });
  const { container } = render(frame(answerOf({ answer })));
  expect(container.querySelector(".lead")).toHaveTextContent(/^Net revenue is \$5\.00\.$/);
  expect(screen.getByText("The rest is detail.")).toHaveClass("muted");
  expect(container.textContent?.match(/Read as/g)).toHaveLength(1);
});

test("a follow-up carries the query it edits, and so does the box", () => {
  const { container } = render(frame(answerOf()));
  const href = screen.getByRole("link", { name: /Refund rate by region/ }).getAttribute("href");
  expect(JSON.parse(paramsOf(href).get("prev") ?? "")).toEqual(semanticQuery);
  expect(new FormData(container.querySelector<HTMLFormElement>("form#ask") ?? undefined).get("prev")).toBe(
    JSON.stringify(semanticQuery),
  );
});

test("why leads from each segment to the same question filtered to it", async () => {
  const emea = { ...semanticQuery, filters: [{ dim: "region", op: "in" as const, values: ["EMEA"] }] };
  const around = { ...surroundings, drill: { drivers: {}, segments: { region: { EMEA: emea } } } };
  const { container } = render(frame(answerOf({ answer: makeAnswer({ why: whyReport }), around, tab: "chart" })));
  const why = screen.getByRole("region", { name: "Why" });
  expect(why).toHaveTextContent("9 critical billing signals in EMEA");
  expect(why).toHaveTextContent("refund rate-$1,128.0066 %");
  const href = within(why).getByRole("link", { name: "EMEA" }).getAttribute("href");
  expect(JSON.parse(paramsOf(href).get("sq") ?? "")).toEqual(emea);
  expect(paramsOf(href).get("q")).toBe("");
  expect(await findViolations(container)).toEqual([]);
});

test("a refusal says why once and offers what can be asked", async () => {
  const refusal = { code: "off_topic" as const, message: "Not about this data.", alternatives: ["Revenue by month"] };
  const answer = makeAnswer({
    answer: refusal.message,
    semanticQuery: null,
    refusal,
    chart: null,
    columns: [],
    rows: [],
    sql: null,
    definitions: [],
    assumptions: [],
  });
  const { container } = render(
    frame(answerOf({ question: "weather", answer, around: { ...surroundings, reading: null } })),
  );
  expect(screen.getAllByText("Not about this data.")).toHaveLength(1);
  expect(screen.getByText("not answered: off topic")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Revenue by month" })).toBeInTheDocument();
  expect(screen.queryByRole("tab")).not.toBeInTheDocument();
  expect(screen.queryByRole("complementary", { name: "Confidence" })).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Mark as right" })).not.toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("an ambiguous question offers exact readings", () => {
  const invoiced = { ...semanticQuery, metrics: ["invoiced"] };
  const options = [
    { label: "Net", semanticQuery },
    { label: "Invoiced", semanticQuery: invoiced },
  ];
  const clarification = { question: "Which revenue?", options };
  render(frame(answerOf({ question: "revenue", answer: makeAnswer({ clarification }) })));
  const params = paramsOf(screen.getByRole("link", { name: "Invoiced" }).getAttribute("href"));
  expect(params.get("q")).toBe("revenue");
  expect(JSON.parse(params.get("sq") ?? "")).toEqual(invoiced);
  expect(screen.queryByRole("link", { name: "Net" })).not.toBeInTheDocument();
});

test("the reading can be edited into another exact query", async () => {
  const { container } = render(frame(answerOf()));
  await userEvent.click(screen.getByText("Not what you meant?"));
  const form = screen.getByRole("form", { name: "Edit the reading" });
  await userEvent.selectOptions(within(form).getByLabelText("Show"), "Breakdown");
  await userEvent.selectOptions(within(form).getByLabelText("Of"), "MRR");
  await userEvent.selectOptions(within(form).getByLabelText("By"), "Tier");
  expect(await findViolations(container)).toEqual([]);
  await userEvent.click(within(form).getByRole("button", { name: "Answer this" }));
  expect(JSON.parse(paramsOf(push.mock.calls[0]?.[0]).get("sq") ?? "")).toMatchObject({
    op: "breakdown",
    metrics: ["mrr"],
    dims: ["tier"],
    time: { from: "2026-02-01", to: "2026-03-01", label: "February" },
  });
});

test("a reading is verified, said so, and taken back", async () => {
  render(frame(answerOf()));
  await userEvent.click(screen.getByRole("button", { name: "Mark as right" }));
  expect(actions.teach).toHaveBeenCalledWith(
    expect.objectContaining({ kind: "verify", question: "Why?", semanticQuery }),
  );
  expect(await screen.findByText("verified")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(actions.teach).toHaveBeenLastCalledWith(expect.objectContaining({ kind: "undo", eventId: "lesson_3" }));
  expect(await screen.findByRole("button", { name: "Mark as right" })).toBeInTheDocument();
});

test("a lesson that would break verified questions is refused with their names", async () => {
  const around = { ...surroundings, lessons: [{ kind: "default" as const, phrase: "revenue", metric: "mrr" }] };
  const errors = [{ pointer: "revenue by region", detail: "would be read as MRR" }];
  actions.teach.mockResolvedValueOnce({ ok: false, problem: { ...problem, errors } });
  const { container } = render(frame(answerOf({ around })));
  await userEvent.click(screen.getByRole("button", { name: "Always read “revenue” as MRR" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("revenue by region: would be read as MRR");
  expect(await findViolations(container)).toEqual([]);
});

test("an answer is saved, pinned and removed, and its link is exact and names its data", async () => {
  const user = userEvent.setup();
  render(frame(answerOf()));
  await user.click(screen.getByRole("button", { name: "Pin" }));
  expect(actions.save).toHaveBeenCalledWith({ question: "Why?", semanticQuery, pinned: true });
  expect(await screen.findByRole("button", { name: "Pinned" })).toHaveAttribute("aria-pressed", "true");
  await user.click(screen.getByRole("button", { name: "Saved" }));
  expect(actions.remove).toHaveBeenCalledWith("question_1");
  await user.click(screen.getByRole("button", { name: "Link" }));
  const link = await navigator.clipboard.readText();
  expect(paramsOf(link).get("snap")).toBe(`d~${NOW}~2026-02-28`);
  expect(JSON.parse(paramsOf(link).get("sq") ?? "")).toEqual(semanticQuery);
});

test("an exact query is kept without the words, which may mean something else", async () => {
  render(frame(answerOf({ chosen: true })));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(actions.save).toHaveBeenCalledWith({ semanticQuery, pinned: false });
});

test("a link from other data says so", async () => {
  const { container } = render(frame(answerOf({ snapshotNote: "This link was made on another dataset." })));
  expect(screen.getByText("This link was made on another dataset.")).toHaveAttribute("role", "status");
  expect(await findViolations(container)).toEqual([]);
});

test("questions of one thread stand above the next, and a new one starts over", async () => {
  const { rerender } = render(frame(answerOf({ question: "first" })));
  await waitFor(() => expect(sessionStorage.length).toBe(1));
  const second = { ...makeAnswer(), semanticQuery: { ...semanticQuery, dims: ["tier"] } };
  rerender(frame(answerOf({ question: "second", answer: second, continues: true })));
  expect(await screen.findByRole("navigation", { name: "Thread" })).toHaveTextContent(/^first/);
  const third = { ...makeAnswer(), semanticQuery: { ...semanticQuery, metrics: ["mrr"] } };
  rerender(frame(answerOf({ question: "third", answer: third, continues: false })));
  await waitFor(() => expect(screen.queryByRole("navigation", { name: "Thread" })).not.toBeInTheDocument());
});

test("zero rows are said, not shown as an empty table", () => {
  render(frame(answerOf({ answer: makeAnswer({ rows: [], rowCount: 0, chart: null }), tab: "table" })));
  expect(screen.getByText(/no row of the data answers it/)).toBeInTheDocument();
});

describe("the box", () => {
  const suggestions = [
    { text: "Refunds by region last month", kind: "question" as const },
    { text: "Refund rate", kind: "metric" as const },
  ];

  test("completes a question by keyboard and asks it", async () => {
    const { container } = render(frame(null, { question: "", suggestions }));
    const submit = jest.fn((event: SubmitEvent) => event.preventDefault());
    container.querySelector("form")?.addEventListener("submit", submit);
    const box = screen.getByRole("combobox", { name: "Question" });
    await userEvent.type(box, "ref");
    expect(box).toHaveAttribute("aria-expanded", "true");
    expect(screen.getAllByRole("option")).toHaveLength(2);
    expect(await findViolations(container)).toEqual([]);
    await userEvent.keyboard("{ArrowDown}");
    expect(screen.getByRole("option", { selected: true })).toHaveTextContent("Refunds by region last month");
    expect(box).toHaveAttribute("aria-activedescendant", screen.getByRole("option", { selected: true }).id);
    await userEvent.keyboard("{Enter}");
    expect(box).toHaveValue("Refunds by region last month");
    expect(submit).toHaveBeenCalledTimes(1);
  });

  test("completes a name without asking, and Escape closes the list", async () => {
    render(frame(null, { question: "", suggestions }));
    const box = screen.getByRole("combobox", { name: "Question" });
    await userEvent.type(box, "show ref{ArrowUp}{Enter}");
    expect(box).toHaveValue("show Refund rate ");
    await userEvent.type(box, "ref");
    expect(box).toHaveAttribute("aria-expanded", "true");
    await userEvent.keyboard("{Escape}");
    expect(box).toHaveAttribute("aria-expanded", "false");
  });

  test("holds the words of the question that the page is about", () => {
    const { rerender } = render(frame(null, { question: "first", suggestions }));
    rerender(frame(null, { question: "second", suggestions }));
    expect(screen.getByRole("combobox", { name: "Question" })).toHaveValue("second");
  });

  test("takes the focus with a slash", async () => {
    render(frame(null, { question: "", suggestions }));
    await userEvent.keyboard("/");
    expect(screen.getByRole("combobox", { name: "Question" })).toHaveFocus();
  });
});

test("before a question it suggests some, with what is pinned and saved", async () => {
  const pin = <PinCard title={saved.title} href="/analyst?q=x" result={{ ok: true, answer: makeAnswer() }} />;
  const { container, rerender } = render(
    frame(<Start saved={[saved]} hrefs={{ question_1: "/analyst?q=x" }} pins={pin} remove={actions.remove} />),
  );
  expect(screen.getByRole("link", { name: "Why is revenue down this month?" })).toBeInTheDocument();
  expect(screen.getByRole("article", { name: saved.title })).toHaveTextContent("Net revenue is $1,700.00");
  await userEvent.click(screen.getByRole("button", { name: `Remove ${saved.title}` }));
  expect(actions.remove).toHaveBeenCalledWith("question_1");
  expect(refresh).toHaveBeenCalled();
  expect(await findViolations(container)).toEqual([]);
  rerender(frame(<Start saved={[]} hrefs={{}} pins={null} remove={actions.remove} />));
  expect(screen.getByText("Nothing saved yet.")).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("a pinned question that fails says why", () => {
  render(<PinCard title="MRR" href="/analyst" result={{ ok: false, problem: { ...problem, detail: "No data." } }} />);
  expect(screen.getByRole("article", { name: "MRR" })).toHaveTextContent("No data.");
});

test("without data it says so, and a failure is shown in the server's words", async () => {
  const { rerender, container } = render(frame(null, { hasData: false }));
  expect(screen.getByText("No data loaded.")).toBeInTheDocument();
  rerender(frame(<ProblemNote problem={{ ...problem, detail: "The warehouse could not answer." }} />));
  expect(screen.getByRole("alert")).toHaveTextContent("The warehouse could not answer.");
  expect(await findViolations(container)).toEqual([]);
});
