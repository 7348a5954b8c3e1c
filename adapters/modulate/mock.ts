import type { IntegrationLog } from "@/adapters/integration";
import type { Modulate } from "@/lib/ports";
import { scoreText } from "@/lib/sentiment/score-text";
import { scoreTextSignals } from "./text-signals";

/** Scores with the local lexicon and records every call, as an audit trail of what was judged. */
export function mockScoreTexts(baseUrl: string, log: IntegrationLog): Modulate["scoreTexts"] {
  return async (texts) => {
    if (texts.length === 0) return [];
    const request = scoreTextSignals(baseUrl, texts);
    return log.track("score-texts", request, async () => {
      log.sent(request);
      const results = texts.map(scoreText);
      return { value: results, summary: `Scored ${texts.length} texts with the local scorer`, response: { results } };
    });
  };
}
