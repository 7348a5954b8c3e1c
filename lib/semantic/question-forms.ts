/** Ways to put a question that are turned into the plain one before it is read. Only questions: no phrase of the model. */

const NUMBERS = "\\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty";
const CUT = "tier|plan|region|country|segment|customer|reason|method|status|currency|month|week|quarter|issuer|agent";
const MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december";
const PART = `q[1-4]|h[12]|(?:first|second) half|${MONTHS}`;
const PAIRED = "invoiced|billed|collected|refunds?|credits?|mrr|arr|nrr|grr|expansion|contraction|net revenue";
const PERIOD =
  "(?:january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]|h[12]|20\\d\\d|(?:this|last|previous) (?:week|month|quarter|year))";
const ROWS =
  "customers?|clients?|accounts?|invoices?|refunds?|payments?|credits?|subscriptions?|signals?|alerts?|seats?|bills?";

type Form = readonly [RegExp, string | ((...groups: string[]) => string)];

const MONTH = `(?:${MONTHS}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)`;
const GROUP = "(?:the |our )?([\\w-]{2,20}(?: [\\w-]{2,20})?)";

/** Words as they are typed in haste; only those that are no other word of billing. */
const SHORTHAND: Readonly<Record<string, string>> = {
  lst: "last",
  prev: "previous",
  amt: "amount",
  amts: "amounts",
  pymnt: "payment",
  pymnts: "payments",
  pymts: "payments",
  pmts: "payments",
  custs: "customers",
  invs: "invoices",
  regn: "region",
  rgn: "region",
  ctry: "country",
  segm: "segment",
  qtr: "quarter",
  mth: "month",
  mths: "months",
  wk: "week",
  wks: "weeks",
  yr: "year",
  yrs: "years",
};

const FORMS: readonly Form[] = [
  [new RegExp(`\\b(?:${Object.keys(SHORTHAND).join("|")})\\b`, "gi"), (word) => SHORTHAND[word.toLowerCase()] ?? word],
  [/(?<=\w) n (?=\w)/gi, " and "],
  // A change of price, of mix or of rates left out is none of the model's words, though each part of it is a common one.
  [/\b(like|apples?|same)[- ](for|to)[- ](like|apples?|same)\b/gi, "$1$2$3"],
  // Asides before and after what is asked.
  [/^(?:just )?out of (?:interest|curiosity)[,:]? /i, ""],
  [/\bwhat would you say (?=we|our|the|is|are|was|were)/gi, "what is "],
  [/^i(?:'m| am)? (?:search(?:ing)?|look(?:ing)?|seek(?:ing)?|after)(?: for)? (?=the|how|what|our|all|a)/i, "show "],
  [/,? (?:i|we) mean,? (?:plain |simply |just )?/gi, ", "],
  [
    /[,;] *(?:is it |are they )?(?:mostly|mainly) (?:small|large|big|tiny|huge|low|high)(?: ones)?(?: or [\w ]{2,30})?\s*\?*\s*$/i,
    "",
  ],
  [
    /^(?:so |well )?(?:my|our|the) [\w-]{2,20}(?: [\w-]{2,20})? (?:claims?|says?|thinks?|believes?|reckons?|insists?|swears?|suspects?)(?: that)? (.{8,120}?)[,;:.] *(?:is (?:that|this|it|he|she) (?:right|true|so|correct)|right|true|correct)\s*\?*\s*$/i,
    "is it true that $1",
  ],
  [/^(did|has|have) (?:the |our )?([\w -]{2,40}?) improved?\b/i, "did $2 go up"],
  [/^(?:please |can you |could you )?project (?=our|the|my|this|next|arr\b|mrr\b|revenue\b|churn\b)/i, "forecast "],
  // What is counted, said after the noun: "credits: number per issuer".
  [/^(.{4,80}?)[,;:] *(?:the )?(?:number|count)s? (?=(?:by|per|for each|of each)\b)/i, "number of $1 "],
  [/^(.{4,120}\w)[,;:] *(?:the )?(?:number|count)(?: only)?\s*[?.!]*$/i, "number of $1"],
  [
    /^by (?:amount|value|money)[,:]? (?:which|what) ([\w ]{3,40}?) (?:was|is) (?:the )?(?:biggest|largest|highest)\b/i,
    "top $1 by amount",
  ],
  [
    new RegExp(`\\b(?:in |for )?the same month (?:of )?last year[,:]? (?:i mean )?(?:in )?(${MONTH})\\b`, "gi"),
    "in $1 last year",
  ],
  [
    new RegExp(
      `^((?:which|what|who) .{6,120}?)[,;.] *(?:give|show|list|name|tell)(?: me| us)? (?:the )?(?:top )?(${NUMBERS})(?: of (?:them|those|these))?\\b`,
      "i",
    ),
    "top $2 of $1",
  ],
  [/(\w)['\u2019]s (?:weight|slice|portion|proportion|contribution) (?:in|of|to|within) /gi, "$1's share of "],
  [
    /\brefunds? (?:amounts? )?(?:relative to|against|as a (?:share|part|fraction|percentage|percent) of) (?:the )?(?:cash |money )?(?:collected|collections|cash in)(?:[,]? as a (?:rate|ratio|percentage|share))?/gi,
    "refund rate",
  ],
  [/\bnot (?:caused by|due to|because of|owing to)\b/gi, "excluding"],
  [
    new RegExp(
      `^(?:do|does|did) ${GROUP}? (?:customers |clients |accounts )?(?:take|need) (?:longer|more time|less time) to (?:pay|settle)(?: (?:their |the )?(?:invoices|bills))? than ${GROUP}?(?: ones| customers| clients| accounts)?\\s*\\?*\\s*$`,
      "i",
    ),
    "compare days to pay for $1 and $2",
  ],
  [
    new RegExp(
      `^(?:are|do|does|did) ${GROUP}? (?:customers |clients |accounts )?(?:pay|paying)(?: (?:their |the )?(?:invoices|bills))? (?:faster|slower|earlier|later|quicker|sooner) than ${GROUP}?(?: ones| customers| clients| accounts)?\\s*\\?*\\s*$`,
      "i",
    ),
    "compare days to pay for $1 and $2",
  ],
  [
    /\bhow (?:much|many) days (?:does it |do |it )?(?:pass(?:es)?|take|takes|go(?:es)? by) (?:normally |usually |typically |on average )?(?:until|before|till) (?:an? |the |our )?(?:invoices?|bills?) (?:is|are|gets?) pa(?:yed|id)\b(?: by (?:an? |the )?(?:clients?|customers?))?/gi,
    "days to pay",
  ],
  // Days of a range: "1 jun - 30 jun", "1 - 30 june"; in words between two days nothing is compared.
  [
    new RegExp(
      `(?<!from |between )\\b(\\d{1,2}(?:st|nd|rd|th)? ${MONTH})\\s*(?:-|\u2013|to|until|till|through)\\s*(\\d{1,2}(?:st|nd|rd|th)? ${MONTH})\\b`,
      "gi",
    ),
    "from $1 to $2",
  ],
  [new RegExp(`\\b(${PART}) v\\.? (?=${PART}\\b)`, "gi"), "$1 versus "],
  [/\b(why|what|how|where|who|when) (?:on earth|in the world|in heaven's name|the heck|the hell|the devil)\b/gi, "$1"],
  // Asking politely, or at length.
  [/^(?:please )?do (?:me|us) a favou?r(?: and|,)? /i, ""],
  [
    /\b(?:i'd|i would|we'd|we would|would) (?:love|like|appreciate|be (?:happy|glad|interested))(?: it)?(?: to (?:know|see|have|get|hear|learn)| if you (?:could|can|would)(?: (?:show|tell|give) me)?) /gi,
    "",
  ],
  [/\bwould (?:you|it) (?:mind|be possible to)\b/gi, ""],
  [
    /\b(?:do you have )?any (?:idea|clue|insight)(?: of| about| as to| on)? (?=what|how|which|who|where|when|why)/gi,
    "",
  ],
  [/\b(?:talk|run|guide|lead|take) (?:me|us) through\b/gi, "show"],
  [/\bwhat(?:'s| is) (?:the |up )?(?:story|deal|situation|picture|news)(?: of| with| on| for)?\b/gi, "what is"],
  [/\bis (?:it )?possible (?:for (?:me|us) )?to (?:know|see|get|have|show)\b/gi, "show"],
  [/\bhow (?:it )?goes\b/gi, "how is"],
  [/\bbreaking\b/gi, "break"],
  [/[,;:.] *what (?:is|are|was|were) (?:it|they|that|those)\s*\?*\s*$/i, ""],
  [/\b(?:of|in|at) (?:this|the) (?:very |present )?moment\b/gi, "right now"],
  [new RegExp(`\\b(?:the )?(${MONTHS}) month\\b`, "gi"), "$1"],
  [/\bin the year\b(?= ?[?.!,]| ?$| by\b| per\b)/gi, "this year"],
  [
    /\bhow much (?:money )?(?:is|was) (?:still )?(?:open|unpaid|unsettled)\b(?: with\b)?/gi,
    "how much is the outstanding amount of",
  ],
  [
    /\b(?:the )?(half year|half|quarter|month|week|year) (?:that )?(?:has )?just (?:gone|ended|finished|past|closed|passed)\b/gi,
    "last $1",
  ],
  [/\bdisputes\b(?! (?:won|lost|resolved|by reason))/gi, "disputed payments"],
  [/\b(usage (?:[\w ]{0,20})?by) metric\b/gi, "$1 usage metric"],
  [/\bwaterfall of (?:what )?/gi, "why "],
  [/\b(?:declined|rejected|failed|refused) cards\b/gi, "failed card payments"],
  [/\bfor the (?:whole|full|entire) year\b/gi, "this year"],
  [/[,.;] *what (?:do|should|can|shall) (?:i|we) (?:tell|say to|answer) [\w ]{2,20}\?* *$/gi, ""],
  // "First half versus second half of 2025": the year is that of both, where they stand in order.
  [
    new RegExp(
      `\\b(${PART})(?! (?:of )?20\\d\\d)( (?:versus|vs\\.?|and|against|compared (?:to|with)|than|or) (?:the |in )?)(${PART})((?: of| in)? 20\\d\\d)\\b`,
      "gi",
    ),
    (whole, first, link, second, year) => (isInOrder(first, second) ? `${first}${year}${link}${second}${year}` : whole),
  ],
  [
    /\b(?:since|from) the (?:start|beginning) of (q[1-4])\b(?: (20\d\d))?(?! (?:to|until))/gi,
    (_, quarter, year) => sinceQuarter(quarter, year),
  ],
  [new RegExp(`\\b(?:the )?two months (?:of )?(${MONTHS}) and (?=(?:${MONTHS})\\b)`, "gi"), "from $1 to "],
  [new RegExp(`\\bin the (?=(?:${MONTHS})\\b)`, "gi"), "in "],
  [/\bhow many money\b/gi, "how much money"],
  [/\bwhich are the (\w+ \w+) with (?:the )?(?:less|least|fewer|fewest|lowest)\b/gi, "bottom $1 by"],
  [/\bwhich are the (\w+ \w+) with (?:the )?(?:more|most|highest|biggest)\b/gi, "top $1 by"],
  [/\b(customers|clients|accounts) which (?:have |has )?(?=churned|left|cancel|quit|joined|signed)/gi, "$1 who "],
  [
    /\bwhat (do|did|does|have|has) ((?:our |the |all )?(?:[\w-]+ )?(?:customers|clients|accounts)) (?=(?:still |already )?(?:owe|pay|paid|use|used|consume|consumed)\b)/gi,
    "how much $1 $2 ",
  ],
  [/\bfor each one of (?:the |our )?/gi, "by "],
  [/\bno\.? of (?=\w)/gi, "number of "],
  [/\b(?:the|our|total) take (?:from|on|in|for|of|by)\b/gi, "collected from"],
  [
    /\b(?:the )?(?:sum|amount|total) of (?:the )?(?:money|cash) (?:which|that) (?:the |our )?(?:clients|customers|accounts) (?:have )?paid\b|\b(?:the )?(?:money|cash|amount) (?:which|that) (?:the |our )?(?:clients|customers|accounts) (?:have )?paid\b/gi,
    "collected",
  ],
  [/\b(paid|owed|generated|spent) by (?:the |our |all )*(customers|clients|accounts)\b/gi, "$1 from $2"],
  [
    /\b(top|biggest|best|largest|smallest)((?: \d{1,3})?) (?:payers?|paying (?:customers?|clients?|accounts?))\b/gi,
    "$1$2 customers by collected",
  ],
  [
    /\bwho (?:has |have |had )?(cancell?ed|left|quit|churned|resigned|went away|joined|signed up)\b/gi,
    "which customers $1",
  ],
  [
    /\b(?:anyone|anybody|someone|somebody) (?:has |have |had )?(cancel|leave|quit|churn|resign|join|sign up)\b/gi,
    "customers $1",
  ],
  [
    /\bwhich (?:one )?is the (\w+) (?:with|that has|having)(?: the)? (?:more|most|highest|biggest)\b/gi,
    "which $1 has the most",
  ],
  [/\b((?:which|what) (?:month|week|quarter|day|year) .{3,50}?)\bmore\b(?! than)/gi, "$1most"],
  [new RegExp(`\\b(${PAIRED}) ?[/&+] ?(?=(?:${PAIRED})\\b)`, "gi"), "$1 and "],
  // "Where do receivables stand", "where are we with refunds": no place is asked for.
  [
    /\bwhere (?:do|does|did|are|is|was|were) ((?:[\w'-]+ ){1,6}?)(?:stand|standing|sit|sitting|land)\b(?= |[?.!]|$)/gi,
    "what is $1",
  ],
  [/\bwhere (?:do|are|did|were) we (?:stand |at |now |currently )*(?:with|on|for|in terms of) /gi, "what is "],
  [
    /\b(this|current) (day|week|month|quarter|year)\b([^.?!]{1,40}?)\b(last|previous|prior)(?: one)?(?=\s*[?.!,;:)]*\s*$|\s+(?:by|for|in|per|across)\b)/gi,
    "$1 $2$3$4 $2",
  ],
  [/^(?!.*\bhow many\b.*\bhow many\b)(.{4,120}\S)[,;:]? +how many\s*[?.!]*$/i, "how many $1"],
  [
    /^(?!.*\bhow many and)(.{4,120}\S)[,;:]? +how much(?: (?:is it|was it|were they|are they|in total))?\s*[?.!]*$/i,
    "how much $1",
  ],
  [
    /^(?:so |and )?((?:the |our )?[\w ]{3,40}?),? (?:they|these|those|it) (?:are|were|is|was) how (many|much)\b/i,
    "how $2 $1",
  ],
  [new RegExp(`\\b(?:quantity|qty) of (?=(?:the |our )?(?:\\w+ )?(?:${ROWS})\\b)`, "gi"), "number of "],
  [/\bof (?:one|a single|each single|every single) (refund|invoice|credit|bill|payment)\b/gi, "of a $1"],
  [/\b(revenue|income) (?:who|that|which) (?:is|are) ((?:monthly )?recurring)\b/gi, "$2 $1"],
  [/\b(customers|clients|accounts|logos) (?:(?:who|that|which) are )?new\b(?! (?:to|in (?:their|its)))/gi, "new $1"],
  [new RegExp(`\\b(${CUT})s? ?[x\\u00d7*+] ?(?=(?:${CUT})s?\\b)`, "gi"), "$1 and "],
  [/\b(top|bottom|last|past|first)(?=\d{1,3}\b)/gi, "$1 "],
  [
    /(?<=\b(?:and|now|but|ok|same|show it|show that|it|that|them)) in (quarter|week|month|day|year)s\s*[?.!]*$/i,
    " by $1",
  ],
  [/\bhow(?=(?:many|much)\b)/gi, "how "],
  [/\b(last|this|past|previous)(?=(?:week|month|quarter|year)\b)/gi, "$1 "],
  [/\b(please|kindly) to (?=(?:tell|give|show|list|provide|say)\b)/gi, "$1 "],
  [
    new RegExp(
      `\\b(?:make|do) (?:it|that|them) (?:a )?(?:top )?(${NUMBERS})\\b(?! (?:days?|weeks?|months?|quarters?|years?|%))`,
      "i",
    ),
    "top $1",
  ],
  [/\bsame things?\b/gi, "same"],
  // "Top 5, June": the number is no day of the month.
  [
    /\b(top|bottom|first|biggest|largest) (\d{1,3}),? (?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)/gi,
    "$1 $2 in ",
  ],
  [/\b(heaviest|biggest|largest|top(?: \d{1,3})?|lightest|smallest) users\b(?= of\b|\b)/gi, "$1 customers by usage"],
  [
    /\b(?:end|ends|ended|ending|wind|wound|finish|finished|come|came|turn|turned) (?:up|out)\b(?= (?:at|in|on|for|by|last|this)\b|[?.!]|\s*$)/gi,
    "",
  ],
  [/\bas (?:it|they) (?:stood|was|were) (?=on|at|in)\b/gi, ""],
  [/\bat (?:the )?(?:quarter|month|year)[ -]end,? (?:of |in |for )?(?=q[1-4]|[a-z]+ ?\d{0,4})/gi, "at the end of "],
  [/\bby count\b/gi, ""],
  // Notes rather than sentences: "mrr, tier, month, 2026".
  [/[,/|;] ?(day|week|month|quarter|year)s?(?= ?[,/|;]| ?$)/gi, " by $1"],
  [
    /\b(?:one|a|1) (?:line|row|column|bar|point) (?:per|for each|for every|each) (day|week|month|quarter|year)\b/gi,
    "by $1",
  ],
  [/\bpeak (day|week|month|quarter)\b/gi, "highest $1"],
  [/^(?:please )?order (?:the |our |all )?(\w+ )by\b/i, "rank $1by"],
  [new RegExp(`\\b(${PERIOD}) minus (?=${PERIOD}\\b)`, "gi"), "$1 versus "],
  // "Starter or Pro, which one has more customers", "which is larger, card or ach collections".
  [
    /^(.{3,60}? or .{2,40}?)[,:;] *which (?:one )?(?:is|was|has|had|have|did|does|do|got) (?:the )?(?:larger|bigger|higher|greater|more|fewer|lower|smaller|less|most|highest) /i,
    "compare $1 ",
  ],
  [
    /\bwhich (?:one )?(?:is|was|are|were|has|had) (?:the )?(?:larger|bigger|higher|greater|more|fewer|lower|smaller|less)[,:;] /gi,
    "compare ",
  ],
  // "Refund count and amount": two metrics of one noun.
  [/\b(refund|credit)s?,? (?:count|number)s? and (?:amount|value|volume)s?\b/gi, "$1 count and $1 amount"],
  [/\b(refund|credit)s?,? (?:amount|value|volume)s? and (?:count|number)s?\b/gi, "$1 amount and $1 count"],
  [/\b(?:number|count) and (?:amount|value|sum) of (refund|credit)s\b/gi, "$1 count and $1 amount"],
  [/\b(?:amount|value|sum) and (?:number|count) of (refund|credit)s\b/gi, "$1 amount and $1 count"],
  [
    /\bnet of what (?:we )?(?:handed|gave|paid|sent|refunded|was refunded|returned|got refunded)(?: back)?\b/gi,
    "net of refunds",
  ],
];

const ORDER = [...MONTHS.split("|"), "q1", "q2", "q3", "q4", "h1", "h2", "first half", "second half"];

function isInOrder(first: string, second: string): boolean {
  return ORDER.indexOf(first.toLowerCase()) < ORDER.indexOf(second.toLowerCase());
}

function sinceQuarter(quarter: string, year: string | undefined): string {
  const month = MONTHS.split("|")[3 * Number(quarter.slice(1)) - 3] ?? "january";
  return `since ${month}${year ? ` ${year}` : ""}`;
}

/** The question in the plain form of the turns of speech it holds. Linear: every pattern is bounded. */
export function plainForm(question: string): string {
  return FORMS.reduce(
    (text, [pattern, plain]) =>
      typeof plain === "string" ? text.replace(pattern, plain) : text.replace(pattern, plain),
    question,
  );
}
