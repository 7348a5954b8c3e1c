import { AppError } from "@/lib/errors";
import { registerStream, unregisterStream } from "./open-streams";

export interface ServerSentEvent {
  /** What the browser sends back as `Last-Event-ID` when it reconnects. */
  id?: number | string;
  event?: string;
  data: unknown;
}

export interface EventSink {
  send(event: ServerSentEvent): void;
  /** Ends the stream; later sends are ignored. */
  close(): void;
  readonly closed: boolean;
}

export interface StreamOptions {
  heartbeatMs?: number;
  /** Chunks a reader may fall behind before the stream ends; it reconnects from its last id. */
  maxBacklog?: number;
}

const RETRY_MS = 1_000;

/**
 * A `text/event-stream` answer. `start` subscribes and returns how to unsubscribe; it gets the id the client saw
 * last (null at first) to replay from. The stream ends when `close` is called, the client goes or the server stops.
 * @throws AppError `unavailable` while the server shuts down
 */
export function streamEvents(
  request: Request,
  start: (sink: EventSink, lastEventId: string | null) => (() => void) | undefined,
  { heartbeatMs = 15_000, maxBacklog = 256 }: StreamOptions = {},
): Response {
  const encoder = new TextEncoder();
  let unsubscribe: (() => void) | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let closed = false;

  const end = (closeController: boolean) => {
    if (closed) return;
    closed = true;
    clearInterval(heartbeat);
    unregisterStream(close);
    request.signal.removeEventListener("abort", close);
    if (closeController) controller?.close();
    unsubscribe?.();
  };
  const close = () => end(true);
  const write = (text: string) => {
    if (closed || !controller) return;
    controller.enqueue(encoder.encode(text));
    if ((controller.desiredSize ?? 0) <= -maxBacklog) close();
  };
  const sink: EventSink = {
    send: (event) => write(formatEvent(event)),
    close,
    get closed() {
      return closed;
    },
  };

  if (!registerStream(close)) throw new AppError("unavailable", "The server is shutting down");
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
      if (request.signal.aborted) return close();
      request.signal.addEventListener("abort", close, { once: true });
      write(`retry: ${RETRY_MS}\n\n`);
      heartbeat = setInterval(() => write(": keep-alive\n\n"), heartbeatMs);
      try {
        unsubscribe = start(sink, request.headers.get("last-event-id"));
      } catch (error) {
        end(false);
        throw error;
      }
      if (closed) unsubscribe?.();
    },
    cancel: () => end(false),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      // Else the connection idles for its keep-alive time after the stream, and SIGTERM waits for it.
      connection: "close",
    },
  });
}

/** One event in wire form. JSON has no raw line breaks, so `data` is always one line. */
export function formatEvent({ id, event, data }: ServerSentEvent): string {
  const oneLine = (text: number | string) => String(text).replaceAll(/[\r\n\0]/g, " ");
  const lines = [
    ...(id === undefined ? [] : [`id: ${oneLine(id)}`]),
    ...(event === undefined ? [] : [`event: ${oneLine(event)}`]),
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join("\n")}\n\n`;
}
