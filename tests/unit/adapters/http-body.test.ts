import { BodyTooLarge, readText, requestedWaitMs } from "@/adapters/http-body";

const NOW = Date.parse("2026-11-23T04:00:00Z");

test.each([
  [{ "Retry-After": "2" }, 2000],
  [{ "Retry-After": "0.1" }, 100],
  [{ "Retry-After": "Mon, 23 Nov 2026 04:00:09 GMT" }, 9000],
  [{ "Retry-After": "Mon, 23 Nov 2026 03:00:00 GMT" }, 0],
  [{ "X-RateLimit-Reset": "17" }, 17_000],
  [{ "Retry-After": "1", "X-RateLimit-Reset": "17" }, 1000],
  [{ "Retry-After": "-5" }, 0],
  [{ "Retry-After": "soon" }, null],
  [{}, null],
])("%j asks for %p ms", (headers, expected) => {
  expect(requestedWaitMs(new Headers(headers), NOW)).toBe(expected);
});

test("a body is read to its end, split characters included, and never past its limit", async () => {
  const bytes = new TextEncoder().encode("é€😀");
  const drip = () =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
          controller.close();
        },
      }),
    );
  expect(await readText(drip(), bytes.length)).toBe("é€😀");
  await expect(readText(drip(), bytes.length - 1)).rejects.toThrow(BodyTooLarge);
  expect(await readText(new Response(null), 10)).toBe("");
});
