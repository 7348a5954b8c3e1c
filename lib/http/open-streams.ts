interface OpenStreams {
  closers: Set<() => void>;
  closing: boolean;
}

/** On globalThis because Next keeps one module graph for instrumentation and another for routes. */
const KEY = Symbol.for("opsiq.open-streams");
const holder: typeof globalThis & { [KEY]?: OpenStreams } = globalThis;

function registry(): OpenStreams {
  holder[KEY] ??= { closers: new Set(), closing: false };
  return holder[KEY];
}

/** Keeps a stream's closer until it ends by itself. False when the server is shutting down: open none. */
export function registerStream(close: () => void): boolean {
  if (registry().closing) return false;
  registry().closers.add(close);
  return true;
}

export function unregisterStream(close: () => void): void {
  registry().closers.delete(close);
}

export function openStreamCount(): number {
  return registry().closers.size;
}

/** Ends every open stream and refuses new ones: an open stream keeps SIGTERM from ending the process. */
export function closeAllStreams(): void {
  registry().closing = true;
  for (const close of [...registry().closers]) close();
}
