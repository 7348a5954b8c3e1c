import { eq, inArray } from "drizzle-orm";
import type { Db } from "./client";
import {
  actions,
  caseEvents,
  cases,
  claims,
  coverageGaps,
  detectorEvents,
  detectorTrials,
  evaluations,
  feedback,
  integrationActivity,
  languageEvents,
  learningUpdates,
  memoryVersions,
  recoveries,
  runEvents,
  runSteps,
  runs,
  savedQuestions,
  signals,
  traces,
} from "./tables";

/** Clears everything found, said, learned and done on a dataset; the data itself stays loaded. */
export function resetDataset(db: Db, datasetId: string): void {
  db.transaction((tx) => {
    const ids = tx.select({ id: runs.id }).from(runs).where(eq(runs.datasetId, datasetId));
    tx.delete(runEvents).where(inArray(runEvents.runId, ids)).run();
    tx.delete(runSteps).where(inArray(runSteps.runId, ids)).run();
    const owned = [
      runs,
      signals,
      cases,
      claims,
      recoveries,
      caseEvents,
      feedback,
      memoryVersions,
      learningUpdates,
      evaluations,
      traces,
      actions,
      savedQuestions,
      languageEvents,
      coverageGaps,
      detectorEvents,
      detectorTrials,
    ];
    for (const table of owned) tx.delete(table).where(eq(table.datasetId, datasetId)).run();
    tx.delete(integrationActivity).where(eq(integrationActivity.datasetId, datasetId)).run();
  });
}
