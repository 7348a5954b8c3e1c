/** US dollars per million tokens: Groq's list prices, last checked 2026-11. Other hosts charge otherwise. */
const GROQ_PRICES: Readonly<Record<string, { prompt: number; completion: number }>> = {
  "openai/gpt-oss-120b": { prompt: 0.15, completion: 0.6 },
  "openai/gpt-oss-20b": { prompt: 0.075, completion: 0.3 },
};

/** Cost of a call in US dollars; null where the price at that host, or the token count, is not known. */
export function costUsd(
  baseUrl: string,
  model: string,
  promptTokens: number | null,
  completionTokens: number | null,
): number | null {
  const price = new URL(baseUrl).hostname === "api.groq.com" ? GROQ_PRICES[model] : undefined;
  if (!price || promptTokens === null || completionTokens === null) return null;
  return (promptTokens * price.prompt + completionTokens * price.completion) / 1_000_000;
}
