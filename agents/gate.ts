import { AppError } from "@/lib/errors";

/** Work that must have a dataset to itself: a run, a load, a reset, a preview. */
type ExclusiveWork = "An investigation" | "A data load" | "A reset" | "A preview";

const KEY = Symbol.for("opsiq.exclusive");
const holder = globalThis as typeof globalThis & { [KEY]?: ExclusiveWork };

/**
 * Takes the one place for exclusive work of this process; answers how to leave it.
 * @throws AppError `conflict` at once when it is taken: nothing queues behind a run.
 */
export function enterExclusive(work: ExclusiveWork): () => void {
  const current = holder[KEY];
  if (current) throw new AppError("conflict", `${current} is under way; try again when it has ended`);
  holder[KEY] = work;
  return () => {
    delete holder[KEY];
  };
}

/** Runs `work` in the exclusive place. */
export async function runExclusive<T>(name: ExclusiveWork, work: () => Promise<T> | T): Promise<T> {
  const leave = enterExclusive(name);
  try {
    return await work();
  } finally {
    leave();
  }
}
