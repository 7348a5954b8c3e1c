/** Other ways to say a stored value that follow from how it is written: a country's name for its code, a first name. */

const COUNTRY_NAMES = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  AE: ["UAE", "Emirates"],
  CZ: ["Czech Republic"],
  KR: ["Korea", "South Korean", "Korean"],
  TR: ["Turkey", "Turkish"],
  CN: ["Chinese"],
  ZA: ["South African"],
  SE: ["Swedish"],
  CL: ["Chilean"],
  CO: ["Colombian"],
  CH: ["Swiss"],
  PL: ["Polish"],
  PT: ["Portuguese"],
  NO: ["Norwegian"],
  DK: ["Danish"],
  FI: ["Finnish"],
  IE: ["Irish"],
  AT: ["Austrian"],
  BE: ["Belgian"],
  AR: ["Argentinian"],
  IL: ["Israeli"],
  NZ: ["Kiwi"],
};

/** Names of the country whose two-letter code a value is; none for any other value. */
export function countryNames(code: string): string[] {
  if (!/^[A-Z]{2}$/.test(code)) return [];
  const name = COUNTRY_NAMES.of(code);
  return [...(name ? [name] : []), ...(SHORT_NAMES[code] ?? [])];
}

const LEGAL_FORM =
  /[ ,]+(?:ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|ug|bv|b\.v|nv|sa|s\.a|sas|sarl|srl|spa|s\.p\.a|sl|oy|ab|as|aps|kk|pty|pte|bhd|sdn|lda|ltda|holding|holdings|group)\.?$/i;

/** A company's name without the legal form behind it ("Alder Analytics Ltd"); null where there is none. */
export function withoutLegalForm(name: string): string | null {
  let short = name.trim();
  for (let times = 0; times < 2; times += 1) short = short.replace(LEGAL_FORM, "");
  return short !== name.trim() && short.length >= 3 ? short : null;
}

/** The first name of a person written as `maya.chen` or `Maya Chen`; null for anything else. */
export function firstName(value: string): string | null {
  return /^(\p{L}{3,})[._ ]\p{L}{2,}/u.exec(value)?.[1] ?? null;
}
