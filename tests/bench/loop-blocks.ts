/** How long the event loop was held by work of this process's main thread, ms of its processor time. */
export interface LoopBlocks {
  p99: number;
  max: number;
}

/**
 * Watches how much processor time the main thread takes between two turns of a timer that wants to fire every 5 ms:
 * what a loaded machine makes the thread wait is not counted, as the delays of `monitorEventLoopDelay` do.
 */
export function watchLoop(): () => LoopBlocks {
  const blocks: number[] = [];
  let before = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    blocks.push((now.user - before.user + now.system - before.system) / 1000);
    before = now;
  }, 5);
  return () => {
    clearInterval(timer);
    const sorted = blocks.toSorted((a, b) => a - b);
    return {
      p99: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
      max: Math.round(sorted.at(-1) ?? 0),
    };
  };
}
