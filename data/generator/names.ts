import type { Region } from "./model";

const FIRST =
  "Alder Amber Apex Arbor Argon Aster Atlas Aurora Beacon Birch Blue Bright Cedar Cobalt Copper Coral Crest Delta Ember Falcon Fern Flint Garnet Glacier Granite Harbor Hazel Helix Horizon Indigo Iron Ivory Jade Juniper Kestrel Laurel Lumen Lunar Maple Marble Meridian Mesa Nimbus North Nova Oak Onyx Opal Orbit Osprey Pine Pioneer Prairie Quartz Raven River Sable Sierra Silver Slate Solar Summit Tidal Umber Vega Willow".split(
    " ",
  );
const SECOND =
  "Analytics Apparel Biotech Cargo Catering Clinics Design Diagnostics Dynamics Education Energy Engineering Express Farms Fintech Foods Freight Games Health Hospitality Imaging Insurance Labs Learning Legal Logistics Manufacturing Marine Media Mobility Motors Networks Optics Packaging Partners Pharma Properties Publishing Retail Robotics Security Semiconductors Studios Supply Systems Telecom Textiles Travel".split(
    " ",
  );
const COUNTRIES: Record<Region, readonly string[]> = {
  EMEA: ["DE", "FR", "GB", "NL", "ES", "SE", "AE", "ZA"],
  NA: ["US", "US", "US", "CA"],
  APAC: ["JP", "AU", "SG", "IN", "KR"],
  LATAM: ["BR", "MX", "CL", "CO"],
};
const SUFFIXES: Record<Region, readonly string[]> = {
  EMEA: ["GmbH", "Ltd", "SA", "BV", "AB"],
  NA: ["Inc", "LLC", "Corp"],
  APAC: ["Pty Ltd", "KK", "Pte Ltd", "Co"],
  LATAM: ["SA", "Ltda", "SpA"],
};

/** A company name, unlike that of every other index: a stride coprime to the number of pairs visits each once. */
export function companyName(index: number, region: Region, suffixAt: number): string {
  const pairs = FIRST.length * SECOND.length;
  const at = (index * 1013) % pairs;
  const round = Math.floor(index / pairs);
  const stem = `${FIRST[at % FIRST.length]} ${SECOND[Math.floor(at / FIRST.length)]}`;
  const suffixes = SUFFIXES[region];
  return `${stem}${round > 0 ? ` ${round + 1}` : ""} ${suffixes[suffixAt % suffixes.length]}`;
}

export function countriesOf(region: Region): readonly string[] {
  return COUNTRIES[region];
}

/** People who issue and approve refunds and credits. */
export const AGENTS = [
  "maya.chen",
  "tomas.rivera",
  "ines.moreau",
  "kofi.mensah",
  "lena.vogel",
  "arjun.nair",
  "sofia.lindqvist",
  "paul.okafor",
] as const;
export const APPROVERS = ["nadia.haddad", "george.whitman", "yuki.tanaka"] as const;
