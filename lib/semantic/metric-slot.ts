import { dimensionsOf, leavesOf, type MetricModel } from "./model-types";
import { rowMetric } from "./row-metric";
import type { Reading, Span } from "./spans";

const BARE_NOUNS = new Set([
  "invoices",
  "invoice",
  "payments",
  "payment",
  "customers",
  "customer",
  "subscriptions",
  "subscription",
]);

/** Facts whose metrics may be asked for with the noun beside them: "days to pay invoices", "refunds of payments". */
const NOUN_FACTS: Readonly<Record<string, readonly string[]>> = {
  invoice: ["invoices", "past_due_invoices", "billing_periods", "refunds", "payments"],
  payment: ["payments", "refunds", "invoices"],
  subscription: ["subscriptions", "subscriptions_at_start", "retention", "billing_periods", "usage"],
};

/** Whether a plain noun only says what another metric is of; "invoices of churned customers" are rows of their own. */
function yields(span: Span, found: readonly Span[], isBare: (one: Span) => boolean, model: MetricModel): boolean {
  const facts = NOUN_FACTS[span.text.replace(/s$/, "")];
  if (!facts) return true;
  return found.some(
    (other) =>
      other.meaning.kind === "metric" &&
      !isBare(other) &&
      leavesOf(model, other.meaning.defaultId ?? other.meaning.ids[0] ?? "").some((leaf) =>
        facts.includes(leaf.formula.model),
      ),
  );
}

/** Dimensions every one of the metrics has. */
export function commonDimensions(model: MetricModel, metrics: readonly string[]): string[] {
  const sets = metrics.map((metric) => dimensionsOf(model, metric));
  return (sets[0] ?? [...model.dimensions.keys()]).filter((dim) => sets.every((set) => set.includes(dim)));
}

/** The metrics a question names, and the readings of a word that could mean several. */
export function chooseMetrics(spans: readonly Span[], dimSpans: readonly Span[], reading: Reading, model: MetricModel) {
  const found = spans.filter((span) => span.meaning.kind === "metric");
  const isDim = (span: Span) => dimSpans.some((dim) => dim.at[0] === span.at[0]);
  const isBare = (span: Span) => span.at.length === 1 && BARE_NOUNS.has(span.text);
  const joined = (span: Span) => {
    const start = span.at[0] ?? 0;
    const before = reading.tokens[start - 1]?.text;
    if (spans.some((other) => other.meaning.kind === "value" && other.at.includes(start - 1))) return false;
    const after = reading.tokens[(span.at.at(-1) ?? 0) + 1]?.text;
    return [before, after].some((word) => word === "and" || word === "versus" || word === "plus");
  };
  const others = (span: Span) => found.some((other) => other !== span && !isBare(other));
  const real = found.filter((span) => {
    const cut = isDim(span) && (!joined(span) || isCut(span, reading));
    if (cut && found.some((other) => other.at[0] !== span.at[0])) return false;
    return !((cut || (isBare(span) && !joined(span) && yields(span, found, isBare, model))) && others(span));
  });
  const kept = real.filter((span) => !real.some((other) => other !== span && leavesOut(span, other, reading, model)));
  const metrics: string[] = [];
  const readings: string[] = [];
  let undecided = false;
  for (const { meaning, at } of kept) {
    if (meaning.kind !== "metric") continue;
    const counted =
      countedBy(at[0] ?? 0, reading) ||
      numberOf(at[0] ?? 0, reading) ||
      reading.bounds.some(({ unit }) => unit === "times") ||
      /\b(?:most|least|more|less) (?:often|frequently|times)\b/.test(reading.text);
    const own = model.metrics.get(meaning.defaultId ?? meaning.ids[0] ?? "");
    const money = own?.unit !== "cents" && /\bhow much\b|\bamounts?\b|\bvolume\b|\bvalue\b/.test(reading.text);
    const many = counted && own?.unit === "cents" ? countOf(model, own.id) : null;
    const id =
      many ??
      (money ? meaning.ids.find((one) => model.metrics.get(one)?.unit === "cents") : null) ??
      (own && own.unit === "count" && WORTH.test(reading.text) ? amountOf(model, own.id) : null) ??
      meaning.defaultId ??
      meaning.ids[0];
    if (id === undefined || metrics.includes(id)) continue;
    metrics.push(id);
    if (meaning.ids.length > 1 && readings.length === 0) {
      readings.push(id, ...meaning.ids.filter((one) => one !== id));
      undecided = meaning.defaultId === null;
    }
  }
  const joins = kept.map((span, at) => at === 0 || isJoined(kept[at - 1], span, reading));
  const listed = (at: number) => joins.at(-1) === true && (kept[at - 1]?.at.at(-1) ?? -9) + 1 === kept[at]?.at[0];
  const apart = joins.some((joined, at) => !joined && !listed(at));
  const unjoined =
    (metrics.length > 1 && (apart || isCountOfSome(metrics, reading))) || hasOtherHead(found, kept, reading);
  return { metrics, readings, undecided, unjoined, bare: kept.every(isBare) };
}

/** Money is asked for, where the metric counts rows: "the value of invoices sent out". */
const WORTH =
  /\bhow much\b|\b(?:value|amount|worth) of\b|\b(?:dollar|total|invoice|payment) (?:value|amount)\b|\bin (?:dollars|euros|money)\b|\b(?:value|amount|worth)$/;

/** "Payments for invoices issued in June": the first noun is what is asked for, and rows of it are not those of the second. */
function hasOtherHead(found: readonly Span[], kept: readonly Span[], reading: Reading): boolean {
  const [head, ...others] = found;
  const next = others.find((span) => (span.at[0] ?? 0) > (head?.at.at(-1) ?? 0));
  if (!head || !next || kept.includes(head) || !kept.includes(next) || !/s$/.test(head.text)) return false;
  const between = reading.tokens.slice((head.at.at(-1) ?? 0) + 1, next.at[0]).map(({ text }) => text);
  const noun = /^(?:invoices?|payments?|refunds?|credits?|subscriptions?)\b/;
  return noun.test(head.text) && noun.test(next.text) && /^(?:for|of|on|against|to|from)\b/.test(between.join(" "));
}

/** "Refunds (not credits)": the rows left out are none of the other metric's, so nothing changes. */
export function leavesOut(span: Span, other: Span, reading: Reading, model: MetricModel): boolean {
  const before = reading.spans.filter((one) => (one.at.at(-1) ?? 0) < (span.at[0] ?? 0)).at(-1);
  if (before?.meaning.kind !== "cue" || !before.meaning.cues.includes("not")) return false;
  const kindOf = ({ meaning }: Span) => {
    const id = meaning.kind === "metric" ? (meaning.defaultId ?? meaning.ids[0]) : undefined;
    const formula = model.metrics.get(id ?? "")?.formula;
    return formula?.kind === "aggregate" ? (formula.filters.find((one) => /^\S+ = '\w+'$/.test(one)) ?? null) : null;
  };
  const [left, kept] = [kindOf(span), kindOf(other)];
  return left !== null && kept !== null && left !== kept && left.split(" = ")[0] === kept.split(" = ")[0];
}

/** "top refund reasons", "API calls of Acme": a dimension of one fact alone says what is measured. */
export function impliedMetric({ spans, text }: Reading, model: MetricModel): string | null {
  // "How many annual customers": the noun is part of the value.
  const noun = spans.find(
    (span) => span.meaning.kind === "value" && / (?:customers|accounts|subscriptions|contracts)$/.test(span.text),
  );
  if (noun && /\bnumber of\b/.test(text))
    return /(?:customers|accounts)$/.test(noun.text) ? "active_customers" : "active_subscriptions";
  for (const { meaning } of spans) {
    const dims =
      meaning.kind === "dim" ? meaning.ids : meaning.kind === "value" ? meaning.values.map((value) => value.dim) : [];
    const implied = dims.length === 1 ? model.dimensions.get(dims[0] ?? "")?.implies : null;
    if (!implied) continue;
    const unit = /\b(common|frequent|often|number)\b/.test(text)
      ? "count"
      : /\b(amounts?|how much)\b/.test(text)
        ? "cents"
        : null;
    const metric = model.metrics.get(implied);
    const sibling =
      unit && metric?.unit !== unit ? metric?.siblings.find((id) => model.metrics.get(id)?.unit === unit) : null;
    return sibling ?? implied;
  }
  return null;
}

/** "What proportion of payments fail": the rate whose numerator is asked for and whose whole is named. */
export function rateOf(metrics: readonly string[], reading: Reading, model: MetricModel): string | null {
  const [only] = metrics;
  const share = reading.spans.some(({ meaning }) => meaning.kind === "cue" && meaning.cues.includes("share"));
  const parted = reading.spans.some(({ meaning }) => meaning.kind === "value" || meaning.kind === "dim");
  if (!only || metrics.length > 1 || !share || parted) return null;
  const own = model.metrics.get(only)?.formula;
  const rates = [...model.metrics.values()].filter(({ formula, hidden }) => {
    const top = formula.kind === "ratio" ? model.metrics.get(formula.numerator)?.formula : undefined;
    const same = top?.kind === "aggregate" && own?.kind === "aggregate" && top.model === own.model;
    return !hidden && formula.kind === "ratio" && formula.numerator === only && same;
  });
  const [rate] = rates.filter(({ unit }) => unit === "pct");
  const named = reading.spans.filter(({ meaning }) => meaning.kind === "metric").length > 1;
  return rate && named ? rate.id : null;
}

/** "On average, how large was a refund": the ratio of the metric to the number of its rows. */
export function averageOf(
  metrics: readonly string[],
  reading: Reading,
  model: MetricModel,
): { metric: string; at: number } | null {
  const at = reading.tokens.findIndex(({ text }) => text === "average");
  if (metrics.length !== 1 || at < 0 || reading.spans.some((span) => span.at.includes(at))) return null;
  if (!/\b(?:an?|one|each|single) (?:refund|invoice|bill)\b/.test(reading.text)) return null;
  const found = [...model.metrics.values()].find(
    ({ formula, id }) => formula.kind === "ratio" && formula.numerator === metrics[0] && id.startsWith("average_"),
  );
  return found ? { metric: found.id, at } : null;
}

/** "Share of failed payments by reason": only the rate's numerator has the dimension, so its parts are asked for. */
export function partOf(metrics: readonly string[], reading: Reading, model: MetricModel): string | null {
  const formula = model.metrics.get(metrics[0] ?? "")?.formula;
  if (metrics.length !== 1 || formula?.kind !== "ratio" || !/\b(?:share|percentage|percent)\b/.test(reading.text))
    return null;
  const [whole, part] = [metrics[0] ?? "", formula.numerator].map((id) => dimensionsOf(model, id));
  const asked = reading.spans.flatMap(({ meaning }) => (meaning.kind === "dim" ? [meaning.ids] : []));
  const foreign = asked.some((ids) => !ids.some((id) => whole?.includes(id)) && ids.some((id) => part?.includes(id)));
  return foreign ? formula.numerator : null;
}

/** "failure reasons of payments": the bare noun gives way to the metric that its dimension belongs to. */
export function narrowedMetric(
  reading: Reading,
  chosen: { metrics: string[]; bare: boolean },
  model: MetricModel,
): string | null {
  const [only] = chosen.metrics;
  if (!only || !chosen.bare || chosen.metrics.length > 1) return null;
  const allowed = dimensionsOf(model, only);
  const foreign = reading.spans.some(
    ({ meaning }) => meaning.kind === "dim" && !meaning.ids.some((id) => allowed.includes(id)),
  );
  const implied = foreign ? impliedMetric(reading, model) : null;
  const formula = implied ? model.metrics.get(implied)?.formula : undefined;
  const own = model.metrics.get(only)?.formula;
  const sameFact = formula?.kind === "aggregate" && own?.kind === "aggregate" && formula.model === own.model;
  return sameFact ? implied : null;
}

/** "More than 2 refunds": the number stands right before the noun, so rows are counted. */
function countedBy(at: number, reading: Reading): boolean {
  const start = reading.tokens[at]?.start ?? 0;
  return reading.bounds.some((bound) => bound.unit === "plain" && bound.end + 1 === start);
}

/** "Number of Enterprise credits": only values stand between the count and the noun. */
function numberOf(at: number, { tokens, spans }: Reading): boolean {
  let index = at - 1;
  while (index > 0 && spans.some(({ meaning, at: own }) => meaning.kind === "value" && own.includes(index))) index -= 1;
  return tokens[index]?.text === "of" && tokens[index - 1]?.text === "number";
}

/** The metric that counts the rows another one adds up. */
function countOf(model: MetricModel, id: string): string | null {
  const own = model.metrics.get(id);
  const sibling = own?.siblings.find(
    (other) => model.metrics.get(other)?.unit === "count" && rowMetric(model, other) === id,
  );
  return sibling ?? null;
}

/** "How much do overdue invoices add up to": the metric that adds up the rows this one counts. */
function amountOf(model: MetricModel, id: string): string | null {
  const own = model.metrics.get(id);
  const found = own?.siblings.find((other) => {
    const formula = model.metrics.get(other)?.formula;
    const same =
      formula?.kind === "aggregate" && own.formula.kind === "aggregate" && formula.model === own.formula.model;
    return same && formula.aggregation === "sum";
  });
  return found ?? null;
}

/** Behind "by", "per", "which" or a rank word, past other cuts: "by region and customer" asks for no count. */
function isCut(span: Span, reading: Reading): boolean {
  const before = reading.spans.filter((other) => (other.at.at(-1) ?? 0) < (span.at[0] ?? 0));
  const cue = before.filter(({ meaning }) => meaning.kind !== "dim" && !isFollow(meaning)).at(-1);
  return cue?.meaning.kind === "cue" && cue.meaning.cues.some((one) => CUTS.includes(one));
}

const CUTS: readonly string[] = ["by", "which", "top", "bottom", "best", "worst", "list", "compare", "share"];

function isFollow(meaning: Span["meaning"]): boolean {
  return meaning.kind === "cue" && meaning.cues.every((cue) => cue === "follow" || cue === "also");
}

/** "Number of customers with failed payments" counts some of them, which no metric does. */
function isCountOfSome(metrics: readonly string[], reading: Reading): boolean {
  const counted = metrics[0] === "active_customers" || metrics[0] === "active_subscriptions";
  return (
    counted &&
    /\b(customers?|accounts?|clients?|subscriptions?|companies) (?:\w+ )?(with|who|that|whose|having|which|without)\b/.test(
      reading.text,
    )
  );
}

/** Two metrics are both asked for when something joins them: "and", "versus", "with", or a list of three. */
function isJoined(first: Span | undefined, second: Span, reading: Reading): boolean {
  const [from, to] = [(first?.at.at(-1) ?? 0) + 1, second.at[0] ?? 0];
  const between = reading.tokens.slice(Math.min(from, to), Math.max(from, to)).map((token) => token.text);
  const before = reading.tokens.slice(0, first?.at[0] ?? 0).map((token) => token.text);
  const joins = /^(and|versus|plus|against|also|than)$/;
  const alongside =
    /\b(?:together|along|compared?) with\b|\bcompared? to\b|\bside by side\b|\b(?:next to|beside|alongside)\b/.test(
      reading.text,
    );
  return (
    alongside ||
    between.some((word) => joins.test(word)) ||
    before.some((word) => word === "compare" || word === "between")
  );
}
