import { and, desc, eq, getTableColumns, lt } from "drizzle-orm";
import { IntegrationActivity, type IntegrationId } from "@/lib/contract/integration";
import type { Db } from "./client";
import { cutPage, type Page, startBelow } from "./paging";
import { placeholders } from "./placeholders";
import { integrationActivity } from "./tables";

/** Records what an integration did; the request and response are already redacted by the adapter. */
export function activityRecorder(db: Db): (activity: IntegrationActivity & { datasetId: string | null }) => void {
  const { seq: _seq, ...columns } = getTableColumns(integrationActivity);
  const insert = db.insert(integrationActivity).values(placeholders(columns)).prepare();
  return (activity) => void insert.run(activity);
}

/** Activity of one or all integrations, newest first. */
export function listActivity(
  db: Db,
  page: Page & { integration?: IntegrationId },
): { activity: IntegrationActivity[]; nextCursor: string | null } {
  const rows = db
    .select()
    .from(integrationActivity)
    .where(
      and(
        lt(integrationActivity.seq, startBelow(page)),
        page.integration ? eq(integrationActivity.integration, page.integration) : undefined,
      ),
    )
    .orderBy(desc(integrationActivity.seq))
    .limit(page.limit + 1)
    .all();
  const cut = cutPage(rows, page.limit);
  return { activity: cut.rows.map((row) => IntegrationActivity.parse(row)), nextCursor: cut.nextCursor };
}
