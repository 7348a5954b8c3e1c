/** Thrown when an answer is longer than OpsIQ is ready to hold. */
export class BodyTooLarge extends Error {}

/**
 * Reads a body to its end as text, at most `maxBytes` of it.
 * @throws BodyTooLarge past the limit; whatever the stream throws when it breaks or its signal fires.
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return "";
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > maxBytes) throw new BodyTooLarge(`The answer is longer than ${maxBytes} bytes`);
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The wait a server asked for in ms: Retry-After (seconds or a date), else X-RateLimit-Reset (seconds left), else null. */
export function requestedWaitMs(headers: Headers, nowMs: number): number | null {
  const retryAfter = headers.get("retry-after")?.trim();
  const seconds = Number(retryAfter || headers.get("x-ratelimit-reset")?.trim() || Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = retryAfter ? Date.parse(retryAfter) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
