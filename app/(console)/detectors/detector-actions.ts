import type { ChangeRequest, DetectorChange, DetectorTrial, TrialRequest, UndoRequest } from "@/lib/contract/detector";
import type { ActionResult } from "@/lib/http/action";

/** What a person can do to a detector; the page passes the server actions, tests pass their own. */
export interface DetectorActions {
  tryOut(id: string, input: Pick<TrialRequest, "enabled" | "parameters">): Promise<ActionResult<DetectorTrial>>;
  change(
    id: string,
    input: Pick<ChangeRequest, "enabled" | "parameters" | "why">,
  ): Promise<ActionResult<DetectorChange>>;
  undo(id: string, input: Pick<UndoRequest, "eventId">): Promise<ActionResult<DetectorChange>>;
}
