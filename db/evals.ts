import { desc, eq } from "drizzle-orm";
import { Evaluation } from "@/lib/contract/evaluation";
import type { Db } from "./client";
import { evaluations } from "./tables";

export function saveEvaluation(db: Db, datasetId: string, evaluation: Evaluation): void {
  db.insert(evaluations)
    .values({ ...evaluation, datasetId })
    .run();
}

/** The evaluation of the latest run, or null before the first. */
export function latestEvaluation(db: Db, datasetId: string): Evaluation | null {
  const row = db
    .select()
    .from(evaluations)
    .where(eq(evaluations.datasetId, datasetId))
    .orderBy(desc(evaluations.seq))
    .limit(1)
    .get();
  return row ? Evaluation.parse(row) : null;
}
