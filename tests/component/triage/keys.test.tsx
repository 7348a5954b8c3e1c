import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { QueryProvider } from "@/app/_components/query.client";
import type { CaseDetailData } from "@/app/(console)/triage/case-detail-data";
import type { TriageActions } from "@/app/(console)/triage/triage-actions";
import { TriageView } from "@/app/(console)/triage/view";
import type { Case } from "@/lib/contract/case";
import { feedbackResponse, makeAction, makeCase, NOW, problem, totals } from "@/tests/support/fixtures";

/** Where the router was asked to go; the page follows when a test says that the server has answered. */
let navigate: (href: string) => Promise<void> = async () => undefined;
const router = {
  push: (href: string) => navigate(href),
  replace: (href: string) => navigate(href),
  refresh: jest.fn(),
};
jest.mock("next/navigation", () => ({ useRouter: () => router, usePathname: () => "/triage" }));

const COUNT = 25;
const cases = Array.from({ length: COUNT }, (_, at) => makeCase({ id: `case_${at}`, title: `Case number ${at}` }));
const detailOf = (found: Case): CaseDetailData => ({ case: found, events: [], actions: [], feedback: [] });

const ok = <T,>(data: T) => ({ ok: true as const, data });
const actions: jest.Mocked<TriageActions> = {
  giveVerdict: jest.fn(),
  retract: jest.fn(),
  setStatus: jest.fn(),
  rerunTriage: jest.fn(),
  askForAction: jest.fn(),
  decide: jest.fn(),
};

/** The page as the server renders it: a navigation brings another case after `delayMs`, or never. */
function Page({ delayMs, list = cases }: { delayMs: number | null; list?: Case[] }) {
  const [shown, setShown] = useState(list[0]);
  navigate = (href) =>
    new Promise((resolve) => {
      if (delayMs === null) return;
      setTimeout(() => {
        act(() => setShown(list.find((one) => href === `/triage/${one.id}`)));
        resolve();
      }, delayMs);
    });
  return (
    <QueryProvider>
      <TriageView
        list={{ cases: list, totals, nextCursor: null }}
        filter={{}}
        cursor={undefined}
        ignored={[]}
        anomalyTypes={[]}
        detail={shown ? detailOf(shown) : null}
        isCasePage={false}
        hasData
        hasRun
        isRunning={false}
        now={NOW}
        actions={actions}
      />
    </QueryProvider>
  );
}

beforeEach(() => {
  jest.clearAllMocks();
  localStorage.clear();
  actions.giveVerdict.mockImplementation(async ({ caseId, verdict }) => {
    const feedback = { ...feedbackResponse.feedback, id: `feedback_${caseId}`, caseId, verdict };
    return ok({ feedback, learning: [] });
  });
  actions.retract.mockImplementation(async () => ok({ ...feedbackResponse, learning: [] }));
  actions.setStatus.mockImplementation(async ({ caseIds, status }) =>
    ok({ status, changed: caseIds.map((caseId) => ({ caseId, from: "open" as const })), refused: [] }),
  );
  Object.assign(globalThis, {
    fetch: jest.fn(async (path: string) => {
      const found = cases.find((one) => path.endsWith(`/${one.id}`));
      return { ok: true, json: async () => detailOf(found ?? makeCase()) };
    }),
  });
});

const judged = () => actions.giveVerdict.mock.calls.map(([{ caseId, verdict }]) => [caseId, verdict]);
const rowOf = (title: string) => screen.getByRole("row", { name: new RegExp(`${title}\\b`) });

test.each([
  ["at once", 0],
  ["after a while", 30],
])("20 cases in 20 key presses, the server answering %s", async (_, delayMs) => {
  render(<Page delayMs={delayMs} />);
  const keys = "exexeexxexexeexxexex";
  await userEvent.keyboard(keys);
  await waitFor(() => expect(actions.giveVerdict).toHaveBeenCalledTimes(20));
  expect(judged()).toEqual([...keys].map((key, at) => [`case_${at}`, key === "e" ? "approve" : "false_positive"]));
});

test("keys pressed while the next case opens act on the case on the page, none is lost", async () => {
  render(<Page delayMs={null} />);
  await userEvent.keyboard("jje");
  await waitFor(() => expect(judged()).toEqual([["case_2", "approve"]]));
});

test("a verdict shows at once, moves on, and its message follows to the next case with an undo", async () => {
  render(<Page delayMs={null} />);
  await userEvent.keyboard("x");
  await waitFor(() => expect(rowOf("Case number 0")).toHaveTextContent("False positive"));
  expect(await screen.findByRole("article", { name: "Case number 1" })).toBeInTheDocument();
  const verdict = screen.getByRole("region", { name: "Verdict" });
  expect(await within(verdict).findByText("False positive recorded.")).toBeInTheDocument();
  expect(verdict).toHaveTextContent("Case number 0");
  await userEvent.keyboard("u");
  await waitFor(() => expect(actions.retract).toHaveBeenCalledWith("feedback_case_0"));
  expect(await within(verdict).findByText(/Taken back: the verdict on Case number 0/)).toBeInTheDocument();
});

test("undo before the answer has come takes back that very verdict", async () => {
  let answer: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  actions.giveVerdict.mockImplementationOnce(async ({ caseId }) => {
    await late;
    return ok({ feedback: { ...feedbackResponse.feedback, id: "feedback_late", caseId }, learning: [] });
  });
  render(<Page delayMs={0} />);
  await userEvent.keyboard("eu");
  expect(actions.retract).not.toHaveBeenCalled();
  answer();
  await waitFor(() => expect(actions.retract).toHaveBeenCalledWith("feedback_late"));
});

test("a refused verdict is taken back with the server's words though the person has moved on", async () => {
  actions.giveVerdict.mockResolvedValueOnce({ ok: false, problem });
  render(<Page delayMs={0} />);
  await userEvent.keyboard("e");
  expect(await screen.findByText(/not recorded on Case number 0; the case is as it was/)).toBeInTheDocument();
  expect(rowOf("Case number 0")).not.toHaveTextContent("Confirmed");
});

test("a server that does not answer is a message too", async () => {
  actions.giveVerdict.mockRejectedValueOnce(new TypeError("fetch failed"));
  render(<Page delayMs={0} />);
  await userEvent.keyboard("e");
  expect(await screen.findByText(/The server did not answer/)).toBeInTheDocument();
});

test("every verdict that counts has an undo of its own; another reviewer's has none", async () => {
  const mine = { ...feedbackResponse.feedback, id: "feedback_mine", reviewer: "local" };
  const others = { ...feedbackResponse.feedback, id: "feedback_bo", reviewer: "bo" };
  const fetched = { ...detailOf(cases[1] ?? makeCase()), feedback: [mine, others] };
  Object.assign(globalThis, { fetch: jest.fn(async () => ({ ok: true, json: async () => fetched })) });
  render(<Page delayMs={null} />);
  await userEvent.keyboard("j");
  const given = await screen.findByRole("list", { name: "Verdicts that count" });
  expect(given).toHaveTextContent("by bo");
  await userEvent.click(within(given).getByRole("button", { name: "Undo" }));
  expect(actions.retract).toHaveBeenCalledWith("feedback_mine");
});

test("Shift chooses a range by key and by mouse; C closes it at once; U gives each its status back", async () => {
  const user = userEvent.setup();
  render(<Page delayMs={0} />);
  await user.click(screen.getByRole("checkbox", { name: "Choose Case number 2" }));
  await user.keyboard("{Shift>}");
  await user.click(screen.getByRole("checkbox", { name: "Choose Case number 5" }));
  await user.keyboard("{/Shift}");
  expect(screen.getByRole("toolbar", { name: "Chosen cases" })).toHaveTextContent("4 chosen");
  await user.keyboard("c");
  const ids = [2, 3, 4, 5].map((at) => `case_${at}`);
  expect(actions.setStatus).toHaveBeenCalledWith({ caseIds: ids, status: "closed" });
  await waitFor(() => expect(rowOf("Case number 3")).toHaveTextContent("closed"));
  expect(await screen.findByText("4 cases: closed.")).toBeInTheDocument();
  await user.keyboard("u");
  await waitFor(() => expect(actions.setStatus).toHaveBeenLastCalledWith({ caseIds: ids, status: "open" }));
});

test("Shift J chooses downwards, S one, Escape none", async () => {
  render(<Page delayMs={0} />);
  await userEvent.keyboard("{Shift>}jj{/Shift}");
  expect(screen.getByRole("toolbar")).toHaveTextContent("3 chosen");
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("toolbar")).not.toBeInTheDocument();
  await userEvent.keyboard("s");
  expect(screen.getByRole("toolbar")).toHaveTextContent("1 chosen");
});

test("C on one case closes it and opens the next; what is refused says why", async () => {
  actions.setStatus.mockResolvedValueOnce(
    ok({ status: "closed", changed: [], refused: [{ caseId: "case_0", reason: "An approval waits" }] }),
  );
  render(<Page delayMs={0} />);
  await userEvent.keyboard("c");
  expect(await screen.findByText(/Not moved: An approval waits/)).toBeInTheDocument();
  expect(rowOf("Case number 0")).not.toHaveTextContent("closed");
  expect(await screen.findByRole("article", { name: "Case number 1" })).toBeInTheDocument();
});

test("a page of 50 cases and one with thousands of rows stays under 150 rows", () => {
  const many = <T,>(make: (at: number) => T) => Array.from({ length: 5_000 }, (_, at) => make(at));
  const huge = makeCase({
    id: "case_0",
    evidence: [
      ...many((at) => ({ table: "refunds", key: `r${at}`, role: "claimed" as const, values: { amountCents: at } })),
      ...many((at) => ({ table: "invoices", key: `i${at}`, role: "context" as const, values: { billedCents: at } })),
    ],
    claims: many((at) => ({ table: "refunds", key: `r${at}`, cents: 1 })),
  });
  const list = [huge, ...Array.from({ length: 49 }, (_, at) => makeCase({ id: `other_${at}` }))];
  const { container } = render(<Page delayMs={null} list={list} />);
  expect(container.querySelectorAll("tr").length).toBeLessThanOrEqual(150);
  expect(container.querySelectorAll("tr, li").length).toBeLessThanOrEqual(200);
  expect(screen.getByText(/4,970 more claimed rows/)).toBeInTheDocument();
});

test("asking for an action shows at once and comes back when it is refused", async () => {
  let refuse: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  actions.askForAction.mockImplementationOnce(async () => {
    await late;
    return { ok: false, problem };
  });
  render(<Page delayMs={null} />);
  await userEvent.keyboard("a");
  expect(screen.getByRole("button", { name: /^Asked/ })).toBeDisabled();
  refuse();
  expect(await screen.findByRole("alert")).toHaveTextContent("A run is under way.");
  expect(screen.getByRole("button", { name: /^Ask for approval/ })).toBeEnabled();
  expect(makeAction().status).toBe("pending_approval");
});
