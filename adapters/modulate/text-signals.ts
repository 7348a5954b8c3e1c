import { z } from "zod";
import { joinUrl } from "@/adapters/http";
import type { HttpExample } from "@/lib/contract/integration";
import type { SentimentResult } from "@/lib/ports";
import { labelOf } from "@/lib/sentiment/score-text";

export const MAX_ITEMS = 100;
const MAX_TEXT = 8000;

/**
 * The text endpoint OpsIQ assumes: Modulate publishes none (it takes audio only), so this is a contract of OpsIQ's own
 * that a bridge at MODULATE_BASE_URL may serve.
 */
export function scoreTextSignals(baseUrl: string, texts: readonly string[]): HttpExample {
  return {
    method: "POST",
    url: joinUrl(baseUrl, "/opsiq-assumed/text-signals"),
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-API-Key": "<MODULATE_API_KEY>",
    },
    body: { items: texts.map((text, at) => ({ id: `t${at}`, text: text.slice(0, MAX_TEXT) })) },
  };
}

const TextSignal = z.looseObject({
  id: z.string(),
  sentiment: z.looseObject({ label: z.string(), score: z.number().min(-1).max(1) }),
  emotion: z.string().nullish(),
  toxicity: z.looseObject({ score: z.number().min(0).max(1), labels: z.array(z.string()).nullish() }).nullish(),
});
type TextSignal = z.infer<typeof TextSignal>;

export const TextSignals = z.looseObject({ results: z.array(TextSignal) });

/** Risk = the greater of toxicity and the negative part of sentiment; the labels stand for the words. */
export function toSentiment(signal: TextSignal): SentimentResult {
  const risk = Math.max(0, -signal.sentiment.score, signal.toxicity?.score ?? 0);
  const score = Math.round(risk * 1000) / 1000;
  const label = labelOf(score);
  const emotion = label === "low" || !signal.emotion ? [] : [signal.emotion];
  return { score, label, terms: [...(signal.toxicity?.labels ?? []), ...emotion].slice(0, 8) };
}
