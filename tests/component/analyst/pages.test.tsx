import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { LearnedView } from "@/app/(console)/analyst/learned/view";
import { MetricsView } from "@/app/(console)/analyst/metrics/view";
import type { LanguageEvent, MetricCatalogue } from "@/lib/contract/questions";
import { toLanguage } from "@/lib/semantic/verified/fold";
import { findViolations } from "@/tests/support/check-accessibility";
import { NOW, problem, semanticQuery } from "@/tests/support/fixtures";

const refresh = jest.fn();
jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh }), usePathname: () => "/analyst" }));

const told = { by: "ana", why: "what finance says", at: NOW };
const EVENTS: LanguageEvent[] = [
  { ...told, id: "a", kind: "synonym", phrase: "clawbacks", means: { kind: "metric", metric: "refund_amount" } },
  { ...told, id: "b", kind: "default", phrase: "revenue", metric: "mrr" },
  {
    ...told,
    id: "c",
    kind: "verify",
    question: "revenue by tier",
    semanticQuery,
    asOf: "2026-02-28",
    firstDay: "2025-01-01",
  },
  {
    ...told,
    id: "d",
    kind: "synonym",
    phrase: "old world",
    means: { kind: "value", dimension: "region", value: "EMEA" },
  },
  { ...told, id: "e", kind: "undo", eventId: "b" },
];
const names = { refund_amount: "Refunds", mrr: "MRR", region: "Region" };

test("what was learned, every lesson, and the way back", async () => {
  const teach = jest.fn(async () => ({ ok: true as const, data: { version: "v6", eventId: "f", replayed: 1 } }));
  const { container } = render(<LearnedView language={toLanguage(EVENTS)} names={names} teach={teach} />);
  const words = screen.getByRole("region", { name: "Taught words" });
  expect(
    within(words)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual(["“clawbacks” is read as RefundsUndo", "“old world” is read as region EMEAUndo"]);
  const lessons = within(screen.getByRole("region", { name: "Lessons" })).getAllByRole("listitem");
  expect(lessons[0]).toHaveTextContent("v5Took back v2 by ana");
  expect(lessons[3]).toHaveTextContent(/v2“revenue” is read as MRR first.*taken back/);
  expect(await findViolations(container)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Undo: revenue by tier" }));
  expect(teach).toHaveBeenCalledWith(expect.objectContaining({ kind: "undo", eventId: "c" }));
  expect(refresh).toHaveBeenCalled();
});

test("nothing learned yet, and an undo that fails says why", async () => {
  const teach = jest.fn(async () => ({ ok: false as const, problem: { ...problem, detail: "Try again." } }));
  const { container, rerender } = render(<LearnedView language={toLanguage([])} names={names} teach={teach} />);
  expect(screen.getAllByText("None yet.")).toHaveLength(2);
  expect(await findViolations(container)).toEqual([]);
  rerender(<LearnedView language={toLanguage(EVENTS)} names={names} teach={teach} />);
  await userEvent.click(screen.getByRole("button", { name: "Undo: clawbacks" }));
  expect(await screen.findByText("Try again.")).toBeInTheDocument();
});

const catalogue: MetricCatalogue = {
  metrics: [
    {
      id: "refund_amount",
      label: "Refunds",
      description: "Amount of refunds.",
      unit: "cents",
      owner: "revenue operations",
      status: "approved",
      file: "refunds.yml",
      synonyms: ["money back"],
      dimensions: ["region"],
      sql: "select sum(amount_cents)",
      examples: ["Refunds by region"],
    },
  ],
  dimensions: [
    { id: "region", label: "Region", description: "Sales region.", synonyms: ["area"], values: 4 },
    { id: "tier", label: "Tier", description: "Tier.", synonyms: [], values: null },
  ],
};

test("every metric with definition, owner, unit, cuts, statement and examples; an unknown count is the word", async () => {
  const { container } = render(<MetricsView catalogue={catalogue} />);
  const metric = screen.getByRole("article", { name: "Refunds" });
  expect(metric).toHaveTextContent(/moneyapproved.*revenue operations, refunds.yml.*Amount of refunds\..*By region\./);
  expect(within(metric).getByRole("link", { name: "Refunds by region" })).toHaveAttribute(
    "href",
    "/analyst?q=Refunds+by+region",
  );
  expect(within(metric).getByText("select sum(amount_cents)")).toBeInTheDocument();
  expect(screen.getByRole("row", { name: /Tier/ })).toHaveTextContent("unknown");
  expect(await findViolations(container)).toEqual([]);
});
