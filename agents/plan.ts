import type { Case } from "@/lib/contract/case";
import type { CaseChange, Degradation, Reasoning } from "@/lib/contract/run";
import { DETECTORS } from "@/lib/detection/registry";
import { ungroundedNumbers } from "@/lib/grounding";
import { formatMoney } from "@/lib/money";
import type { Context } from "./context";
import type { MonitorReport } from "./monitor";
import { Plan, planPrompt, Synthesis, synthesisPrompt } from "./prompts/orchestrator";
import { type ReasoningResult, reason } from "./reasoning";

/** Words of a signal that point at detectors, the most specific first. */
const TOPICS: readonly { words: RegExp; detectors: readonly string[]; label: string }[] = [
  { words: /credit/i, detectors: ["manual_credit"], label: "Credits" },
  { words: /refund|charged twice|duplicate/i, detectors: ["refund_spike", "duplicate_refund"], label: "Refunds" },
  { words: /tier|plan|downgrade/i, detectors: ["tier_mismatch"], label: "Tiers" },
  { words: /invoice|bill|usage|revenue|price/i, detectors: ["underbilling"], label: "Invoices" },
];

/** Says what to look at first. Every detector always runs; the plan orders attention, never coverage. */
export async function planInvestigation(
  context: Context,
  runId: string,
  report: MonitorReport,
  signal: AbortSignal,
): Promise<{ plan: Plan; reasoning: Reasoning; degraded: Degradation[] }> {
  const detectors = DETECTORS.map(({ id, question }) => ({ id, question }));
  const prompt = planPrompt({ signals: report.signals, detectors });
  const rules = () => planByRules(report);
  const result = await reason(context, {
    agent: "orchestrator",
    purpose: "plan the investigation",
    prompt,
    schemaName: "plan",
    schema: Plan,
    input: { signals: report.signals.length, worthALook: report.worthALook.map(({ id, title }) => ({ id, title })) },
    rules,
    runId,
    signal,
  });
  const plan = grounded(result, (value) => `${value.headline} ${value.why}`, prompt.user, rules);
  return {
    plan: plan.value,
    reasoning: { agent: "orchestrator", step: "plan", text: plan.value.why, source: plan.by },
    degraded: fallback(result),
  };
}

/** Sums the run up in words. */
export async function synthesizeFindings(
  context: Context,
  runId: string,
  found: { cases: readonly Case[]; changes: readonly CaseChange[] },
  signal: AbortSignal,
): Promise<{ reasoning: Reasoning; degraded: Degradation[] }> {
  const rules = () => ({ text: synthesisByRules(found.cases) });
  const prompt = synthesisPrompt({ ...found, headline: rules().text });
  const result = await reason(context, {
    agent: "orchestrator",
    purpose: "sum up the findings",
    prompt,
    schemaName: "synthesis",
    schema: Synthesis,
    input: { cases: found.cases.length, changes: found.changes.length },
    rules,
    runId,
    signal,
  });
  const synthesis = grounded(result, (value) => value.text, prompt.user, rules);
  return {
    reasoning: { agent: "orchestrator", step: "synthesis", text: synthesis.value.text, source: synthesis.by },
    degraded: fallback(result),
  };
}

/** A model's prose with a number that it was not shown gives way to the rules' text. */
function grounded<T>(result: ReasoningResult<T>, prose: (value: T) => string, shown: string, rules: () => T) {
  if (result.source === "rules" || ungroundedNumbers(prose(result.value), shown).length === 0) return result;
  return { value: rules(), by: "rules" };
}

function fallback(result: ReasoningResult<unknown>): Degradation[] {
  return result.fallbackReason ? [{ part: "llm", reason: result.fallbackReason }] : [];
}

function planByRules({ signals, worthALook }: MonitorReport): Plan {
  const ids = DETECTORS.map((detector) => detector.id);
  const first = worthALook[0];
  if (!first) {
    const why = `None of ${signals.length} signals is critical or high, so detectors are read in the order of their registry.`;
    return { headline: "No urgent signal: every detector in turn", why, order: ids };
  }
  const weights = TOPICS.map((topic) => ({
    topic,
    hits: worthALook.filter((entry) => topic.words.test(`${entry.kind} ${entry.title} ${entry.message}`)).length,
  })).sort((a, b) => b.hits - a.hits);
  const lead = weights[0] as (typeof weights)[number];
  const order = [...weights.flatMap(({ topic }) => topic.detectors), ...ids].filter((id) => ids.includes(id));
  const why = [
    `${worthALook.length} of ${signals.length} signals are critical or high; the latest says “${first.title}”.`,
    first.value !== null && first.baseline !== null
      ? `It reads ${first.value.toLocaleString("en-US")} against a baseline of ${first.baseline.toLocaleString("en-US")}.`
      : "",
    `${lead.hits} of them speak of ${lead.topic.label.toLowerCase()}, so these are examined first.`,
  ];
  return {
    headline: `${lead.topic.label} first: ${first.title}`.slice(0, 160),
    why: why.filter(Boolean).join(" "),
    order: [...new Set(order)],
  };
}

function synthesisByRules(cases: readonly Case[]): string {
  const [top] = cases;
  if (!top) return "No case was found: every detector ran and no row met its rule.";
  const rest = cases.length - 1;
  return [
    `${cases.length} cases are open.`,
    `The one worth most is “${top.title}”, ${top.impactKnown ? formatMoney(top.impactCents, top.currency) : "an unknown amount"} at ${top.confidenceBand} confidence.`,
    rest > 0 ? `${rest} more follow, each with the rows that prove it.` : "",
    `First: ${top.recommendedAction}`,
  ]
    .filter(Boolean)
    .join(" ");
}
