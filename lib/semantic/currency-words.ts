/** How amounts name their currency; a sign that several currencies share lists the likeliest first. */
const DOLLARS = ["USD", "CAD", "AUD", "NZD", "SGD", "HKD"];
const BY_WORD: Readonly<Record<string, readonly string[]>> = {
  $: DOLLARS,
  dollar: DOLLARS,
  dollars: DOLLARS,
  buck: DOLLARS,
  bucks: DOLLARS,
  us$: ["USD"],
  ca$: ["CAD"],
  c$: ["CAD"],
  au$: ["AUD"],
  a$: ["AUD"],
  nz$: ["NZD"],
  s$: ["SGD"],
  hk$: ["HKD"],
  "€": ["EUR"],
  euro: ["EUR"],
  euros: ["EUR"],
  "£": ["GBP"],
  pound: ["GBP"],
  pounds: ["GBP"],
  sterling: ["GBP"],
  quid: ["GBP"],
  "¥": ["JPY", "CNY"],
  yen: ["JPY"],
  yuan: ["CNY"],
  rupee: ["INR"],
  rupees: ["INR"],
  "₹": ["INR"],
  franc: ["CHF"],
  francs: ["CHF"],
  real: ["BRL"],
  reais: ["BRL"],
};
const CODES = [
  "usd",
  "eur",
  "gbp",
  "jpy",
  "cad",
  "aud",
  "nzd",
  "chf",
  "cny",
  "inr",
  "sgd",
  "hkd",
  "sek",
  "nok",
  "dkk",
  "pln",
  "brl",
  "mxn",
  "zar",
  "krw",
  "kwd",
];

/** Sources of regular expressions: the signs that stand before an amount, the words that stand before or behind it. */
export const CURRENCY_SIGNS = "(?:\\b(?:us|ca|c|au|a|nz|s|hk))?\\$|[\\u20ac\\u00a3\\u00a5\\u20b9]";
export const CURRENCY_CODES = CODES.join("|");
export const CURRENCY_NAMES = `${CURRENCY_CODES}|${Object.keys(BY_WORD)
  .filter((word) => /^[a-z]+$/.test(word))
  .join("|")}`;

/** The word of an amount's currency inside one token: letters only, the first candidate's code or `dollar`. */
export function currencyTag(word: string): string {
  const named = candidates(word.toLowerCase());
  return named === DOLLARS ? "dollar" : (named[0] ?? "").toLowerCase();
}

function candidates(word: string): readonly string[] {
  return BY_WORD[word] ?? (CODES.includes(word) ? [word.toUpperCase()] : []);
}

/** The currency of the data that an amount's tag means; null when the data has none of them. */
export function currencyOf(tag: string, present: readonly string[]): string | null {
  return candidates(tag).find((code) => present.includes(code)) ?? null;
}
