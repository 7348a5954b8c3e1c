import type { AnswerSurroundings } from "@/agents/answer-page";
import type { Action } from "@/lib/contract/action";
import type { Answer, SemanticQuery } from "@/lib/contract/analyst";
import type { Case, CaseEvent, CaseList } from "@/lib/contract/case";
import type { Dataset, LoadReport } from "@/lib/contract/dataset";
import type { Evaluation, Trace } from "@/lib/contract/evaluation";
import type { Feedback, FeedbackResponse, Improvement, LearningUpdate, Memory } from "@/lib/contract/feedback";
import type { IntegrationActivity, IntegrationStatus, Signal } from "@/lib/contract/integration";
import type { KindTotals, MoneyKind, Totals } from "@/lib/contract/money";
import type { Problem } from "@/lib/contract/problem";
import type { Run, RunStep } from "@/lib/contract/run";

/** Values for tests of views, in the shape of the contract; the amounts are those of the demo. */
export const NOW = "2026-03-01T09:50:00.000Z";
const RUN_AT = "2026-03-01T09:41:00.000Z";

export function makeCase(over: Partial<Case> = {}): Case {
  return {
    id: "case_emea",
    fingerprint: "refund_spike:EMEA:USD:2026-02-16",
    anomalyType: "refund_spike",
    title: "Refund spike in EMEA, week of 16 Feb",
    summary:
      "9 refunds worth $1,233.00 left in the week of 16 February; the eight weeks before had a median of $105.00.",
    status: "open",
    outcome: "unset",
    attention: "new",
    severity: "critical",
    confidence: 0.92,
    confidenceBand: "high",
    confidencePrior: 0.92,
    impactKnown: true,
    grossImpactCents: 112_800,
    impactCents: 112_800,
    expectedValueCents: 103_776,
    currency: "USD",
    moneyKind: "cash_out",
    entity: { kind: "region_week", id: "EMEA", label: "EMEA, week of 16 Feb", customerId: null, region: "EMEA" },
    evidence: [
      {
        table: "refunds",
        key: "ref_00412",
        role: "claimed",
        values: { customer: "Aalto Systems", reason: "charged twice", amountCents: 13_700, day: "2026-02-17" },
      },
      {
        table: "refunds",
        key: "ref_00390",
        role: "context",
        values: { customer: "=cmd()", reason: null, amountCents: 6_000, day: "2026-02-10" },
      },
    ],
    claims: [{ table: "refunds", key: "ref_00412", cents: 112_800 }],
    alsoSeenBy: ["duplicate_refund"],
    recommendedAction: "Hold further EMEA refunds above $50 and open a case with payments",
    sentiment: { score: 0.74, label: "high", terms: ["charged twice", "lawyer"] },
    evidenceHash: "hash",
    firstSeenAt: RUN_AT,
    updatedAt: RUN_AT,
    runId: "run_18",
    ...over,
  };
}

export const duplicateCase = makeCase({
  id: "case_duplicate",
  anomalyType: "duplicate_refund",
  title: "Refund paid twice to Orrin Labs",
  severity: "medium",
  confidence: 0.8075,
  confidenceBand: "medium",
  confidencePrior: 0.95,
  grossImpactCents: 15_000,
  impactCents: 12_750,
  outcome: "false_positive",
  attention: "none",
  sentiment: { score: null, label: "unknown", terms: [] },
});

export const underbilledCase = makeCase({
  id: "case_underbilled",
  anomalyType: "underbilling",
  title: "Halcyon underbilled for 3 months",
  severity: "medium",
  moneyKind: "recoverable",
  impactCents: 30_000,
  grossImpactCents: 30_000,
  attention: "none",
  sentiment: { score: 0.05, label: "low", terms: [] },
});

const noKinds: KindTotals = { recoverable: 0, cash_out: 0, owed_to_customer: 0, timing: 0 };
export const noTotals: Totals = { count: 0, impactCents: 0, currency: "USD", byKind: noKinds, byCurrency: [] };

const usdKinds: KindTotals = { ...noKinds, recoverable: 57_000, cash_out: 190_800 };
export const totals: Totals = {
  count: 7,
  impactCents: 247_800,
  currency: "USD",
  byKind: usdKinds,
  byCurrency: [
    { currency: "USD", count: 6, impactCents: 247_800, byKind: usdKinds },
    { currency: "EUR", count: 1, impactCents: 9_900, byKind: { ...noKinds, timing: 9_900 } },
  ],
};
export const kindCounts: Record<MoneyKind, number> = { recoverable: 2, cash_out: 4, owed_to_customer: 0, timing: 1 };

export const caseList: CaseList = {
  cases: [makeCase(), underbilledCase, duplicateCase],
  totals,
  nextCursor: "next-page",
};

export const caseEvents: CaseEvent[] = [
  {
    id: "event_1",
    caseId: "case_emea",
    kind: "found",
    text: "Found by refund_spike with memory v0",
    actor: "triage",
    runId: "run_18",
    at: RUN_AT,
  },
];

export function makeAction(over: Partial<Action> = {}): Action {
  return {
    id: "action_1",
    key: "impact>=500:refund_spike:hash",
    kind: "approval_task",
    policy: "impact>=500",
    caseId: "case_emea",
    runId: "run_18",
    status: "pending_approval",
    title: "Hold refunds for EMEA, week of 16 Feb",
    payload: {},
    payloadHash: "sha",
    requestedBy: "agent",
    decidedBy: null,
    mode: "mock",
    externalId: null,
    error: null,
    createdAt: RUN_AT,
    updatedAt: RUN_AT,
    ...over,
  };
}

const step = (key: RunStep["key"], label: string, summary: string, durationMs: number): RunStep => ({
  key,
  label,
  status: "ok",
  summary,
  startedAt: RUN_AT,
  durationMs,
});

export function makeRun(over: Partial<Run> = {}): Run {
  return {
    id: "run_18",
    kind: "investigation",
    status: "ok",
    startedAt: RUN_AT,
    finishedAt: RUN_AT,
    durationMs: 912,
    memoryVersion: "v0",
    steps: [
      step("monitor", "Monitor", "24 signals, 3 worth a look", 120),
      step("plan", "Plan", "Refunds first: EMEA is 11.7 x its usual week", 210),
      step("detect", "Detect", "5 detectors over 5,212 invoices", 380),
      step("triage", "Triage", "6 cases, no cent claimed twice", 110),
      step("act", "Act", "1 case, 1 alert, 1 approval asked", 60),
      step("evaluate", "Evaluate", "Not enough verdicts to judge yet", 20),
      step("learn", "Learn", "Nothing to change", 12),
    ],
    degraded: [],
    reasoning: [
      { agent: "orchestrator", step: "plan", text: "Refunds in EMEA stand out, so refunds go first.", source: "rules" },
      { agent: "evaluator", step: "evaluate", text: "No verdict so far.", source: "rules" },
    ],
    changes: [
      { caseId: "case_emea", change: "new", title: "EMEA refund spike", impactCents: 112_800, currency: "USD" },
      { caseId: "case_underbilled", change: "same", title: "Halcyon", impactCents: 30_000, currency: "USD" },
      { caseId: "case_old", change: "healed", title: "Northwind paid in full", impactCents: 8_400, currency: "USD" },
    ],
    changeTotals: [
      { change: "healed", currency: "USD", count: 1, impactCents: 8_400 },
      { change: "new", currency: "USD", count: 1, impactCents: 112_800 },
      { change: "same", currency: "USD", count: 1, impactCents: 30_000 },
    ],
    detectors: [
      { id: "refund_spike", title: "Refund spike", status: "ok", reason: null, cases: 1, durationMs: 40 },
      {
        id: "manual_credit",
        title: "Suspicious manual credit",
        status: "skipped",
        reason: "needs refunds.approved_by",
        cases: 0,
        durationMs: 0,
      },
    ],
    error: null,
    ...over,
  };
}

export const signal: Signal = {
  id: "sig_1",
  source: "billing-monitor",
  kind: "refunds",
  severity: "critical",
  title: "Refund volume in EMEA",
  message: "Refunds far above the usual week",
  metric: "refunds",
  value: 1233,
  baseline: 105,
  region: "EMEA",
  customerId: null,
  occurredAt: "2026-02-22T10:00:00.000Z",
};

export const dataset: Dataset = {
  id: "demo",
  label: "Demo data",
  folder: "data/demo",
  loadedAt: RUN_AT,
  asOf: "2026-02-28",
  reportingCurrency: "USD",
  tables: [
    {
      name: "invoices",
      file: "invoices.csv",
      rows: 5212,
      quarantined: 1,
      missingColumns: ["expected_amount"],
      firstDay: "2025-01-01",
      lastDay: "2026-02-28",
    },
    {
      name: "payments",
      file: "payments.csv",
      rows: 5100,
      quarantined: 0,
      missingColumns: [],
      firstDay: "2025-01-03",
      lastDay: "2026-02-28",
    },
    {
      name: "refunds",
      file: "refunds.csv",
      rows: 320,
      quarantined: 0,
      missingColumns: [],
      firstDay: "2025-01-09",
      lastDay: "2026-02-27",
    },
  ],
  quarantine: [
    { table: "invoices", key: "inv_9", column: "customer_id", value: "cus_404", reason: "no such customer" },
  ],
  quarantinedRows: 1,
};

export const refusedLoad: LoadReport = {
  status: "refused",
  folder: "/data/broken",
  at: RUN_AT,
  faults: [
    { file: "invoices.csv", line: 12, column: "billed_amount", value: "12o.00", expected: "a decimal amount" },
    { file: "refunds.csv", line: null, column: "amount", value: null, expected: "the column" },
  ],
  faultCount: 140,
};

export const problem: Problem = {
  type: "urn:opsiq:problem:conflict",
  title: "Not now",
  status: 409,
  detail: "A run is under way.",
  code: "conflict",
  requestId: "req_1",
  errors: [],
};

export const refundWeeks = {
  region: "EMEA",
  weeks: [
    { monday: "2026-01-26", sumCents: 13_000 },
    { monday: "2026-02-02", sumCents: 9_000 },
    { monday: "2026-02-09", sumCents: 15_000 },
    { monday: "2026-02-16", sumCents: 123_300 },
    { monday: "2026-02-23", sumCents: 12_000 },
  ],
  median: 10_500,
  upperCents: 21_600,
  hit: { monday: "2026-02-16", label: "EMEA refund spike, $1,128.00 above the median" },
};

export const learningUpdate: LearningUpdate = {
  id: "learn_1",
  kind: "confidence",
  status: "active",
  scope: "duplicate_refund:ref_1",
  title: "Refund paid twice: this pattern",
  before: { confidence: 0.95, impactCents: 15_000 },
  after: { confidence: 0.8075, impactCents: 12_750 },
  why: "one false positive by local",
  proposer: "rules",
  feedbackIds: ["feedback_1"],
  memoryVersion: "v1",
  at: RUN_AT,
};

export const shadowUpdate: LearningUpdate = {
  ...learningUpdate,
  id: "learn_2",
  kind: "threshold",
  status: "shadow",
  scope: "duplicate_refund",
  title: "Duplicate window 72 h to 48 h",
  before: { windowHours: 72 },
  after: { windowHours: 48 },
  memoryVersion: null,
};

export const feedback: Feedback = {
  id: "feedback_1",
  caseId: "case_duplicate",
  fingerprint: "duplicate_refund:ref_1",
  anomalyType: "duplicate_refund",
  verdict: "false_positive",
  reason: "rule_wrong",
  note: "two different items",
  reviewer: "local",
  live: true,
  retractedAt: null,
  at: RUN_AT,
};

export const feedbackResponse: FeedbackResponse = { feedback, learning: [learningUpdate] };

export const memory: Memory = {
  version: "v1",
  state: {
    patterns: { "duplicate_refund:ref_1": { confirmed: 0, falsePositive: 1 } },
    parameters: { duplicate_refund: { windowHours: 72 } },
  },
  versions: [
    {
      id: "mem_1",
      number: 1,
      parentId: null,
      what: "confidence of one pattern",
      why: "one false positive by local",
      by: "local",
      feedbackId: "feedback_1",
      casesAffected: 1,
      at: RUN_AT,
    },
  ],
  shadow: [shadowUpdate],
};

export const emptyMemory: Memory = {
  version: "v0",
  state: { patterns: {}, parameters: {} },
  versions: [],
  shadow: [],
};

export const improvement: Improvement = {
  byType: [
    {
      anomalyType: "duplicate_refund",
      verdicts: 1,
      falsePositives: 1,
      confirmed: 0,
      confidenceBefore: 0.95,
      confidenceAfter: 0.8075,
      impactBeforeCents: 15_000,
      impactAfterCents: 12_750,
      currency: "USD",
    },
    {
      anomalyType: "underbilling",
      verdicts: 0,
      falsePositives: 0,
      confirmed: 0,
      confidenceBefore: null,
      confidenceAfter: null,
      impactBeforeCents: null,
      impactAfterCents: null,
      currency: null,
    },
  ],
  updates: [learningUpdate],
};

export const evaluation: Evaluation = {
  id: "eval_1",
  runId: "run_18",
  at: RUN_AT,
  figures: [
    {
      id: "precision",
      label: "Precision",
      value: 0.82,
      unit: "share",
      low: 0.7,
      high: 0.9,
      n: 40,
      reason: null,
    },
    {
      id: "brier",
      label: "Brier score",
      value: null,
      unit: "score",
      low: null,
      high: null,
      n: 1,
      reason: "1 of 30 verdicts needed",
    },
  ],
  assessment: "One verdict so far.",
  suggestions: ["Judge the refund spike first."],
  source: "rules",
  reliability: [
    { stated: 0.6, confirmed: 0.5, n: 20 },
    { stated: 0.9, confirmed: 0.88, n: 40 },
  ],
};

export const trace: Trace = {
  id: "trace_1",
  runId: "run_18",
  agent: "orchestrator",
  purpose: "Plan the investigation",
  promptVersion: "plan-1",
  input: { signals: 24 },
  output: { order: ["refunds"] },
  source: "llm",
  model: "openai/gpt-oss-120b",
  fallbackReason: null,
  durationMs: 812,
  promptTokens: null,
  completionTokens: null,
  costUsd: null,
  at: RUN_AT,
};

export const integration: IntegrationStatus = {
  id: "airia",
  title: "Airia",
  role: "Executes governed workflows",
  mode: "mock",
  reason: "AIRIA_API_KEY is not set",
  health: "ok",
  lastError: null,
  calls: 3,
  settings: [
    { name: "AIRIA_API_KEY", set: false, required: true },
    { name: "AIRIA_BASE_URL", set: true, required: false },
  ],
  request: {
    method: "POST",
    url: "https://api.airia.ai/v2/PipelineExecution/pipeline",
    headers: { "X-API-KEY": "<AIRIA_API_KEY>", "Content-Type": "application/json" },
    body: { userInput: "it's urgent" },
  },
};

export const integrationActivity: IntegrationActivity = {
  id: "activity_1",
  integration: "airia",
  mode: "mock",
  operation: "execute",
  status: "ok",
  summary: "Alert for EMEA refund spike",
  request: { kind: "alert" },
  response: { id: "mock-1" },
  durationMs: 2,
  runId: "run_18",
  at: RUN_AT,
};

export const semanticQuery: SemanticQuery = {
  op: "why",
  metrics: ["net_revenue"],
  dims: [],
  filters: [],
  time: { from: "2026-02-01", to: "2026-03-01", label: "February", partial: false },
  assumptions: [],
};

export function makeAnswer(over: Partial<Answer> = {}): Answer {
  return {
    answer: "Net revenue is $1,700.00 (4.1 %) below January.",
    semanticQuery,
    sql: "select 1",
    columns: [
      { name: "region", label: "Region", unit: "text", currency: null },
      { name: "net", label: "Net revenue", unit: "cents", currency: "USD" },
    ],
    rows: [
      ["EMEA", 120_000],
      ["=HYPERLINK(1)", -5_000],
    ],
    rowCount: 2,
    truncated: false,
    chart: {
      kind: "bar",
      title: "Net revenue by region",
      summary: "EMEA leads with $1,200.00.",
      unit: "cents",
      currency: "USD",
      categories: ["EMEA", "NA"],
      series: [{ name: "Net revenue", values: [120_000, -5_000] }],
      partialFrom: 1,
    },
    confidence: { value: 0.94, band: "high", reasons: ["every word of the question was used"] },
    assumptions: ["this month is February 2026"],
    definitions: [{ metric: "Net revenue", text: "invoiced less refunds" }],
    followUps: ["Refund rate by region, last 6 months"],
    freshness: { asOf: "2026-02-28", text: "Data up to 28 Feb 2026." },
    source: "parser",
    ...over,
  };
}

export const whyReport: NonNullable<Answer["why"]> = {
  metric: "net_revenue",
  base: { label: "January", value: 4_120_000 },
  current: { label: "February", value: 3_950_000 },
  delta: -170_000,
  gate: { z: -3.1, periods: 13, text: "The fall is outside normal variation." },
  premise: { claimed: "down", holds: true, text: "Revenue did fall." },
  drivers: [
    { label: "fewer active customers", deltaCents: -61_000, share: 0.36 },
    { label: "refund rate", deltaCents: -112_800, share: 0.66 },
  ],
  segments: [{ dim: "region", parts: [{ label: "EMEA", deltaCents: -112_800, share: 0.66 }] }],
  coincidences: ["9 critical billing signals in EMEA"],
};

export const surroundings: AnswerSurroundings = {
  reading: { operation: "why", metrics: "net revenue", rest: "February 2026" },
  drill: null,
  lessons: [],
  verified: null,
  saved: null,
};
