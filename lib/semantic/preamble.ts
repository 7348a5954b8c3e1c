import type { SemanticQuery } from "../contract/analyst";
import { normalise } from "./normalise";
import type { ParseContext } from "./parse-types";
import { readQuestion } from "./spans";

const ASKED =
  "(?:i |we |he |she |they )?(?:need|want|would like|asks?|wonder|what|how|which|who|where|when|why|show|give|tell|can|could|please|list|compare)\\b";
const PREAMBLE = new RegExp(
  `^\\s*(?:(?:hi|hey|hello|ok|okay|so|well|just|sorry|thanks|good morning)\\b[^,.!?;:]{0,40}[,.!;:]\\s*|(?:i|we|my \\w+|our \\w+)\\b[^,.!?;:]{2,80}?(?:[,.!;:]\\s*(?:and |so |but )?|\\b(?:and|so|to|which is why|because)\\s+)(?=${ASKED}))`,
  "i",
);

/** "For the CFO pack: ...", "Quick question, ...": whom or what the answer is for. */
const AUDIENCE =
  /^\s*(?:(?:and )?(?:for|in) (?:(?:the|my|our|a|an|this|tomorrow's|today's|next) ?)*(?:(?:cfo|ceo|coo|cto|vp|board|management|executive|exec|finance|audit|auditor|auditors|month-end|quarter-end|monthly|weekly|quarterly|annual|meeting|report|reporting|deck|pack|review|call|presentation|slide|slides|boss|manager|team|leadership|investor|investors|committee|qbr|update|newsletter|memo|standup|close|closing)(?:'s)? ?)+|(?:one |a |another |last |final |next |quick |short |simple |small )*(?:question|request|query|thing|ask)(?: for you)?)\s*(?:[,.:;]|\s-\s)\s*/i;

/** "Sorry for the stupid question but ...", "not sure how to put this, ...". */
const APOLOGY =
  /^\s*(?:(?:so|well|ok|okay|hey|hi),? )*(?:not sure|sorry|apologies|excuse me|pardon|forgive(?: me)?|i don't know|no idea|(?:dumb|stupid|silly|basic) question|here(?:'s| is) (?:one|another)|quick one)\b[^.?!]{0,60}?(?:[,:;]\s*(?:but |and )?|\bbut )(?=(?:what|how|which|who|where|when|why|show|give|list|can|could|is|was|were|are|did|do|does|has|have)\b)/i;

/** "Our auditors want ...", "the board asks for ...": who wants it. */
const WANTED =
  /^\s*(?:(?:so|well|ok|okay),? )*(?:our|my|the) (?:[\w-]+ ){0,2}?(?:auditors?|board|boss|cfo|ceo|coo|team|manager|bank|investors?|accountants?|controller|director|department|colleagues?|client services|finance|sales|management|leadership|founders?|lawyers?|head of \w+) (?:wants?|needs?|asks?|is asking|are asking|would like|requires?|requested|wanted|needed|asked|keeps? asking)(?: me| us)?(?: (?:to (?:know|see|have|get)|for|about))? /i;

/** "I was talking to our board yesterday and they asked what ...": up to the verb of asking. */
const REPORTED =
  /^\s*(?:(?:so|well|look|listen|ok|okay|hey|hi|honestly|frankly|right|anyway),? )*(?:i|we|my|our|the (?:board|cfo|ceo|boss|team|auditors?|bank|investors?|finance team))\b[^?.!;:]{0,120}?\b(?:asked|asks|asking|wants? to know|wanted to know|wondered|wondering|need to know|curious|want to understand|tell me)(?: me| us)?[,:]?\s+(?=(?:what|how|which|who|where|when|why)\b)/i;

/** "I have a feeling goodwill refunds eat us alive, how much ...": a remark of the speaker's own before the question. */
const REMARK =
  /^\s*(?:(?:so|well|look|listen|ok|okay|hey|hi|honestly|frankly|right|anyway),? )*(?:i|we|my \w+|our \w+|it|there|things|people|everyone|somebody|someone)\b[^,.;:!?]{3,120}[,.;:!?]\s+(?:so |and |but |now )?(?=(?:what|how|which|who|where|when|why|show|give|tell|list|can|could|please|is|was|were|are|did|do|does|has|have)\b)/i;

/**
 * Leaves out what only leads up to the question. A lead that names a metric, a value or a cut stays, unless the
 * question behind it says all of that again.
 */
export function dropPreamble(
  question: string,
  context: ParseContext,
  read: (question: string) => SemanticQuery | null,
): string {
  const audience = AUDIENCE.exec(question)?.[0];
  const lead = audience ?? PREAMBLE.exec(question)?.[0];
  if (
    lead &&
    lead.length < question.trim().length &&
    (audience || standsAlone(question, lead)) &&
    saysNothing(lead, context, false)
  )
    return question.slice(lead.length);
  for (const pattern of [APOLOGY, WANTED]) {
    const told = pattern.exec(question)?.[0];
    if (told && told.length < question.trim().length && saysNothing(told, context, false))
      return dropPreamble(question.slice(told.length), context, read);
  }
  const reported = REPORTED.exec(question)?.[0];
  if (reported && standsAlone(question, reported) && saysNothing(reported, context, true))
    return question.slice(reported.length);
  const remark = REMARK.exec(question)?.[0];
  if (!remark || !standsAlone(question, remark)) return question;
  const rest = question.slice(remark.length);
  const query = read(rest);
  return query && isSaidAgain(remark, query, context) ? rest : question;
}

/** Not "our resellers are slow, how much do they owe" or "only trial users, ...": the lead says of whom. */
function standsAlone(question: string, lead: string): boolean {
  const rest = question.slice(lead.length).replace(ASIDE, "");
  const narrows =
    /\b(?:only|solely|exclusively|ones?|specifically|restrict\w*|limit\w*|focus\w*|without|except|excluding)\b|\bjust (?:the|those|our|for|in|on)\b/i;
  return !narrows.test(lead) && !/\b(?:they|them|their|theirs|those|these|such|ones?)\b/i.test(rest);
}

const ASIDE = /[,.;] *what (?:do|should|can|shall) (?:i|we) (?:tell|say to|answer) [\w ]{2,20}\?* *$/i;

function saysNothing(lead: string, context: ParseContext, timesPass: boolean): boolean {
  const { spans, times, bounds } = readQuestion(normalise(lead), context.lexicon, context.asOf);
  return (
    (timesPass || times.length === 0) && bounds.length === 0 && spans.every(({ meaning }) => meaning.kind === "cue")
  );
}

function isSaidAgain(lead: string, query: SemanticQuery, context: ParseContext): boolean {
  const { spans, times, bounds } = readQuestion(normalise(lead), context.lexicon, context.asOf);
  if (bounds.length > 0 || times.some(({ window }) => window.from !== query.time.from || window.to !== query.time.to))
    return false;
  return spans.every(({ meaning, text }) => {
    if (meaning.kind === "metric") return meaning.ids.some((id) => query.metrics.includes(id)) || isWho(text);
    if (meaning.kind === "dim")
      return (
        isWho(text) || meaning.ids.some((id) => query.dims.includes(id) || query.filters.some(({ dim }) => dim === id))
      );
    if (meaning.kind === "value")
      return meaning.values.some(({ dim, value }) =>
        query.filters.some((filter) => filter.dim === dim && filter.values.includes(value)),
      );
    return meaning.kind !== "grain";
  });
}

function isWho(text: string): boolean {
  return /^(?:customers?|clients?|accounts?|who|company|companies)$/.test(text);
}
