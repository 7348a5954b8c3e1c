/** Digits of the minor unit where they are not two. Source: ISO 4217, list one, as amended to 2025. */
const DIGITS = new Map(
  Object.entries({
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
  }).flatMap(([digits, codes]) => codes.split(" ").map((code): [string, number] => [code, Number(digits)])),
);

/**
 * Minor-unit digits of an ISO 4217 currency (USD 2, JPY 0, KWD 3, HUF 2). `Intl` follows how people write prices, which
 * differs from the standard and between its versions: forints lost their two digits there.
 */
export function currencyDigits(currency: string): number {
  return DIGITS.get(currency) ?? 2;
}

/** Minor units in one major unit: 100 for USD, 1 for JPY. */
export function minorPerMajor(currency: string): number {
  return 10 ** currencyDigits(currency);
}

/** Rounds half up (towards +infinity) to an integer; 1e-7 absorbs binary noise below a thousandth of a cent. */
export function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5 + 1e-7);
}

const formatters = new Map<string, Intl.NumberFormat>();

/** One formatter a currency: making one takes longer than a hundred uses of it. */
function formatterOf(currency: string): Intl.NumberFormat {
  const known = formatters.get(currency);
  if (known) return known;
  const formatter = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    minimumFractionDigits: currencyDigits(currency),
    maximumFractionDigits: currencyDigits(currency),
  });
  formatters.set(currency, formatter);
  return formatter;
}

/**
 * The one formatter for money. `cents` are integer minor units of `currency`.
 * @example formatMoney(12750, "USD") === "$127.50"
 */
export function formatMoney(cents: number, currency: string): string {
  return formatterOf(currency).format(cents / minorPerMajor(currency));
}

/** The amount split for display: `whole` carries sign, symbol and grouping, `fraction` the separator and minor digits. */
export function splitMoney(cents: number, currency: string): { whole: string; fraction: string } {
  const parts = formatterOf(currency).formatToParts(cents / minorPerMajor(currency));
  const at = parts.findIndex((part) => part.type === "decimal");
  const text = (from: number, to?: number) =>
    parts
      .slice(from, to)
      .map((part) => part.value)
      .join("");
  return at < 0 ? { whole: text(0), fraction: "" } : { whole: text(0, at), fraction: text(at) };
}
