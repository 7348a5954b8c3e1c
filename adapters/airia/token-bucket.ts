import type { Sleep } from "@/adapters/http";
import type { Clock } from "@/lib/ports";

/**
 * Spaces calls out to `perSecond`, with bursts up to that number. Waiters go in order; a fired signal rejects the wait.
 */
export function createTokenBucket(
  perSecond: number,
  clock: Clock,
  sleep: Sleep,
): (signal?: AbortSignal) => Promise<void> {
  const intervalMs = 1000 / perSecond;
  let nextFreeMs = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const nowMs = clock().getTime();
    const burstStartMs = nowMs - (perSecond - 1) * intervalMs;
    const startMs = Math.max(nextFreeMs, burstStartMs);
    nextFreeMs = startMs + intervalMs;
    if (startMs > nowMs) await sleep(startMs - nowMs, signal);
  };
}
