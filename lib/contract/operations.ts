import { z } from "zod";
import { Action, ActionDecision, ActionRequest } from "./action";
import { AnalystRequest, Answer } from "./analyst";
import {
  BulkStatusRequest,
  BulkStatusResult,
  Case,
  CaseEvent,
  CaseList,
  CaseListQuery,
  CaseStatusRequest,
} from "./case";
import { DataStatus, Health, LoadReport, UploadReply } from "./dataset";
import {
  ChangeRequest,
  DetectorChange,
  DetectorDetail,
  DetectorList,
  DetectorTrial,
  TrialRequest,
  UndoRequest,
} from "./detector";
import { Evaluation, Trace } from "./evaluation";
import { Feedback, FeedbackRequest, FeedbackResponse, Improvement, Memory, RetractRequest } from "./feedback";
import {
  IntegrationActivity,
  IntegrationId,
  IntegrationStatus,
  LlmStatus,
  SentimentRequest,
  Signal,
} from "./integration";
import { LoadRequest, MappingProposal, ProposeRequest } from "./mapping";
import {
  CoverageGap,
  Language,
  LanguageEvent,
  LanguageRequest,
  MetricCatalogue,
  SavedQuestion,
  SaveQuestionRequest,
} from "./questions";
import { Run, RunResult } from "./run";

/** One endpoint: routes, docs, the rewrite of the seed's path and the tests are all driven by this table. */
export interface Operation {
  id: string;
  method: "GET" | "POST" | "DELETE";
  /** Path under `/api`; `{name}` marks a path parameter. */
  path: string;
  /** Also answers without `/api`, as the seed does. */
  seedPath?: boolean;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Statuses beside 200 on success. */
  accepted?: boolean;
  response: z.ZodType;
  problems: readonly number[];
}

const Cursor = z.string().max(200).optional();
export const PageQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: Cursor });
export type PageQuery = z.infer<typeof PageQuery>;

const page = <T extends z.ZodType>(name: string, item: T) =>
  z.object({ [name]: z.array(item), nextCursor: z.string().nullable() });

export const SentimentResponse = z.object({
  score: z.number(),
  label: z.enum(["high", "elevated", "low"]),
  terms: z.array(z.string()),
  mode: z.enum(["mock", "real"]),
});

export const DemoReset = z.object({ status: z.literal("reset"), cases: z.literal(0) });

export const OPERATIONS = {
  getHealth: {
    id: "getHealth",
    method: "GET",
    path: "/health",
    seedPath: true,
    summary: "State of the process and of the running data",
    response: Health,
    problems: [],
  },
  runInvestigation: {
    id: "runInvestigation",
    method: "POST",
    path: "/monitor/run",
    seedPath: true,
    accepted: true,
    summary: "Run an investigation; `Prefer: respond-async` answers 202 with the run's address",
    response: RunResult,
    problems: [409, 503],
  },
  listSignals: {
    id: "listSignals",
    method: "GET",
    path: "/monitor/signals",
    seedPath: true,
    summary: "All signals, newest first",
    query: PageQuery,
    response: page("signals", Signal),
    problems: [400],
  },
  listCases: {
    id: "listCases",
    method: "GET",
    path: "/triage/cases",
    seedPath: true,
    summary: "Cases with sentiment and totals",
    query: CaseListQuery,
    response: CaseList,
    problems: [400],
  },
  getCase: {
    id: "getCase",
    method: "GET",
    path: "/triage/cases/{caseId}",
    summary: "One case with its history, its actions and the verdicts that count",
    response: z.object({
      case: Case,
      events: z.array(CaseEvent),
      actions: z.array(Action),
      /** The verdicts that count. */
      feedback: z.array(Feedback),
    }),
    problems: [404],
  },
  setCaseStatus: {
    id: "setCaseStatus",
    method: "POST",
    path: "/triage/cases/{caseId}/status",
    summary: "Close, reopen or take up a case; the answer is the case as it is now",
    body: CaseStatusRequest,
    response: Case,
    problems: [400, 404, 409],
  },
  setCaseStatuses: {
    id: "setCaseStatuses",
    method: "POST",
    path: "/triage/cases/status",
    summary: "Close, reopen or take up many cases; says of each what it was, or why not",
    body: BulkStatusRequest,
    response: BulkStatusResult,
    problems: [400],
  },
  rerunTriage: {
    id: "rerunTriage",
    method: "POST",
    path: "/triage/rerun",
    seedPath: true,
    accepted: true,
    summary: "Detect again with the current memory",
    response: RunResult,
    problems: [409, 503],
  },
  requestAction: {
    id: "requestAction",
    method: "POST",
    path: "/triage/cases/{caseId}/actions",
    summary: "Ask for a case's recommended action; it waits for a second person",
    body: ActionRequest,
    response: Action,
    problems: [400, 404, 409],
  },
  decideAction: {
    id: "decideAction",
    method: "POST",
    path: "/actions/{actionId}/decision",
    summary: "Approve or deny an action; whoever asked for it cannot approve it",
    body: ActionDecision,
    response: Action,
    problems: [400, 403, 404, 409],
  },
  listActions: {
    id: "listActions",
    method: "GET",
    path: "/actions",
    summary: "Actions, newest first",
    query: PageQuery,
    response: page("actions", Action),
    problems: [400],
  },
  listRuns: {
    id: "listRuns",
    method: "GET",
    path: "/runs",
    summary: "Runs, newest first",
    query: PageQuery,
    response: page("runs", Run),
    problems: [400],
  },
  getRun: {
    id: "getRun",
    method: "GET",
    path: "/runs/{runId}",
    summary: "One run with its steps",
    response: Run,
    problems: [404],
  },
  askAnalyst: {
    id: "askAnalyst",
    method: "POST",
    path: "/analyst/query",
    seedPath: true,
    summary: "Answer a question about the business",
    body: AnalystRequest,
    response: Answer,
    problems: [400, 503],
  },
  listQuestions: {
    id: "listQuestions",
    method: "GET",
    path: "/analyst/questions",
    summary: "Saved questions, pinned ones first",
    response: z.object({ questions: z.array(SavedQuestion) }),
    problems: [],
  },
  saveQuestion: {
    id: "saveQuestion",
    method: "POST",
    path: "/analyst/questions",
    summary: "Keep a question as its exact query; the same query again renames or pins it",
    body: SaveQuestionRequest,
    response: SavedQuestion,
    problems: [400, 409, 503],
  },
  deleteQuestion: {
    id: "deleteQuestion",
    method: "DELETE",
    path: "/analyst/questions/{questionId}",
    summary: "Remove a saved question",
    response: z.object({ id: z.string() }),
    problems: [404],
  },
  getMetrics: {
    id: "getMetrics",
    method: "GET",
    path: "/analyst/metrics",
    summary: "Every metric and dimension the analyst knows, with definition, SQL and examples",
    response: MetricCatalogue,
    problems: [],
  },
  getLanguage: {
    id: "getLanguage",
    method: "GET",
    path: "/analyst/language",
    summary: "Verified questions and taught words, and the lessons they come from",
    response: Language,
    problems: [],
  },
  teachAnalyst: {
    id: "teachAnalyst",
    method: "POST",
    path: "/analyst/language",
    summary: "Verify a reading, teach a word or take a lesson back; refused when a verified question would break",
    body: LanguageRequest,
    response: z.object({ event: LanguageEvent, version: z.string(), replayed: z.number().int() }),
    problems: [400, 404, 409, 503],
  },
  listGaps: {
    id: "listGaps",
    method: "GET",
    path: "/analyst/gaps",
    summary: "Questions that were refused, the most asked first",
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ gaps: z.array(CoverageGap) }),
    problems: [400],
  },
  sendFeedback: {
    id: "sendFeedback",
    method: "POST",
    path: "/feedback",
    seedPath: true,
    summary: "Record a verdict; answers what it changed",
    body: FeedbackRequest,
    response: FeedbackResponse,
    problems: [400, 404],
  },
  retractFeedback: {
    id: "retractFeedback",
    method: "POST",
    path: "/feedback/{feedbackId}/retract",
    summary: "Take a verdict back; memory is folded anew from those that remain",
    body: RetractRequest,
    response: FeedbackResponse,
    problems: [400, 403, 404, 409],
  },
  listFeedback: {
    id: "listFeedback",
    method: "GET",
    path: "/feedback",
    summary: "Verdicts, newest first, replaced and retracted ones too",
    query: PageQuery,
    response: page("feedback", Feedback),
    problems: [400],
  },
  getImprovement: {
    id: "getImprovement",
    method: "GET",
    path: "/feedback/improvement",
    seedPath: true,
    summary: "Before and after, per anomaly type",
    response: Improvement,
    problems: [],
  },
  getLatestEvaluation: {
    id: "getLatestEvaluation",
    method: "GET",
    path: "/eval/latest",
    seedPath: true,
    summary: "Latest evaluation, null before the first run",
    response: z.object({ evaluation: Evaluation.nullable() }),
    problems: [],
  },
  getLlmStatus: {
    id: "getLlmStatus",
    method: "GET",
    path: "/llm/status",
    seedPath: true,
    summary: "Model provider and circuit",
    response: LlmStatus,
    problems: [],
  },
  listReasoning: {
    id: "listReasoning",
    method: "GET",
    path: "/llm/reasoning",
    seedPath: true,
    summary: "Reasoning log, newest first",
    query: PageQuery,
    response: page("traces", Trace),
    problems: [400],
  },
  analyzeSentiment: {
    id: "analyzeSentiment",
    method: "POST",
    path: "/sentiment/analyze",
    seedPath: true,
    summary: "Risk of a text, with the words that raised it",
    body: SentimentRequest,
    response: SentimentResponse,
    problems: [400],
  },
  getSentimentStatus: {
    id: "getSentimentStatus",
    method: "GET",
    path: "/sentiment/status",
    seedPath: true,
    summary: "State of the sentiment adapter",
    response: IntegrationStatus,
    problems: [],
  },
  listSentimentLog: {
    id: "listSentimentLog",
    method: "GET",
    path: "/sentiment/log",
    seedPath: true,
    summary: "What was scored, newest first",
    query: PageQuery,
    response: page("activity", IntegrationActivity),
    problems: [400],
  },
  getMemory: {
    id: "getMemory",
    method: "GET",
    path: "/memory",
    seedPath: true,
    summary: "Current memory, its versions and shadow proposals",
    response: Memory,
    problems: [],
  },
  getLatestTrace: {
    id: "getLatestTrace",
    method: "GET",
    path: "/traces/latest",
    seedPath: true,
    summary: "The latest run with its traces",
    response: z.object({ run: Run.nullable(), traces: z.array(Trace) }),
    problems: [],
  },
  resetDemo: {
    id: "resetDemo",
    method: "POST",
    path: "/demo/reset",
    seedPath: true,
    summary: "Clear cases, verdicts, memory and actions of the running dataset",
    response: DemoReset,
    problems: [409],
  },
  getSponsorsStatus: {
    id: "getSponsorsStatus",
    method: "GET",
    path: "/sponsors/status",
    seedPath: true,
    summary: "Mode and health of each integration",
    response: z.object({ sponsors: z.array(IntegrationStatus), llm: LlmStatus }),
    problems: [],
  },
  listSponsorsActivity: {
    id: "listSponsorsActivity",
    method: "GET",
    path: "/sponsors/activity",
    seedPath: true,
    summary: "What each integration did, newest first",
    query: PageQuery.extend({ integration: IntegrationId.optional() }),
    response: page("activity", IntegrationActivity),
    problems: [400],
  },
  listDetectors: {
    id: "listDetectors",
    method: "GET",
    path: "/detectors",
    summary: "Every detector in claim order with its state, its cases and its measured accuracy; refused files",
    response: DetectorList,
    problems: [],
  },
  getDetector: {
    id: "getDetector",
    method: "GET",
    path: "/detectors/{detectorId}",
    summary: "One detector: question, needs, parameters, SQL, evidence, impact, accuracy and its changes",
    response: DetectorDetail,
    problems: [404],
  },
  tryDetector: {
    id: "tryDetector",
    method: "POST",
    path: "/detectors/{detectorId}/trial",
    summary: "Preview a setting, or backtest a custom detector: cases and money gained and lost; changes nothing",
    body: TrialRequest,
    response: DetectorTrial,
    problems: [400, 403, 404, 409, 503, 504],
  },
  changeDetector: {
    id: "changeDetector",
    method: "POST",
    path: "/detectors/{detectorId}/change",
    summary: "Switch a detector on or off or set its parameters, as a trial on the same settings showed it",
    body: ChangeRequest,
    response: DetectorChange,
    problems: [400, 403, 404, 409],
  },
  undoDetector: {
    id: "undoDetector",
    method: "POST",
    path: "/detectors/{detectorId}/undo",
    summary: "Take a detector's latest change back",
    body: UndoRequest,
    response: DetectorChange,
    problems: [400, 403, 404, 409],
  },
  getData: {
    id: "getData",
    method: "GET",
    path: "/data",
    summary: "Tables, faults and quarantine",
    response: DataStatus,
    problems: [],
  },
  loadData: {
    id: "loadData",
    method: "POST",
    path: "/data/load",
    summary: "Load a folder the server may read, through a mapping where one is given, there, or confirmed before",
    body: LoadRequest,
    response: LoadReport,
    problems: [400, 404, 409, 422],
  },
  proposeMapping: {
    id: "proposeMapping",
    method: "POST",
    path: "/data/mapping/propose",
    summary: "Propose how to read a folder, with the confidence of each column; loads nothing",
    body: ProposeRequest,
    response: MappingProposal,
    problems: [400, 404],
  },
  uploadData: {
    id: "uploadData",
    method: "POST",
    path: "/data/upload",
    summary:
      "Upload files (multipart: `files`, and `dataset` or `mapping` where given) and load them; foreign ones without a mapping are kept until one is confirmed",
    response: UploadReply,
    problems: [400, 404, 409, 413, 422],
  },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;
