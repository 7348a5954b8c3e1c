import { eq, sql } from "drizzle-orm";
import type { Totals } from "@/lib/contract/money";
import type { Recovery } from "@/lib/detection/recovery";
import { addUp } from "./case-totals";
import type { Db } from "./client";
import { recoveries } from "./tables";

interface FoundRecoveries {
  datasetId: string;
  runId: string;
  at: string;
  healedBy: ReadonlyMap<string, { recoveries: Recovery[] }>;
}

/** Keeps the money that came back since the last run; what is kept already, stays as it is. */
export function insertRecoveries(db: Db, { datasetId, runId, at, healedBy }: FoundRecoveries): void {
  const found = [...healedBy.values()].flatMap((healing) => healing.recoveries).filter(({ cents }) => cents > 0);
  for (const { claim, cents, text } of found) {
    const { caseId, table: tableName, key: rowKey, evidenceHash, currency, moneyKind } = claim;
    db.insert(recoveries)
      .values({ datasetId, caseId, tableName, rowKey, evidenceHash, cents, currency, moneyKind, text, runId, at })
      .onConflictDoNothing()
      .run();
  }
}

/** Money that came back, by kind and currency; `count` is of cases. Apart from what is identified. */
export function totalRecovered(db: Db, datasetId: string): Totals {
  const rows = db
    .select({
      currency: recoveries.currency,
      moneyKind: recoveries.moneyKind,
      count: sql<number>`count(distinct ${recoveries.caseId})`,
      impactCents: sql<number>`sum(${recoveries.cents})`,
    })
    .from(recoveries)
    .where(eq(recoveries.datasetId, datasetId))
    .groupBy(recoveries.currency, recoveries.moneyKind)
    .all();
  return addUp(db, datasetId, rows);
}
