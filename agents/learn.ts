import type { Db } from "@/db/client";
import { type JudgedFeedback, listLiveFeedback } from "@/db/feedback";
import {
  appendMemoryVersion,
  insertLearningUpdates,
  listLearningUpdates,
  readMemory,
  readMemoryState,
  supersedeLearningUpdates,
} from "@/db/memory";
import type { Case } from "@/lib/contract/case";
import type { LearningUpdate } from "@/lib/contract/feedback";
import { canonicalJson } from "@/lib/learning/canonical-json";
import { explainConfidence } from "@/lib/learning/explain-confidence";
import { familyOf, foldMemory } from "@/lib/learning/fold-memory";
import { type TunableDetector, unsupportedProposals } from "@/lib/learning/propose-thresholds";
import type { ReasoningContext } from "./reasoning";

/** Why memory is folded anew: the verdict given or taken back, in words, and when. */
export interface Lesson {
  found: Case;
  feedback: JudgedFeedback;
  /** `Ada judged it false positive`: the first half of the version's reason. */
  because: string;
  at: string;
}

/**
 * Folds the live verdicts into memory and says what that changes, withdrawn proposals included. A second identical
 * click changes nothing; when no verdict is left on the pattern, what it had learned is withdrawn. Several statements:
 * call it inside a transaction.
 */
export function learn(
  context: ReasoningContext,
  tx: Db,
  { found, feedback, because, at }: Lesson,
  detectors: readonly TunableDetector[],
): LearningUpdate[] {
  const { datasetId } = context;
  const live = listLiveFeedback(tx, datasetId);
  const state = foldMemory(live, readMemoryState(tx, datasetId).parameters);
  const evidence = state.patterns[found.fingerprint] ?? { confirmed: 0, falsePositive: 0 };
  const explained = explainConfidence(found, evidence);
  const version = appendMemoryVersion(tx, datasetId, {
    state,
    detectorVersion: canonicalJson(detectors.map(({ id, defaults, grid }) => ({ id, defaults, grid }))),
    what: explained.title,
    why: `${because}. ${explained.why}`,
    by: feedback.reviewer,
    feedbackId: feedback.id,
    casesAffected: 1,
    at,
  });
  const standing = listLearningUpdates(tx, datasetId);
  const known = standing.find((update) => update.scope === found.fingerprint && update.status === "active");
  const nothingLeft = evidence.confirmed + evidence.falsePositive === 0;
  const shadow = standing.filter((update) => update.status === "shadow");
  const withdrawn = [...unsupportedProposals(shadow, live, state), ...(nothingLeft && known ? [known] : [])].map(
    (update) => ({ ...update, status: "superseded" as const }),
  );
  supersedeLearningUpdates(
    tx,
    withdrawn.map((update) => update.id),
  );
  // Before a rerun showed the verdict there is nothing to learn back.
  if (nothingLeft && explained.after.confidence === found.confidence) return withdrawn;
  if (!version && known) return [known, ...withdrawn];
  const feedbackIds = live
    .filter((entry) => entry.fingerprint === found.fingerprint && familyOf(entry.verdict) === "truth")
    .map((entry) => entry.id);
  const update: LearningUpdate = {
    ...explained,
    id: context.newId("learning"),
    proposer: "rules",
    feedbackIds,
    memoryVersion: readMemory(tx, datasetId).version,
    at,
  };
  insertLearningUpdates(tx, datasetId, [update]);
  return [update, ...withdrawn];
}
