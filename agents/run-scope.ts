import { AsyncLocalStorage } from "node:async_hooks";

const KEY = Symbol.for("opsiq.runScope");
const holder = globalThis as typeof globalThis & { [KEY]?: AsyncLocalStorage<string> };

function scope(): AsyncLocalStorage<string> {
  holder[KEY] ??= new AsyncLocalStorage();
  return holder[KEY];
}

/** Everything awaited inside `work` belongs to the run. */
export function withinRun<T>(runId: string, work: () => T): T {
  return scope().run(runId, work);
}

/** The run the current call belongs to, or null outside of one. */
export function currentRunId(): string | null {
  return scope().getStore() ?? null;
}
