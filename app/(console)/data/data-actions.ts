import type { LoadReport } from "@/lib/contract/dataset";
import type { ActionResult } from "@/lib/http/action";

/** What a person can do on the Data page; the page passes the server actions, tests pass their own. */
export interface DataActions {
  load(input: { folder: string }): Promise<ActionResult<LoadReport>>;
  reset(): Promise<ActionResult<null>>;
}
