import { type FakeVendor, startFakeVendor } from "./fake-vendor";

/** The text endpoint OpsIQ assumes; negative words score negative, results come in any order. */
export function startFakeModulate(apiKey: string): Promise<FakeVendor> {
  return startFakeVendor(({ method, path, headers, body }) => {
    if (headers["x-api-key"] !== apiKey) return { status: 401, body: { detail: "Invalid API key." } };
    if (method !== "POST" || path !== "/opsiq-assumed/text-signals")
      return { status: 404, body: { detail: "Not Found" } };
    const items = (body as { items?: { id: string; text: string }[] }).items ?? [];
    if (items.length < 1 || items.length > 100 || items.some((item) => item.text.length > 8000)) {
      return {
        status: 422,
        body: { detail: [{ loc: ["body", "items"], msg: "1 to 100 items", type: "value_error" }] },
      };
    }
    const results = items.map(({ id, text }) =>
      /refund|angry/.test(text)
        ? {
            id,
            sentiment: { label: "negative", score: -0.78 },
            emotion: "Frustrated",
            toxicity: { score: 0.06, labels: ["rude"] },
          }
        : { id, sentiment: { label: "neutral", score: 0.1 }, emotion: null },
    );
    return { status: 200, body: { results: results.reverse() } };
  });
}
