import { createHttpClient, type HttpFault, unwrap } from "@/adapters/http";
import { type AdapterDeps, type IntegrationLog, secretsOf } from "@/adapters/integration";
import { AppError, messageOf } from "@/lib/errors";
import type { Modulate, SentimentResult } from "@/lib/ports";
import { scoreText } from "@/lib/sentiment/score-text";
import { MAX_ITEMS, scoreTextSignals, TextSignals, toSentiment } from "./text-signals";

/** Asks the configured text endpoint; when it fails, the local scorer answers the whole call and the log says so. */
export function realScoreTexts(deps: AdapterDeps, log: IntegrationLog, baseUrl: string): Modulate["scoreTexts"] {
  const http = createHttpClient({ ...deps, baseUrl, secrets: secretsOf(deps.settings), redact: log.redact });
  const askAbout = async (texts: readonly string[], signal?: AbortSignal): Promise<SentimentResult[]> => {
    const request = scoreTextSignals(baseUrl, texts);
    log.sent(request);
    const answer = unwrap(await http({ request, schema: TextSignals, retry: "safe", mayRetry: hasCredits, signal }));
    const byId = new Map(answer.results.map((signalOfText) => [signalOfText.id, signalOfText]));
    return texts.map((_, at) => {
      const found = byId.get(`t${at}`);
      if (!found) throw new AppError("unavailable", `results holds nothing for item t${at}`);
      return toSentiment(found);
    });
  };
  return async (texts, signal) => {
    if (texts.length === 0) return [];
    return log.track("score-texts", scoreTextSignals(baseUrl, texts.slice(0, MAX_ITEMS)), async () => {
      try {
        const results: SentimentResult[] = [];
        for (let at = 0; at < texts.length; at += MAX_ITEMS) {
          results.push(...(await askAbout(texts.slice(at, at + MAX_ITEMS), signal)));
        }
        return { value: results, summary: `Scored ${texts.length} texts`, response: { results } };
      } catch (error) {
        // A run must not lose its risk scores to a vendor: same call, local scorer, and health shows the failure.
        const results = texts.map(scoreText);
        const reason = messageOf(error);
        const summary = `${reason}; the local scorer scored ${texts.length} texts instead`;
        return { value: results, summary, response: { error: reason, results }, status: "failed", error: reason };
      }
    });
  };
}

/** 429 means either too many at once or no credits left; only the text tells them apart. */
function hasCredits(fault: HttpFault): boolean {
  return !/credit/i.test(fault.text ?? "");
}
