import type { IntegrationStatus, LlmStatus } from "@/lib/contract/integration";
import type { SentimentResult } from "@/lib/ports";
import type { Context } from "./context";

const NO_MODEL: LlmStatus = {
  configured: false,
  provider: null,
  model: null,
  baseUrl: null,
  circuit: "closed",
  lastError: null,
  calls: 0,
};

/** The model's provider and circuit; without a key, the rules do its jobs. */
export function describeLlm({ llm }: Context): LlmStatus {
  return llm?.status() ?? NO_MODEL;
}

/** Mode, health and exact request of every integration, and the model. */
export function describeSponsors(context: Context): { sponsors: IntegrationStatus[]; llm: LlmStatus } {
  const { datadog, lightdash, airia, modulate } = context.sponsors;
  return {
    sponsors: [datadog, lightdash, airia, modulate].map((system) => system.status()),
    llm: describeLlm(context),
  };
}

/** Risk of one text, through the sentiment adapter. */
export async function analyzeText(
  context: Context,
  text: string,
): Promise<SentimentResult & { mode: "mock" | "real" }> {
  const { modulate } = context.sponsors;
  const [score] = await modulate.scoreTexts([text], AbortSignal.timeout(context.settings.LLM_TIMEOUT_MS));
  return { ...(score ?? { score: 0, label: "low", terms: [] }), mode: modulate.status().mode };
}
