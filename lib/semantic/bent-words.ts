import type { Reading, Span } from "./spans";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Empty elsewhere, a restriction right before a noun: "frequent refunds", "business accounts", "running invoices". */
const NARROWING = words(
  "able business common commonly frequent frequently often experienced interested required performing running standing " +
    "returned returning full quick quickly immediately named needed underlying usual usually generally date dates kinda " +
    "measured sized taken turned tried asked wanted required faced hit learned prepared delivered confirmed verified " +
    "individually walking working caring produced",
);
/** The same, but "for the board, revenue by tier" only says for whom. */
const AUDIENCE = words(
  "board deck page slide meeting spreadsheet firm organisation organization data performance work",
);

/** What a noun's rows may do without being narrowed: they happened, were written down, were there. */
const HAPPENING = words(
  "issued issue made make makes given give gave granted grant recorded record recording logged posted booked reported occurred occur " +
    "occurs occurring happened happen happens arose arise arisen came come comes took take takes taken existed exist exists incurred " +
    "incur saw see seen seeing landed land generated generate generates produced produce brought bring brings got get gets gotten getting " +
    "received amounted belong belonged belongs caused cause causes encountered encounter experienced experience faced face " +
    "went go goes look looks show shows showed lie sit hit need needed want wanted require required",
);
/** Of customers: "who logged in" is no row that was logged. */
const HAPPENING_TO_ACCOUNTS = words(
  "made make makes gave got get gets getting had generated generate generates brought bring brings incurred incur saw see caused " +
    "cause received issued came come comes went go goes",
);
const LEADING = /^(?:who|that|which)$/;
/** Between a relative word and its verb. */
const LINKING = words(
  "is are was were be been being has have had having do does did we us you i they it our my your the a an all so then there ever " +
    "already still even actually really also just got currently now can could would may in on at for to from with by of",
);
const DETERMINERS = words("a an the any some all our their more less much many no");
const SHOWN = words(
  "numbers number figures figure totals total amounts amount values details detail chart graph table",
);
const ACCOUNTS = /^(?:customers?|accounts?|clients?|compan(?:y|ies)|subscriptions?)$/;

const isNoun = ({ meaning }: Span) => meaning.kind === "metric" || meaning.kind === "dim";

/** Words of no meaning of their own that, where they stand, narrow or change what is asked. */
export function findBent(reading: Reading): ReadonlySet<number> {
  const { tokens, spans, timed } = reading;
  const spanAt = (at: number) => spans.find((span) => span.at.includes(at));
  const free = (at: number) => !timed.has(at) && !spanAt(at);
  const text = (at: number) => tokens[at]?.text ?? "";
  const nounAhead = (at: number): boolean => {
    const next = spans.filter((span) => span.at[0] === at);
    if (next.some(isNoun)) return true;
    const skipped = next.find(({ meaning }) => meaning.kind === "value" || meaning.kind === "grain");
    return skipped !== undefined && nounAhead((skipped.at.at(-1) ?? at) + 1);
  };
  const bent = new Set<number>();
  for (const [at, token] of tokens.entries()) {
    if (free(at) && nounAhead(at + 1)) {
      const most = /^(?:most|least|more|less|how|very|quite)$/.test(text(at - 1));
      const forWhom = /^(?:for|in|on|to) (?:the|my|our|a|an|this|that|next|board|management)$/.test(
        `${text(at - 2)} ${text(at - 1)}`,
      );
      if (NARROWING.has(token.text) && !most) bent.add(at);
      if (AUDIENCE.has(token.text) && !forWhom && !/^(?:board|deck|meeting)$/.test(text(at - 1))) bent.add(at);
    }
    const before = spanAt(at - 1);
    if (!before || !isNoun(before)) continue;
    const accounts = ACCOUNTS.test(text(at - 1));
    if (LEADING.test(token.text)) {
      let verb = at + 1;
      while (verb < tokens.length && free(verb) && LINKING.has(text(verb))) verb += 1;
      const harmless = accounts ? HAPPENING_TO_ACCOUNTS : HAPPENING;
      if (verb < tokens.length && free(verb) && !harmless.has(text(verb))) bent.add(verb);
    } else if (accounts && /^(?:with|without|having)$/.test(token.text)) {
      let object = at + 1;
      while (object < tokens.length && DETERMINERS.has(text(object))) object += 1;
      if (object < tokens.length && free(object) && !SHOWN.has(text(object))) bent.add(object);
    }
  }
  for (const [at, { text: word }] of tokens.entries()) {
    if (!free(at)) continue;
    const next = text(at + 1);
    if (word === "same" && spanAt(at + 1)?.meaning.kind === "dim") bent.add(at);
    if (word === "like" && spanAt(at + 1)?.meaning.kind === "value") bent.add(at);
    if (word === "time" && /^(?:to|between|until|till|since)$/.test(next)) bent.add(at);
    if (/^dates?$/.test(word) && next === "of") bent.add(at);
    if (word === "kind" && text(at - 1) !== "some") bent.add(at);
  }
  return bent;
}
