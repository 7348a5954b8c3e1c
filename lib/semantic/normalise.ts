import { CURRENCY_CODES, CURRENCY_NAMES, CURRENCY_SIGNS, currencyTag } from "./currency-words";
import { NUMBER_WORDS } from "./time-words";

/** A word of a question with its place in the normalised text. */
export interface Token {
  text: string;
  /** Without the plural ending: what lexicons are keyed by. */
  stem: string;
  /** Was it written in capitals only? Needed to tell "IN" (India) from "in". */
  upper: boolean;
  start: number;
  end: number;
}

export interface NormalisedText {
  text: string;
  tokens: Token[];
}

const CONTRACTIONS: readonly [RegExp, string][] = [
  [/\b(what|where|how|why|who|that|it|there|here)'s\b/gi, "$1 is"],
  [/\bcan't\b/gi, "can not"],
  [/\bwon't\b/gi, "will not"],
  [/n't\b/gi, " not"],
  [/'(re|ve|ll|d|m)\b/gi, " $1"],
  [/'s?(?=\W|$)/gi, " "],
];

const SCALES: Record<string, number> = { k: 1e3, thousand: 1e3, m: 1e6, mn: 1e6, million: 1e6 };
const scaled = (digits: string, scale: string | undefined) =>
  String(
    Math.round(Number(digits.replaceAll(",", "")) * (SCALES[(scale ?? "").toLowerCase()] ?? 1) * 1e4) / 1e4,
  ).replace(".", "p");

const DIGITS = "(\\d[\\d,]{0,14}(?:\\.\\d{1,4})?)";
const SIGNED_AMOUNT = new RegExp(
  `(${CURRENCY_SIGNS}|\\b(?:${CURRENCY_CODES})(?=\\s?\\d))\\s?${DIGITS}\\s?(k|m|mn|thousand|million)?(\\+?)(?![\\w])`,
  "gi",
);
const NAMED_AMOUNT = new RegExp(
  `(?<![\\w.-])${DIGITS}\\s?(k|thousand|million)?\\s?(${CURRENCY_NAMES}|[\\u20ac\\u00a3\\u00a5\\u20b9])(?![\\w])`,
  "gi",
);

/** Amounts become one word each: `$10k` moneydollar10000, `12.5 %` pct12p5, `1,000` 1000; signs of comparison become words. */
function writeNumbers(text: string): string {
  return text
    .replace(/>=|\u2265/g, " at least ")
    .replace(/<=|\u2264/g, " at most ")
    .replace(/>/g, " more than ")
    .replace(/</g, " less than ")
    .replace(SIGNED_AMOUNT, (_, sign: string, digits: string, scale: string | undefined, plus: string) => {
      return ` money${currencyTag(sign.trim())}${scaled(digits, scale)}${plus ? " or more" : ""} `;
    })
    .replace(NAMED_AMOUNT, (_, digits: string, scale: string | undefined, name: string) => {
      return ` money${currencyTag(name)}${scaled(digits, scale)} `;
    })
    .replace(
      /(?<![\w.-])(\d{1,12}(?:\.\d{1,4})?)\s?(?:%|percent\b|per cent\b)/gi,
      (_, digits: string) => ` pct${scaled(digits, undefined)} `,
    )
    .replace(/(?<![\w.-])(\d{1,12}(?:\.\d{1,4})?)\s?(k|thousand|million)\b/gi, (_, digits: string, scale: string) =>
      scaled(digits, scale),
    )
    .replace(
      /\b((?:more|less|fewer|greater|higher|lower) than|at (?:least|most)|over|above|under|below|exceeding|beyond) (one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)(?! (?:weeks?|months?|quarters?|years?))\b/gi,
      (_, than: string, word: string) => `${than} ${NUMBER_WORDS[word.toLowerCase()] ?? word}`,
    )
    .replace(/(?<![\w.-])\d{1,3}(?:,\d{3})+(?![\w,])/g, (digits) => digits.replaceAll(",", ""));
}

/** How an amount stands in the question, for messages. */
export function showWord(word: string): string {
  const amount = /^(money|pct)[a-z]*?(\d+)(?:p(\d+))?$/.exec(word);
  if (!amount) return word;
  const digits = amount[3] ? `${amount[2]}.${amount[3]}` : `${amount[2]}`;
  return amount[1] === "money" ? digits : `${digits} percent`;
}

/** "Top 3 reasons for failed payments" asks for a ranking; "reasons for the drop" asks why. */
const REASONS =
  /\b(?:top|main|common|frequent|biggest|leading|\d+|two|three|five|ten) (?:\w+ )?reasons? (?:for|behind)(?! (?:the |a |an |this |that |our )?(?:\w+ ){0,2}(?:drop|fall|decline|rise|increase|decrease|change|growth|jump|spike|dip|surge))(?=\s)/gi;

/** Short forms of everyday business writing. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  rev: "revenue",
  wich: "which",
  whch: "which",
  teh: "the",
  wat: "what",
  wht: "what",
  hw: "how",
  hwo: "how",
  mny: "many",
  mch: "much",
  inv: "invoice",
  invs: "invoices",
  cust: "customers",
  custs: "customers",
  pmt: "payment",
  pmts: "payments",
  acct: "account",
  accts: "accounts",
  qtr: "quarter",
  qtrs: "quarters",
  mth: "month",
  mths: "months",
  yr: "year",
  yrs: "years",
  wk: "week",
  wks: "weeks",
  amt: "amount",
  amts: "amounts",
  cnt: "count",
  num: "number",
  pct: "percent",
  usd: "USD",
};

type Replacement = string | ((match: string, group: string) => string);

const REWRITES: readonly [RegExp, Replacement][] = [
  [/%/g, " percent "],
  [
    /\b(?:is it|it is|is this|it's) (?:true|correct|right|so|the case|a fact|accurate)(?: to say)?(?: that)?\b|\btrue or false\b|\bam i (?:right|correct)(?: that| in thinking(?: that)?)?\b/gi,
    " ",
  ],
  [
    /\b(?:pan|panned|turn|turned|work|worked|play|played|shape|shaped|hold|held) (?:out|up)(?=\W*$| (?:in|for|over|during|this|last|by|per|across)\b)/gi,
    "look",
  ],
  [/\b(how many|count of|counts of|# of|nr of|no\. of)\b/gi, "number of"],
  [/\bnumbers of\b/gi, "number of"],
  [/\b(avg|mean)\b\.?/gi, "average"],
  [/\bdue to\b/gi, "because of"],
  [/\bcancelled\b/gi, "canceled"],
  [/\bcancell(?=ation)/gi, "cancel"],
  [/\bvs\.?(?=\s|$)/gi, "versus"],
  [
    /\b(versus|against|compared (?:to|with)) (?:the )?(\w+) (day|week|month|quarter|year)s (?:before|prior|earlier)\b(?: that)?(?=\s*[?.!]*$)/gi,
    "$1 previous $2 $3s",
  ],
  [
    /\b(portion|proportion|share|percent|percentage|fraction|part) of ((?:\w+ ){1,4})(?:went|goes|came|comes) (?:to|from)\b/gi,
    "$1 of $2was",
  ],
  [/\by\/y\b|\byoy\b/gi, "year over year"],
  [/\bm\/m\b|\bmom\b/gi, "month over month"],
  [/\bq\/q\b|\bqoq\b/gi, "quarter over quarter"],
  [/\bw\/w\b|\bwow\b/gi, "week over week"],
  [/\bw\/o\b/gi, "without"],
  [/\b(tell me|know|see|check|say|wonder(?:ing)?|ask|verify) (?:if|whether)\b/gi, "$1"],
  [/\b(?:break|split|slice|cut|drill) ((?:\w+ ){1,8}?)(?:down|up|out)\b/gi, "break down $1"],
  [/\b(?:that |which |who )?(?:do|does|did) not (?:go through|get through|clear|succeed)\b/gi, "failed"],
  [/\bdollar (?=amount|value|volume|total|figure)/gi, ""],
  [/\b(day|week|month|quarter|year|region|country|tier|plan|segment|customer)[ -]?wise\b/gi, "by $1"],
  [/\b(?:each|every) of the (last|past|previous) (\w+) (day|week|month|quarter|year)s\b/gi, "by $3 $1 $2 $3s"],
  [/\bhow (?:often|frequently)\b/gi, "number of times"],
  [
    /^((?:please |can you |could you |would you |pls |now )*)(?:count|tally|count up) (?:up )?(?:the |all |our )*/i,
    "$1number of ",
  ],
  [/\b(all|any|every|each) ((?:of )?(?:the |our )?\w+) but (?!not\b)/gi, "$1 $2 except "],
  [/\b(pays?|paid|paying) (?:us )?(?:the )?(slowest|latest|most slowly)\b/gi, "has the highest days to pay"],
  [/\b(pays?|paid|paying) (?:us )?(?:the )?(fastest|quickest|soonest|earliest)\b/gi, "has the lowest days to pay"],
  [
    /\b(slowest|fastest|quickest)[ -](?:paying|payers?|to pay)\b/gi,
    (_: string, how: string) => `customers with ${how.toLowerCase() === "slowest" ? "highest" : "lowest"} days to pay`,
  ],
  [/\bhow (?:large|big|high|sizeable|substantial) (is|are|was|were|did|has|have)\b/gi, "how much $1"],
  [
    /\b(?:(?:the )?(?:revenue|sales|billings|turnover|income|(?:invoiced|billed)(?: revenue| amount| sales)?) )?net of (?:all |any )?refunds\b/gi,
    "net revenue",
  ],
  [
    /\b(?:did|do|have|has|had) (we|they|you|i) (?:actually )?(?:invoice|bill)\b(?! (?:customers|clients))/gi,
    "has $1 invoiced",
  ],
  [/\b(?:largest|highest|biggest|greatest|most) (?:ones? )?first\b|\bin (?:descending|decreasing) order\b/gi, ""],
  [/\b(?:smallest|lowest|fewest) (?:ones? )?first\b|\bin (?:ascending|increasing) order\b/gi, "ascending"],
  [/\b(largest|biggest|smallest|highest|lowest) (?:single|individual|one-off)\b/gi, "$1"],
  [/\bby reasons? for\b/gi, "by reason in"],
  [/\bby how much\b/gi, "how much"],
  [/\bpull(?: up| out)?\b/gi, "show"],
  [/\btypical (?=customer|client|account|invoice (?:take|open)|days|time|payment (?:time|delay))/gi, ""],
  [/\btypical\b/gi, "average"],
  [
    /\b(?:comes?|came|coming|stems?|stemmed|stemming|derived|arising) from (?=(?:our |the )?(?:new|existing|churn|lost|upgrad|downgrad|expan|contract|upsell))/gi,
    "from ",
  ],
  [/\bbrand[ -]new\b/gi, "new"],
  [/\b(?:adds?|added|sums?|summed) up to\b/gi, "is"],
  [/\b(?:still|yet) (?:have |need )?to (?:collect|receive|be (?:paid|collected|received))\b/gi, "outstanding amount"],
  [REASONS, (match) => match.replace(/(?:for|behind)$/i, "of")],
  [/\bdebtors\b/gi, "customers by outstanding amount"],
  [/\b(?:99|95|90|75|50|25|10|5|1)(?:st|nd|rd|th) percentile\b|\bp(?:99|95|90|75|50|25|10|5)\b/gi, "percentile"],
];

/**
 * Lower case, no accents, no punctuation but a hyphen between digits (dates), contractions written out.
 * Linear in the length of the text.
 */
export function normalise(question: string): NormalisedText {
  let text = writeNumbers(question.slice(0, 2000).normalize("NFKC"))
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'")
    .replace(/[\u2010-\u2015]/g, "-");
  text = text.replace(/(?<=[a-z0-9] ?)'(2\d)\b/gi, " 20$1");
  if (/\b(?:top|bottom|biggest|largest|highest|lowest|smallest|most)\b/i.test(text))
    text = text.replace(/\b(revenue|mrr) per (customer|account|client)\b/gi, "$1 by $2");
  for (const [pattern, replacement] of [...CONTRACTIONS, ...REWRITES])
    text = typeof replacement === "string" ? text.replace(pattern, replacement) : text.replace(pattern, replacement);
  text = text.replace(/\b[a-z]{2,5}\b(?!_)/gi, (word) => ABBREVIATIONS[word.toLowerCase()] ?? word);
  text = text
    .replace(/(?<=\d)[/.](?=\d)/g, "-")
    .replace(/[^\p{L}\p{N}-]+/gu, " ")
    .replace(/(?<!\d)-|-(?!\d)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const lower = text.toLowerCase();
  const shouted = text === text.toUpperCase();
  const tokens = [...lower.matchAll(/[\p{L}\p{N}]+/gu)].map((match): Token => {
    const raw = text.slice(match.index, match.index + match[0].length);
    const upper = !shouted && /\p{Lu}/u.test(raw) && raw === raw.toUpperCase();
    return { text: match[0], stem: stem(match[0]), upper, start: match.index, end: match.index + match[0].length };
  });
  return { text: lower, tokens };
}

/** Takes the plural ending off; other endings are written out as synonyms. */
export function stem(word: string): string {
  if (word.length < 4 || !word.endsWith("s") || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(sh|ch|x|ss|us)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** The stems of a phrase, as lexicons store it. */
export function stemsOf(phrase: string): string[] {
  return normalise(phrase).tokens.map((token) => token.stem);
}
