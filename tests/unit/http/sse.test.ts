import { closeAllStreams, openStreamCount } from "@/lib/http/open-streams";
import { type EventSink, formatEvent, streamEvents } from "@/lib/http/sse";

type Start = Parameters<typeof streamEvents>[1];

function open(start: Start, options: Parameters<typeof streamEvents>[2] = {}, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const request = new Request("http://localhost/api/runs/r1/events", { headers, signal: abort.signal });
  return { abort, response: streamEvents(request, start, options) };
}

afterEach(() => expect(openStreamCount()).toBe(0));

test("sends ids, names and one-line data, then ends", async () => {
  const { response } = open((sink) => {
    sink.send({ id: 1, event: "step-start", data: { text: "a\nb" } });
    sink.send({ id: 2, data: null });
    sink.close();
    sink.send({ id: 3, data: "late" });
    return undefined;
  });
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(await response.text()).toBe(
    'retry: 1000\n\nid: 1\nevent: step-start\ndata: {"text":"a\\nb"}\n\nid: 2\ndata: null\n\n',
  );
});

test("hands over Last-Event-ID, null at first", async () => {
  const seen: (string | null)[] = [];
  const start: Start = (sink, lastEventId) => {
    seen.push(lastEventId);
    sink.close();
    return undefined;
  };
  await open(start).response.text();
  await open(start, {}, { "last-event-id": "41" }).response.text();
  expect(seen).toEqual([null, "41"]);
});

test("unsubscribes once when the client aborts, cancels, or the stream was closed in start", async () => {
  const unsubscribe = jest.fn();
  const aborted = open(() => unsubscribe);
  aborted.abort.abort();
  aborted.abort.abort();
  expect(unsubscribe).toHaveBeenCalledTimes(1);
  await open(() => unsubscribe).response.body?.cancel();
  expect(unsubscribe).toHaveBeenCalledTimes(2);
  open((sink) => {
    sink.close();
    return unsubscribe;
  });
  expect(unsubscribe).toHaveBeenCalledTimes(3);
});

test("keeps a quiet connection alive", async () => {
  const { response, abort } = open(() => undefined, { heartbeatMs: 5 });
  setTimeout(() => abort.abort(), 60);
  expect((await response.text()).match(/: keep-alive\n\n/g)?.length).toBeGreaterThan(2);
});

test("a reader that falls too far behind is let go", () => {
  let sink: EventSink | undefined;
  open(
    (given) => {
      sink = given;
      return undefined;
    },
    { maxBacklog: 10 },
  );
  for (let at = 0; at < 20; at += 1) sink?.send({ id: at, data: at });
  expect(sink?.closed).toBe(true);
});

test("no line break in an id or a name can start another field", () => {
  expect(formatEvent({ id: "1\ndata: x", event: "a\r\nb", data: 1 })).toBe("id: 1 data: x\nevent: a  b\ndata: 1\n\n");
});

test("shutdown ends every stream and refuses new ones", async () => {
  const unsubscribe = jest.fn();
  const streams = [open(() => unsubscribe), open(() => unsubscribe)];
  closeAllStreams();
  await Promise.all(streams.map(({ response }) => response.text()));
  expect(unsubscribe).toHaveBeenCalledTimes(2);
  expect(() => open(() => undefined)).toThrow(expect.objectContaining({ code: "unavailable" }));
});
