import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ProblemNote } from "@/app/_components/problem-note";
import { AnswerView } from "@/app/(console)/analyst/answer-view";
import { AnalystView } from "@/app/(console)/analyst/view";
import { findViolations } from "@/tests/support/check-accessibility";
import { makeAnswer, problem, semanticQuery, whyReport } from "@/tests/support/fixtures";

jest.mock("next/navigation", () => ({ useRouter: () => ({}), usePathname: () => "/analyst" }));
jest.mock("@/app/_components/chart-lazy.client", () => ({ LazyChart: () => <div data-testid="plot" /> }));

const frame = (children: React.ReactNode, over = {}) => (
  <AnalystView question="Why?" ignored={[]} hasData {...over}>
    {children}
  </AnalystView>
);

test("shows sentence, confidence with reasons, chart, table, SQL and definitions", async () => {
  const { container } = render(frame(<AnswerView question="Why?" answer={makeAnswer()} tab={null} />));
  expect(screen.getByRole("article", { name: "Answer" })).toHaveTextContent("Net revenue is $1,700.00 (4.1 %)");
  expect(screen.getByRole("complementary", { name: "Confidence" })).toHaveTextContent(
    "0.94every word of the question was used",
  );
  expect(screen.getByText("EMEA leads with $1,200.00.", { exact: false })).toHaveTextContent(
    "Dashed: incomplete period.",
  );
  expect(await findViolations(container)).toEqual([]);
  await userEvent.click(screen.getByRole("tab", { name: "Table" }));
  expect(screen.getByRole("row", { name: /EMEA/ })).toHaveTextContent("$1,200.00");
  expect(window.location.search).toContain("tab=table");
  await userEvent.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { name: "SQL" })).toHaveFocus();
  expect(screen.getByText("select 1")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("tab", { name: "Definitions" }));
  expect(screen.getByText("invoiced less refunds")).toBeInTheDocument();
});

test("a follow-up carries the query it edits, and so does the box", () => {
  const { container } = render(frame(<AnswerView question="Why?" answer={makeAnswer()} tab={null} />));
  const href = screen.getByRole("link", { name: /Refund rate by region/ }).getAttribute("href") ?? "";
  expect(JSON.parse(new URLSearchParams(href.split("?")[1]).get("prev") ?? "")).toEqual(semanticQuery);
  expect(new FormData(container.querySelector("form") ?? undefined).get("prev")).toBe(JSON.stringify(semanticQuery));
});

test("why is a waterfall whose parts and rest meet the end, with drivers and coincidences", async () => {
  const { container } = render(
    frame(<AnswerView question="Why?" answer={makeAnswer({ why: whyReport })} tab="chart" />),
  );
  const waterfall = screen.getByRole("group", { name: "Waterfall" });
  expect(waterfall).toHaveTextContent("$41,200.00January");
  expect(waterfall).toHaveTextContent("+$38.00rest");
  expect(screen.getByText("axis starts at $38,000.00")).toBeInTheDocument();
  expect(screen.getByRole("region", { name: "Why" })).toHaveTextContent("9 critical billing signals in EMEA");
  expect(await findViolations(container)).toEqual([]);
});

test("a refusal says why and offers what can be asked", async () => {
  const refusal = { code: "off_topic" as const, message: "Not about this data.", alternatives: ["Revenue by month"] };
  const answer = makeAnswer({ refusal, chart: null, columns: [], rows: [], sql: null, definitions: [] });
  const { container } = render(frame(<AnswerView question="weather" answer={answer} tab={null} />));
  expect(screen.getByText("Not about this data.", { exact: false })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Revenue by month" })).toBeInTheDocument();
  expect(screen.queryByRole("tab")).not.toBeInTheDocument();
  expect(screen.queryByRole("complementary", { name: "Confidence" })).not.toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("an ambiguous question offers exact readings", () => {
  const clarification = { question: "Which revenue?", options: [{ label: "Invoiced", semanticQuery }] };
  render(frame(<AnswerView question="revenue" answer={makeAnswer({ clarification })} tab={null} />));
  const href = screen.getByRole("link", { name: "Invoiced" }).getAttribute("href") ?? "";
  const params = new URLSearchParams(href.split("?")[1]);
  expect(params.get("q")).toBe("revenue");
  expect(JSON.parse(params.get("sq") ?? "")).toEqual(semanticQuery);
});

test("zero rows are said, not shown as an empty table", () => {
  render(frame(<AnswerView question="x" answer={makeAnswer({ rows: [], rowCount: 0, chart: null })} tab="table" />));
  expect(screen.getByText(/no row of the data answers it/)).toBeInTheDocument();
});

test("before a question it suggests some", async () => {
  const { container } = render(frame(null));
  expect(screen.getByRole("link", { name: "Why is revenue down this month?" })).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("without data it says so, and a failure is shown in the server's words", async () => {
  const { rerender, container } = render(frame(null, { hasData: false }));
  expect(screen.getByText("No data loaded.")).toBeInTheDocument();
  rerender(frame(<ProblemNote problem={{ ...problem, detail: "The warehouse could not answer." }} />));
  expect(screen.getByRole("alert")).toHaveTextContent("The warehouse could not answer.");
  expect(await findViolations(container)).toEqual([]);
});
