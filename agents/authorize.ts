import { AppError } from "@/lib/errors";
import type { Warehouse } from "@/lib/ports";
import { AGENT_ACTOR } from "./action";
import type { Context } from "./context";

/** Names under which the machine acts; none of them may decide what a person must. */
const MACHINES: ReadonlySet<string> = new Set([AGENT_ACTOR, "agent", "rules", "triage", "llm", "system"]);

/**
 * Whether somebody may change what detectors do: a person, and for the detector of credits nobody who issues or
 * approves them.
 * @throws AppError `forbidden`
 */
export async function authorizeDetectorChange(
  { llm, warehouse }: Pick<Context, "llm" | "warehouse">,
  actor: string,
  detectorId: string,
): Promise<void> {
  const name = actor.trim().toLowerCase();
  if (MACHINES.has(name) || name === llm?.model.toLowerCase())
    throw new AppError("forbidden", "Only a person can change what a detector does");
  if (detectorId === "manual_credit" && warehouse && (await actsOnCredits(warehouse, name)))
    throw new AppError("forbidden", `${actor} issues or approves credits and cannot change the detector of credits`);
}

async function actsOnCredits(warehouse: Warehouse, name: string): Promise<boolean> {
  const sql = `select 1 as found from refunds
    where kind = 'credit' and (lower(trim(issued_by)) = $1 or lower(trim(approved_by)) = $1) limit 1`;
  return (await warehouse.query(sql, [name])).length > 0;
}
