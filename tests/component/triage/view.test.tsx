import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryProvider } from "@/app/_components/query.client";
import { ChangesProvider } from "@/app/(console)/triage/changes.client";
import { type TriageProps, TriageView as View } from "@/app/(console)/triage/view";
import { findViolations } from "@/tests/support/check-accessibility";
import { FakeEventSource } from "@/tests/support/fake-event-source";
import {
  caseEvents,
  caseList,
  duplicateCase,
  feedbackResponse,
  makeAction,
  makeCase,
  NOW,
  noTotals,
  problem,
} from "@/tests/support/fixtures";

const router = { push: jest.fn(), replace: jest.fn(), refresh: jest.fn() };
jest.mock("next/navigation", () => ({ useRouter: () => router, usePathname: () => "/triage" }));

function TriageView(props: TriageProps) {
  return (
    <QueryProvider>
      <ChangesProvider actions={actions}>
        <View {...props} />
      </ChangesProvider>
    </QueryProvider>
  );
}

const actions = {
  retract: jest.fn(async () => ({ ok: true as const, data: { ...feedbackResponse, learning: [] } })),
  setStatus: jest.fn(async () => ({
    ok: true as const,
    data: { status: "closed" as const, changed: [], refused: [] },
  })),
  giveVerdict: jest.fn(async () => ({ ok: true as const, data: feedbackResponse })),
  rerunTriage: jest.fn(async () => ({ ok: true as const, data: { runId: "run_19" } })),
  askForAction: jest.fn(async () => ({ ok: true as const, data: makeAction({ kind: "recommended" }) })),
  decide: jest.fn(async () => ({ ok: true as const, data: makeAction({ status: "sent" }) })),
};

const full: TriageProps = {
  list: caseList,
  filter: { severity: "critical" },
  cursor: undefined,
  ignored: [],
  anomalyTypes: ["refund_spike"],
  detail: { case: makeCase(), events: caseEvents, actions: [makeAction()], feedback: [] },
  isCasePage: false,
  hasData: true,
  hasRun: true,
  isRunning: false,
  now: NOW,
  actions,
};

const noCases: TriageProps = {
  ...full,
  list: { cases: [], totals: noTotals, nextCursor: null },
  filter: {},
  detail: null,
};

beforeEach(() => {
  jest.clearAllMocks();
  localStorage.clear();
  FakeEventSource.opened = [];
  Object.assign(globalThis, { EventSource: FakeEventSource, fetch: jest.fn(() => new Promise(() => undefined)) });
});

test("lists the cases by rank with their filters kept in every link", async () => {
  const { container } = render(<TriageView {...full} />);
  const list = screen.getByRole("region", { name: "Cases" });
  const links = within(list)
    .getAllByRole("link")
    .map((link) => link.getAttribute("href"));
  expect(links).toEqual([
    "/triage/case_emea?severity=critical",
    "/triage/case_underbilled?severity=critical",
    "/triage/case_duplicate?severity=critical",
    "/triage?severity=critical&cursor=next-page",
  ]);
  expect(await findViolations(container)).toEqual([]);
});

test("a case shows its amount, where its confidence comes from, its rows and its claims", async () => {
  render(<TriageView {...full} />);
  const detail = screen.getByRole("article");
  expect(detail).toHaveTextContent("prior, no verdicts yet");
  expect(detail).toHaveTextContent("0.74 high charged twice, lawyer");
  expect(detail).toHaveTextContent(
    "Claims $1,128.00 of 1 row; no other case claims them. Found by Refund spike. Also seen by Duplicate refund.",
  );
  const rows = within(within(detail).getByRole("group", { name: "Rows of refunds" }));
  const row = rows.getByRole("row", { name: /ref_00412/ });
  expect(row).toHaveTextContent("$137.00");
  expect(row).toHaveTextContent("17 Feb 2026");
  const context = within(detail).getByText(/^Context: /);
  await userEvent.click(context);
  const others = within(within(detail).getByRole("group", { name: "Context rows of refunds" }));
  expect(others.getByRole("row", { name: /ref_00390/ })).toHaveTextContent("$60.00");
});

test("an unknown amount says so in the list, the facts and the claims, and is never 0", () => {
  const unknown = makeCase({
    impactKnown: false,
    grossImpactCents: 0,
    impactCents: 0,
    expectedValueCents: 0,
    claims: [{ table: "invoices", key: "inv_1", cents: 0 }],
    evidence: [
      {
        table: "invoices",
        key: "inv_1",
        role: "claimed",
        values: { billedCents: 500, claimedCents: null, currency: "EUR" },
      },
    ],
  });
  render(
    <TriageView
      {...full}
      list={{ ...full.list, cases: [unknown] }}
      detail={{ case: unknown, events: [], actions: [], feedback: [] }}
    />,
  );
  expect(screen.getByRole("region", { name: "Cases" })).toHaveTextContent("unknown");
  const detail = screen.getByRole("article");
  expect(detail).toHaveTextContent("Claims unknown of 1 row");
  expect(detail).not.toHaveTextContent("$0.00");
});

test("after a verdict was applied the gross amount stands beside the shown one", () => {
  render(<TriageView {...full} detail={{ case: duplicateCase, events: [], actions: [], feedback: [] }} />);
  const detail = screen.getByRole("article");
  expect(detail).toHaveTextContent("$127.50 of $150.00 before verdicts");
  expect(detail).toHaveTextContent("0.8075 medium prior 0.95, moved by verdicts");
  expect(detail).toHaveTextContent("unknown no text in the evidence");
});

test.each([
  ["e", { caseId: "case_emea", verdict: "approve" }],
  ["x", { caseId: "case_emea", verdict: "false_positive" }],
])("the key %s gives its verdict and says what it changed", async (key, expected) => {
  render(<TriageView {...full} />);
  await userEvent.keyboard(key);
  expect(actions.giveVerdict).toHaveBeenCalledWith(expect.objectContaining(expected));
  const verdict = screen.getByRole("region", { name: "Verdict" });
  await within(verdict).findByText(/recorded\./);
  expect(verdict).toHaveTextContent("Confidence 0.95 to 0.8075, impact $150.00 to $127.50");
  expect(verdict).toHaveTextContent("Numbers change at the next rerun");
  await userEvent.click(within(verdict).getByRole("button", { name: "Rerun triage" }));
  act(() => FakeEventSource.opened[0]?.send("run-end", null));
  expect(router.refresh).toHaveBeenCalled();
});

test("expected here is a false positive with its reason and the note", async () => {
  render(<TriageView {...full} />);
  await userEvent.type(screen.getByLabelText("Note to the verdict"), "holiday x");
  expect(actions.giveVerdict).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: /^Expected here/ }));
  expect(actions.giveVerdict).toHaveBeenCalledWith({
    caseId: "case_emea",
    verdict: "false_positive",
    reason: "expected_here",
    note: "holiday x",
  });
  expect(screen.getByRole("article", { name: makeCase().title })).toBeInTheDocument();
});

test("J and K open the neighbours of the open case", async () => {
  render(
    <TriageView {...full} detail={{ case: caseList.cases[1] ?? makeCase(), events: [], actions: [], feedback: [] }} />,
  );
  await userEvent.keyboard("j");
  expect(router.replace).toHaveBeenLastCalledWith("/triage?severity=critical&case=case_duplicate", { scroll: false });
  await userEvent.keyboard("k");
  expect(router.replace).toHaveBeenLastCalledWith("/triage?severity=critical&case=case_emea", { scroll: false });
});

test("single keys can be turned off, and then none acts", async () => {
  render(<TriageView {...full} />);
  await userEvent.keyboard("?");
  await userEvent.click(screen.getByRole("checkbox", { name: "Single keys" }));
  await userEvent.keyboard("e");
  await userEvent.keyboard("j");
  expect(actions.giveVerdict).not.toHaveBeenCalled();
  expect(router.replace).not.toHaveBeenCalled();
  expect(screen.getByText("Single keys are off.")).toBeInTheDocument();
});

test("the key A asks for the action once; a decision carries the person's name", async () => {
  render(<TriageView {...full} />);
  await userEvent.keyboard("a");
  expect(actions.askForAction).toHaveBeenCalledWith("case_emea", {});
  await userEvent.type(screen.getByLabelText("Your name"), "m.ortiz");
  await userEvent.click(screen.getByRole("button", { name: "Deny" }));
  expect(actions.decide).toHaveBeenCalledWith("action_1", { decision: "deny", decidedBy: "m.ortiz" });
});

test("a refusal of the server is shown and nothing is claimed to be recorded", async () => {
  let refuse: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  actions.giveVerdict.mockImplementationOnce((async () => {
    await late;
    return { ok: false, problem };
  }) as never);
  render(<TriageView {...full} />);
  await userEvent.keyboard("e");
  const row = screen.getAllByRole("row").find((one) => one.textContent?.includes(makeCase().title));
  await waitFor(() => expect(row).toHaveTextContent("Confirmed"));
  refuse();
  expect(await screen.findByRole("alert")).toHaveTextContent("A run is under way.");
  expect(screen.queryByText(/recorded\./)).not.toBeInTheDocument();
  expect(screen.getByText(/was not recorded on Refund spike in EMEA/)).toBeInTheDocument();
  expect(row).not.toHaveTextContent("Confirmed");
});

test.each<[string, Partial<TriageProps>, string]>([
  ["no run", { hasRun: false }, "No run yet."],
  ["a clean run", {}, "No case found."],
  ["filters that match nothing", { filter: { q: "zzz" } }, "No case matches."],
  ["no data", { hasData: false, hasRun: false }, "No data loaded."],
])("with %s it says so", async (_, over, text) => {
  const { container } = render(<TriageView {...noCases} {...over} />);
  expect(screen.getByText(text)).toBeInTheDocument();
  expect(await findViolations(container)).toEqual([]);
});

test("names what it ignored in the address", () => {
  render(<TriageView {...full} ignored={["severity", "zz"]} />);
  expect(screen.getByText(/Ignored in the address/)).toHaveTextContent("severity, zz");
});
