import { markLostSends } from "@/db/actions";
import { failInterruptedRuns } from "@/db/runs";
import { getContext } from "./context";

/** Opens the stores, puts right what a killed server left, and loads the data. Throws when the server cannot start. */
export async function boot(): Promise<void> {
  const { db, clock } = await getContext();
  const at = clock().toISOString();
  failInterruptedRuns(db, at);
  markLostSends(db, at);
}
