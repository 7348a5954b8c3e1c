import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ReasoningContext } from "@/agents/reasoning";
import type { CaseDraft } from "@/db/case-rows";
import { openState } from "@/db/client";
import { readMemoryState } from "@/db/memory";
import { applyTriage } from "@/db/triage";
import { bandOf, scoreFinding } from "@/lib/detection/scoring";
import type { Llm, StructuredCall } from "@/lib/ports";

export const DATASET = "dataset_test";

export interface LearningState {
  context: ReasoningContext & { warehouse: null };
  /** Moves the clock on by minutes. */
  pass(minutes: number): void;
  /** What a triage rerun does to the planted cases: scores them with the memory as it is. */
  rerun(runId?: string): void;
  restart(): void;
  stop(): void;
}

export interface PlantedCase {
  entityKey: string;
  anomalyType?: string;
  prior?: number;
  grossCents?: number;
  currency?: string;
  note?: string | null;
}

export const caseIdFor = (entityKey: string) => `case_${entityKey}`;

/** A real SQLite state in a folder of its own, with the cases given. Ids count up and the clock stands still. */
export function openLearningState(planted: readonly PlantedCase[], llm: Llm | null = null): LearningState {
  const stateDir = mkdtempSync(join(tmpdir(), "opsiq-learning-"));
  let now = Date.parse("2026-03-01T10:00:00.000Z");
  let ids = 0;
  let opened = openState(stateDir, resolve("db/migrations"));
  const state: LearningState = {
    context: {
      db: opened.db,
      datasetId: DATASET,
      llm,
      warehouse: null,
      clock: () => new Date(now),
      newId: (prefix) => {
        ids += 1;
        return `${prefix}_${ids}`;
      },
    },
    pass(minutes) {
      now += minutes * 60_000;
    },
    rerun(runId = "run_again") {
      const { patterns } = readMemoryState(state.context.db, DATASET);
      applyTriage(state.context.db, {
        datasetId: DATASET,
        runId,
        at: new Date(now).toISOString(),
        drafts: planted.map((one) => draftOf(one, patterns)),
        finishedDetectors: new Set(planted.map((one) => one.anomalyType ?? "duplicate_refund")),
        healedBy: new Map(),
      });
    },
    restart() {
      opened.close();
      opened = openState(stateDir, resolve("db/migrations"));
      state.context = { ...state.context, db: opened.db };
    },
    stop() {
      opened.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
  state.rerun("run_first");
  return state;
}

function draftOf(planted: PlantedCase, patterns: ReturnType<typeof readMemoryState>["patterns"]): CaseDraft {
  const { entityKey, anomalyType = "duplicate_refund", prior = 0.95, grossCents = 15_000, note = null } = planted;
  const currency = planted.currency ?? "USD";
  const fingerprint = `${anomalyType}:${entityKey}`;
  const finding = { confidence: prior, grossImpactCents: grossCents, currency };
  const score = scoreFinding(finding, patterns[fingerprint]);
  return {
    id: caseIdFor(entityKey),
    fingerprint,
    anomalyType,
    title: `Refund ${entityKey} paid twice`,
    summary: "The same refund was paid twice.",
    ...score,
    confidenceBand: bandOf(score.confidence),
    impactKnown: true,
    grossImpactCents: grossCents,
    currency,
    moneyKind: "cash_out",
    entity: { kind: "refund", id: entityKey, label: entityKey, customerId: null, region: null },
    evidence: [{ table: "refunds", key: entityKey, role: "claimed", values: { amountCents: grossCents, note } }],
    claims: [{ table: "refunds", key: entityKey, cents: grossCents }],
    alsoSeenBy: [],
    recommendedAction: "Ask for the money back.",
    sentiment: note === null ? { score: null, label: "unknown", terms: [] } : { score: 0.4, label: "low", terms: [] },
    evidenceHash: `hash_${entityKey}_${grossCents}`,
  };
}

/** A model that answers with what `answer` makes of the call, checked by the call's schema as the port promises. */
export function fakeLlm(
  answer: (call: StructuredCall<unknown>) => unknown,
): Llm & { calls: StructuredCall<unknown>[] } {
  const calls: StructuredCall<unknown>[] = [];
  return {
    model: "fake-model",
    calls,
    status: () => ({
      configured: true,
      provider: "fake",
      model: "fake-model",
      baseUrl: null,
      circuit: "closed",
      lastError: null,
      calls: calls.length,
    }),
    async structured(call) {
      calls.push(call);
      const value = call.schema.parse(await answer(call));
      return { value, model: "fake-model", promptTokens: 10, completionTokens: 5, costUsd: null, durationMs: 1 };
    },
  };
}
