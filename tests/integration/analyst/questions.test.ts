import type { Catalogue } from "@/lib/semantic/catalogue";
import { parseQuestion } from "@/lib/semantic/parse";
import type { Parsed } from "@/lib/semantic/parse-types";
import { catalogueOf, parseContext } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";
import { QUESTIONS, type Question } from "@/tests/unit/analyst/questions";

const model = metricModel();
let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await catalogueOf(await analystWorld(), model);
});

function parse({ ask, after }: Pick<Question, "ask" | "after">): Parsed {
  const before = after === undefined ? undefined : parseQuestion(after, parseContext(model, catalogue));
  return parseQuestion(ask, parseContext(model, catalogue, before?.kind === "query" ? before.query : undefined));
}

/** The parts of a reading that decide the number. */
function reading(parsed: Parsed): unknown {
  if (parsed.kind === "refusal") return parsed.code;
  const { query } = parsed;
  const by = (op: string) =>
    Object.fromEntries(query.filters.filter((f) => f.op === op).map((f) => [f.dim, [...f.values].sort()]));
  return {
    op: query.op,
    metrics: query.metrics,
    dims: query.dims,
    filters: by("in"),
    not: by("not_in"),
    time: [query.time.from, query.time.to],
    base: query.compareTo ? [query.compareTo.from, query.compareTo.to] : null,
    grain: query.time.grain ?? null,
    limit: query.limit ?? null,
    order: query.order ?? null,
    having: (query.having ?? []).map((bound) => `${bound.op}${bound.value}`),
  };
}

function wanted(is: Question["is"]): unknown {
  if (typeof is === "string") return is;
  const sorted = (filters: Record<string, string[]> = {}) =>
    Object.fromEntries(Object.entries(filters).map(([dim, values]) => [dim, [...values].sort()]));
  return {
    op: is.op,
    metrics: is.metrics,
    dims: is.dims ?? [],
    filters: sorted(is.filters),
    not: sorted(is.not),
    time: is.time,
    base: is.base ?? null,
    grain: is.grain ?? null,
    limit: is.limit ?? null,
    order: is.order ?? null,
    having: is.having ?? [],
  };
}

test.each(
  QUESTIONS.map(
    (question) => [question.after ? `${question.after} > ${question.ask}` : question.ask, question] as const,
  ),
)("%s", (_, question) => {
  const parsed = parse(question);
  expect(reading(parsed)).toEqual(wanted(question.is));
  if (question.premise) expect(parsed).toMatchObject({ premise: question.premise });
});

test("every refusal offers at least two questions that can be asked", () => {
  for (const question of QUESTIONS) {
    const parsed = parse(question);
    if (parsed.kind !== "refusal") continue;
    expect([question.ask, parsed.alternatives.length >= 2]).toEqual([question.ask, true]);
    for (const alternative of parsed.alternatives)
      expect([question.ask, alternative, parse({ ask: alternative }).kind]).toEqual([
        question.ask,
        alternative,
        "query",
      ]);
  }
});

test("every example question of the model is understood", () => {
  const asked = [...model.metrics.values()].flatMap((metric) =>
    metric.examples.map((ask) => [metric.id, ask] as const),
  );
  const failed = asked.filter(([id, ask]) => {
    const parsed = parse({ ask });
    return parsed.kind !== "query" || !parsed.query.metrics.includes(id);
  });
  expect(failed).toEqual([]);
});
