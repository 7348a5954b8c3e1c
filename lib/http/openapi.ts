import { z } from "zod";
import { Action } from "@/lib/contract/action";
import { Answer, ChartSpec, SemanticQuery, TimeWindow, WhyReport } from "@/lib/contract/analyst";
import { Case, CaseEvent, CaseList } from "@/lib/contract/case";
import { DataFault, DataStatus, Dataset, Health, KnownDataset, LoadReport, StoredUpload } from "@/lib/contract/dataset";
import {
  DetectorChange,
  DetectorDetail,
  DetectorEvent,
  DetectorList,
  DetectorSetting,
  DetectorTrial,
} from "@/lib/contract/detector";
import { Evaluation, Trace } from "@/lib/contract/evaluation";
import { Feedback, FeedbackResponse, Improvement, LearningUpdate, Memory } from "@/lib/contract/feedback";
import { IntegrationActivity, IntegrationStatus, LlmStatus, Signal } from "@/lib/contract/integration";
import { Totals } from "@/lib/contract/money";
import type { Operation } from "@/lib/contract/operations";
import { Problem } from "@/lib/contract/problem";
import {
  CoverageGap,
  Language,
  LanguageEvent,
  LanguageState,
  MetricCatalogue,
  SavedQuestion,
} from "@/lib/contract/questions";
import { Run, RunResult } from "@/lib/contract/run";

type Json = Record<string, unknown>;

/** The schemas that get a name of their own in the document. */
const NAMED = {
  Action,
  Answer,
  Case,
  CaseEvent,
  CaseList,
  ChartSpec,
  CoverageGap,
  DataFault,
  Dataset,
  DataStatus,
  KnownDataset,
  StoredUpload,
  DetectorChange,
  DetectorDetail,
  DetectorEvent,
  DetectorList,
  DetectorSetting,
  DetectorTrial,
  Evaluation,
  Feedback,
  FeedbackResponse,
  Health,
  Improvement,
  IntegrationActivity,
  IntegrationStatus,
  Language,
  LanguageEvent,
  LanguageState,
  LearningUpdate,
  LlmStatus,
  LoadReport,
  Memory,
  MetricCatalogue,
  Problem,
  Run,
  RunResult,
  SavedQuestion,
  SemanticQuery,
  Signal,
  TimeWindow,
  Totals,
  Trace,
  WhyReport,
};

/** The whole API as an OpenAPI 3.1 document, from the operations table alone. Pure: same table, same document. */
export function openApiDocument(operations: Record<string, Operation>, version: string): Json {
  const all = Object.values(operations);
  const schemaName = schemaNames(all);
  const schemas = responseSchemas(all, schemaName);
  const paths: Record<string, Json> = {};
  for (const operation of all) {
    const path = `/api${operation.path}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationObject(operation, schemaName) };
  }
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: { title: "OpsIQ", version, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/" }],
    paths,
    components: { schemas },
  };
}

type SchemaName = (schema: z.ZodType) => string;

const responseName = (operation: Operation) =>
  `${operation.id.charAt(0).toUpperCase()}${operation.id.slice(1)}Response`;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function responseSchemas(operations: Operation[], schemaName: SchemaName): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  for (const { response } of operations) {
    if (!registry.has(response)) registry.add(response, { id: schemaName(response) });
  }
  const { schemas } = z.toJSONSchema(registry, { io: "output", uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutMarks(schema)]));
}

function operationObject(operation: Operation, schemaName: SchemaName): Json {
  const json = (schema: Json) => ({ "application/json": { schema } });
  const success = { description: operation.summary, content: json(ref(schemaName(operation.response))) };
  return {
    operationId: operation.id,
    summary: operation.summary,
    parameters: [...pathParameters(operation.path), ...queryParameters(operation.query)],
    ...(operation.body ? { requestBody: { content: json(inputSchema(operation.body)) } } : {}),
    responses: {
      200: success,
      ...(operation.accepted ? { 202: { ...success, description: "Accepted; Location names the run" } } : {}),
      ...Object.fromEntries(problemStatuses(operation).map((status) => [status, problemAnswer(status)])),
    },
  };
}

/** Named schemas go by their name, any other by the first operation that answers with it. */
function schemaNames(operations: Operation[]): SchemaName {
  const names = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));
  for (const operation of operations) {
    if (!names.has(operation.response)) names.set(operation.response, responseName(operation));
  }
  return (schema) => names.get(schema) ?? "";
}

/** Every operation may also refuse bad input (400), and a POST a foreign page (403), another type (415), a large body (413). */
function problemStatuses(operation: Operation): number[] {
  const byTransport = operation.method === "GET" ? [400] : operation.body ? [400, 403, 413, 415] : [400, 403];
  return [...new Set([...operation.problems, ...byTransport, 500])].sort((a, b) => a - b);
}

function problemAnswer(status: number): Json {
  return { description: `Problem ${status}`, content: { "application/problem+json": { schema: ref("Problem") } } };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function inputSchema(schema: z.ZodType): Json {
  return withoutMarks(z.toJSONSchema(schema, { io: "input" }));
}

function withoutMarks({ $schema: _schema, $id: _id, ...schema }: Json): Json {
  return schema;
}
