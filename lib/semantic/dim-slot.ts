import type { Reading, Span } from "./spans";
import { NUMBER_WORDS } from "./time-words";
import { distance, hasCueBefore } from "./value-slot";
import type { Cue } from "./words";

/** "EMEA region", "the enterprise tier": the word only says what the value is. */
export function isQualifier(span: Span, spans: readonly Span[], reading: Reading): boolean {
  const { meaning } = span;
  if (meaning.kind !== "dim") return false;
  const first = (span.at[0] ?? 0) - 1;
  const listed = spans.some(
    (other) => other.meaning.kind === "dim" && other.at.at(-1) === first - 1 && reading.tokens[first]?.text === "and",
  );
  const directlyBy =
    listed ||
    spans.some(
      (other) =>
        other.meaning.kind === "cue" &&
        other.meaning.cues.some((cue) => cue === "by" || cue === "which") &&
        (other.at.at(-1) ?? -9) + 1 === span.at[0],
    );
  // "By agent dana" names the agent; "by tier, Pro and Starter" cuts.
  const own = spans.filter(
    (other) => other.meaning.kind === "value" && other.meaning.values.some(({ dim }) => meaning.ids.includes(dim)),
  );
  const person = meaning.ids.some((id) => /^(?:issuer|approver|customer)$/.test(id));
  const named = person && own.length === 1 && own[0]?.at[0] === (span.at.at(-1) ?? 0) + 1;
  if (directlyBy) return named && !listed;
  if (isExcepted(span, spans)) return true;
  return spans.some((other) => {
    if (other.meaning.kind !== "value" || distance(other, span) > 1) return false;
    const follows = (span.at[0] ?? 0) > (other.at[0] ?? 0);
    const next = reading.tokens[(span.at.at(-1) ?? 0) + 1]?.text;
    return other.meaning.values.some((value) => meaning.ids.includes(value.dim)) && (follows || next !== "by");
  });
}

/** "of all tiers other than Starter": the dimension only leads to the values left out. */
function isExcepted(span: Span, spans: readonly Span[]): boolean {
  const { meaning } = span;
  const [cue, value] = spans.filter((other) => (other.at[0] ?? 0) > (span.at.at(-1) ?? 0));
  const named = spans.some(
    (other) =>
      (other.at.at(-1) ?? 0) < (span.at[0] ?? 0) &&
      other.meaning.kind === "cue" &&
      other.meaning.cues.some((one) => ASKING.includes(one)),
  );
  return (
    !named &&
    meaning.kind === "dim" &&
    span.at[0] !== 0 &&
    cue?.meaning.kind === "cue" &&
    cue.meaning.cues.includes("not") &&
    value?.meaning.kind === "value" &&
    value.meaning.values.some((one) => meaning.ids.includes(one.dim))
  );
}

const ASKING: readonly Cue[] = ["by", "which", "top", "bottom", "best", "worst", "list", "compare"];

/** "from our enterprise customers" names no dimension; "which customers", "top 5 customers", "by customer" do. */
export function isCustomerNoise(
  span: Span,
  spans: readonly Span[],
  reading: Reading,
  metrics: readonly string[],
): boolean {
  if (span.text === "who") return span.at[0] !== 0;
  const cut = spans.some(
    ({ meaning, at }) => meaning.kind === "cue" && meaning.cues.includes("by") && (at.at(-1) ?? -9) + 1 === span.at[0],
  );
  if (cut) return false;
  // "Customers by MRR": each with its value, unless the customers themselves are counted.
  const sorted = reading.tokens[(span.at.at(-1) ?? 0) + 1]?.text === "by" && metrics[0] !== "active_customers";
  if (sorted && span.at[0] === 0 && span.text.endsWith("s")) return false;
  const ownMetric = spans.some((other) => other.meaning.kind === "metric" && other.at[0] === span.at[0]);
  if (ownMetric && metrics.length === 1 && metrics[0] === "active_customers") return true;
  const valueBefore = spans.some(
    (other) => other.meaning.kind === "value" && distance(other, span) === 1 && (other.at[0] ?? 0) < (span.at[0] ?? 0),
  );
  const named = hasCueBefore(span, spans, ASKING.slice(1, -1));
  if (!named && valueBefore && span.text.endsWith("s") && metrics.length > 0) return true;
  if (hasCueBefore(span, spans, ASKING)) return false;
  const ranked = spans.some(
    (other) => other.meaning.kind === "cue" && other.meaning.cues.some((cue) => ASKING.slice(2, 6).includes(cue)),
  );
  const counted =
    /^\d+$/.test(reading.tokens[(span.at[0] ?? 0) - 1]?.text ?? "") ||
    (reading.tokens[(span.at[0] ?? 0) - 1]?.text ?? "") in NUMBER_WORDS;
  if (ranked && (span.at[0] === 0 || counted)) return false;
  const previous = reading.tokens[(span.at[0] ?? 0) - 1]?.text ?? "";
  const afterValue = spans.some((other) => other.meaning.kind === "value" && distance(other, span) === 1);
  return (
    afterValue ||
    /^(from|to|for|of|our|did|do|does|all|the|have|has|with|by|new|to)$/.test(previous) ||
    metrics.length > 0
  );
}
