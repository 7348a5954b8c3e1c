/** ISO 3166-1 alpha-2 codes by the sales regions that most companies report in. */
const CODES: Record<string, string> = {
  NA: "US CA PM GL BM",
  LATAM:
    "AG AI AR AW BB BL BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI",
  APAC: "AF AS AU BD BN BT CC CK CN CX FJ FM GU HK ID IN IO JP KG KH KI KP KR KZ LA LK MH MM MN MO MP MV MY NC NF NP NR NU NZ PF PG PH PK PN PW SB SG TH TJ TK TL TM TO TV TW UZ VN VU WF WS",
};

/** Sales region of each country's code and English name, in lower case; countries not listed above are EMEA's. */
export function regionsByCountry(): Record<string, string> {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const regions: Record<string, string> = {};
  const known = new Map(
    Object.entries(CODES).flatMap(([region, codes]) => codes.split(" ").map((code) => [code, region])),
  );
  for (const code of isoCodes(names)) {
    const region = known.get(code) ?? "EMEA";
    regions[code.toLowerCase()] = region;
    const name = names.of(code);
    if (name) regions[name.toLowerCase()] = region;
  }
  return { ...regions, usa: "NA", "united states of america": "NA", uk: "EMEA", "great britain": "EMEA" };
}

/** Every pair of letters that names a country; groupings and unknown ones have no place in an address. */
function isoCodes(names: Intl.DisplayNames): string[] {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const apart = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !apart.has(code) && names.of(code) !== undefined);
}
