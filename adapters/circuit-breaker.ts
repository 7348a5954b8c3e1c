import type { LlmStatus } from "@/lib/contract/integration";
import type { Clock } from "@/lib/ports";

interface CircuitBreaker {
  state(): LlmStatus["circuit"];
  /** True when a call may go out now; while half open, one call at a time is the probe. */
  tryEnter(): boolean;
  succeeded(): void;
  /** A time-out opens the circuit at once, other failures after three in a row. */
  failed(reason: "timeout" | "failure"): void;
  /** The call ended for a reason that says nothing about the other side. */
  left(): void;
}

const FAILURES_TO_OPEN = 3;
const OPEN_MS = 30_000;

/** Keeps a dead or drunk server from costing every call its full time limit. Half open 30 s after it opened. */
export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  let failures = 0;
  let openedAtMs: number | null = null;
  let probing = false;
  const state = () => {
    if (openedAtMs === null) return "closed";
    return clock().getTime() - openedAtMs >= OPEN_MS ? "half_open" : "open";
  };
  return {
    state,
    tryEnter: () => {
      const now = state();
      if (now === "open" || (now === "half_open" && probing)) return false;
      probing = now === "half_open";
      return true;
    },
    succeeded: () => {
      failures = 0;
      openedAtMs = null;
      probing = false;
    },
    failed: (reason) => {
      failures += 1;
      if (reason === "timeout" || failures >= FAILURES_TO_OPEN || openedAtMs !== null) openedAtMs = clock().getTime();
      probing = false;
    },
    left: () => {
      probing = false;
    },
  };
}

/** True of an abort reason that is a time limit: a caller that ran out of its own time says the server was slow. */
export function isTimeout(reason: unknown): boolean {
  return typeof reason === "object" && reason !== null && "name" in reason && reason.name === "TimeoutError";
}
