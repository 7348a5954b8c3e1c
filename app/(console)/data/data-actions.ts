import type { LoadReport } from "@/lib/contract/dataset";
import type { LoadRequest, MappingProposal, ProposeRequest } from "@/lib/contract/mapping";
import type { ActionResult } from "@/lib/http/action";

/** What a person can do on the Data page; the page passes the server actions, tests pass their own. */
export interface DataActions {
  load(input: LoadRequest): Promise<ActionResult<LoadReport>>;
  propose(input: ProposeRequest): Promise<ActionResult<MappingProposal>>;
  reset(): Promise<ActionResult<null>>;
}
