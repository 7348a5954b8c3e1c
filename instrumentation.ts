/**
 * Runs once before the first request: stores migrated, the state locked, the data loaded. A failure ends the process
 * with one sentence, because a half-started server would answer with half-truths.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startServerProcess } = await import("./instrumentation-node");
  await startServerProcess();
}
