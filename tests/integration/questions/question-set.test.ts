import { parseQuestion } from "@/lib/semantic/parse";
import type { ParseContext } from "@/lib/semantic/parse-types";
import { extendLexicon } from "@/lib/semantic/verified/extend-lexicon";
import { EMPTY_LANGUAGE } from "@/lib/semantic/verified/fold";
import { matchVerified } from "@/lib/semantic/verified/match";
import { readingKey, replayVerified } from "@/lib/semantic/verified/replay";
import { catalogueOf, parseContext } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";
import { QUESTIONS } from "@/tests/unit/analyst/questions";

const model = metricModel();
let context: ParseContext;
beforeAll(async () => {
  context = parseContext(model, await catalogueOf(await analystWorld({}), model));
});

/** The whole question set, each question verified with the reading it has. */
function verifyAll() {
  const { asOf, firstDay } = context;
  return QUESTIONS.flatMap(({ ask: question }, at) => {
    const parsed = parseQuestion(question, context);
    if (parsed.kind === "refusal") return [];
    return [{ eventId: `lesson_${at}`, question, semanticQuery: parsed.query, asOf, firstDay }];
  });
}

test("with every other question verified, no question is read otherwise and no refusal turns into an answer", () => {
  const verified = verifyAll();
  expect(verified.length).toBeGreaterThan(150);
  const turned: string[] = [];
  const times: number[] = [];
  for (const { ask } of QUESTIONS) {
    const parsed = parseQuestion(ask, context);
    const others = verified.filter((entry) => entry.question !== ask);
    const started = performance.now();
    const match = matchVerified(ask, parsed, others, context);
    times.push(performance.now() - started);
    const same = parsed.kind === "query" && match !== null && readingKey(parsed.query) === readingKey(match.query);
    if (match && !same) turned.push(`${ask} <- ${match.verified.question}`);
  }
  expect(turned).toEqual([]);
  times.sort((a, b) => a - b);
  expect(times[Math.floor(times.length / 2)]).toBeLessThan(10);
});

test("a new word leaves every reading of the set as it is", () => {
  const verified = verifyAll();
  const synonyms = [
    { eventId: "a", phrase: "clawbacks", means: { kind: "metric" as const, metric: "refund_amount" } },
    { eventId: "b", phrase: "old world", means: { kind: "value" as const, dimension: "region", value: "EMEA" } },
  ];
  const lexicon = extendLexicon(context.lexicon, { ...EMPTY_LANGUAGE, synonyms });
  expect(replayVerified(verified, context, { ...context, lexicon })).toEqual([]);
});
